"""How CSS is served: hashed, in few files, compressed, without its source's air."""

import re
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage

# As it is written, and with the hash that Django has put into the name by then.
IMPORT = re.compile(r'@import url\("(\w+)(?:\.\w+)?\.css"\);')


def whole(css: str) -> str:
    """The sheets it imports stand in it: a file less to wait for.

    They are put in as they are, so they may name no file themselves.
    """
    return IMPORT.sub(lambda found: _source(found[1]), css)


def _source(name: str) -> str:
    path = finders.find(f"css/{name}.css")
    if not isinstance(path, str):
        raise FileNotFoundError(f"css/{name}.css")
    return Path(path).read_text()


def minified(css: str) -> str:
    """The same rules without comments and spare white space."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?|(?<=:) ", r"\1", css).strip()


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    def _save(self, name: str, content: Any) -> str:
        if name.endswith(".css"):
            content.seek(0)  # it was read to its end for the hash in its name
            text = content.read()
            text = text.decode() if isinstance(text, bytes) else text
            content = ContentFile(minified(whole(text)).encode())
        return super()._save(name, content)
