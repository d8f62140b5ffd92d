"""A virus scanner's word on a file, where the operator names one: clamd's INSTREAM.

Fails closed: a scanner that cannot be asked lets nothing in. The protocol is a command,
the bytes in chunks with their length before them, and one line back (man 8 clamd).
"""

import logging
import socket
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from rights.errors import FileRefused

logger = logging.getLogger(__name__)

SECONDS = 20.0
CHUNK = 64 * 1024
ANSWER_LENGTH = 4096


def guard(data: bytes) -> None:
    """Raises FileRefused where the scanner finds something or gives no answer."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, data)
    except (OSError, ValueError) as error:
        logger.error("virus scanner: no answer (%s)", type(error).__name__)
        answer = ""
    if answer.endswith(" FOUND"):
        raise FileRefused(_("Our virus scanner objects to this file. It was not kept."))
    if answer != "stream: OK":
        raise FileRefused(
            _("Files cannot be checked for viruses just now. Try again in an hour.")
        )


def _ask(address: str, data: bytes) -> str:
    with _connected(address) as scanner:
        scanner.sendall(b"zINSTREAM\0")
        for at in range(0, len(data), CHUNK):
            chunk = data[at : at + CHUNK]
            scanner.sendall(len(chunk).to_bytes(4) + chunk)
        scanner.sendall(bytes(4))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < ANSWER_LENGTH:
            got = scanner.recv(ANSWER_LENGTH)
            if not got:
                break
            answer += got
    return answer.rstrip(b"\0\n").decode("utf-8", "replace").strip()


def _connected(address: str) -> socket.socket:
    """`/run/clamav/clamd.ctl`, or `tcp://host:3310`."""
    if address.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            scanner.settimeout(SECONDS)
            scanner.connect(address)
        except OSError:
            scanner.close()
            raise
        return scanner
    parts = urlsplit(address)
    host = parts.hostname or "127.0.0.1"
    return socket.create_connection((host, parts.port or 3310), timeout=SECONDS)
