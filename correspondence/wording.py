"""Letters' texts: one template per language, rendered as plain text for a mail.

A template is `templates/<name>.<language>.txt`; its first line is `Subject: ...`. One
paragraph is one line in the file: long lines are wrapped here, after names and dates
have their real length.
"""

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template import Context, Template, TemplateDoesNotExist
from django.template.engine import Engine
from django.utils import timezone, translation

from correspondence.errors import LetterNotWritten
from correspondence.models import CODE_PLACE

WIDTH = 76
WORD = r"[^\s\u2e80-\u9fff\uff00-\uffef]+"  # a run without Chinese characters
OPENING = "（《“"
CLOSING = "，。；：？！、）》”"
# Unicode's Cc, Cs, Zl and Zp: what steers a terminal or breaks a line.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029]")
UNSEEN = re.compile(rf"(?![\n\t]){CONTROL.pattern}")
SUBJECT_LENGTH = 300  # of Letter.subject


@dataclass(frozen=True)
class Rendered:
    language: str  # the one found, after the fallback
    subject: str
    body: str


def render(
    name: str, *, language: str, context: Mapping[str, Any], time_zone: str = ""
) -> Rendered:
    """The letter `name` in `language`, or in English where that wording is missing.

    While it renders, dates and translations are in the language found, and aware
    moments are shown in `time_zone` (the installation's own if empty). Raises
    LetterNotWritten if there is no such template or it does not begin with its subject.
    """
    found, template = _template(name, language)
    zone = ZoneInfo(time_zone) if time_zone else timezone.get_default_timezone()
    with translation.override(found), timezone.override(zone):
        text = template.render(
            # Plain text: an escaped apostrophe would reach the person as "&#x27;".
            Context({"code": CODE_PLACE, **context}, autoescape=False)
        )
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("Subject:"):
        raise LetterNotWritten(f"{name}.{found}.txt does not begin with its subject.")
    subject = one_line(first.removeprefix("Subject:"))
    return Rendered(found, shortened(subject, SUBJECT_LENGTH), wrapped(rest))


def one_line(text: str) -> str:
    """The text without line breaks and control characters: safe in a mail's header."""
    return re.sub(r"\s+", " ", CONTROL.sub(" ", text)).strip()


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def wrapped(text: str) -> str:
    """Plain text in 76 columns; links stay whole, list items keep their indent."""
    clean = UNSEEN.sub("", _newlines(text))
    lines = [piece for line in clean.split("\n") for piece in _pieces(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _pieces(line: str) -> list[str]:
    line = line.rstrip()
    if columns(line) <= WIDTH:
        return [line]
    lead = re.match(r"\s*(?:(?:[-*•>]|\d{1,3}[.)])\s+)?", line)
    indent = lead.group() if lead else ""
    if columns(line) > len(line):  # Chinese: no spaces to break at
        return _between_characters(line, " " * len(indent))
    return textwrap.wrap(
        line,
        WIDTH,
        subsequent_indent=" " * len(indent) if indent.strip() != ">" else indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns(text: str) -> int:
    """The width of `text` in a mail: a Chinese character takes two columns."""
    return sum(2 if _is_wide(character) else 1 for character in text)


def _between_characters(line: str, indent: str) -> list[str]:
    """Break before a character, but not before a closing mark or after an opening one.

    Words and numbers in Latin letters stay whole.
    """
    units = re.findall(rf"[{OPENING}]*(?:{WORD}|.)[{CLOSING}]*", line)
    found, width = [""], 0
    for unit in units:
        if width + columns(unit) > WIDTH and found[-1].strip():
            found[-1] = found[-1].rstrip()
            found.append(indent)
            width, unit = len(indent), unit.lstrip()
        found[-1] += unit
        width += columns(unit)
    return found


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F"}


def _template(name: str, language: str) -> tuple[str, Template]:
    """The first wording there is: this language, its base, the default, English."""
    wanted = [language, language.split("-")[0], settings.LANGUAGE_CODE, "en"]
    engine = Engine.get_default()
    for found in dict.fromkeys(wanted):
        try:
            return found, engine.get_template(f"{name}.{found}.txt")
        except TemplateDoesNotExist:
            continue
    raise LetterNotWritten(f"There is no wording {name!r} in {language} or in English.")


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
