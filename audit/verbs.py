"""How a verb reads on screen. A room says it once, in its AppConfig.ready:

verbs.name({"requests.refuse": _("Refused")})
"""

from collections.abc import Mapping
from typing import Any

_WORDS: dict[str, Any] = {}


def name(words: Mapping[str, Any]) -> None:
    """Give verb codes their (lazily translated) words."""
    _WORDS.update(words)


def is_known(code: str) -> bool:
    """Whether a room has given this verb its words."""
    return code in _WORDS


def label(code: str) -> str:
    """The verb's words, or its code as words: "requests.pause_clock", Pause clock."""
    return str(
        _WORDS.get(code) or code.rpartition(".")[2].replace("_", " ").capitalize()
    )
