"""Words a person reads on the page of a request: a letter's text, a period granted."""

import re
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from correspondence.wording import WIDTH
from rights.choices import SourceKind
from rights.models import Clock
from rulebook.sentences import period_words


def paragraphs(body: str) -> list[str]:
    """A letter's text without the line ends that only kept an e-mail narrow.

    A line was broken for width where the next word would not have fitted any more;
    every other line end was written on purpose. An address keeps its own line.
    """
    blocks = []
    for block in re.split(r"\n{2,}", body.strip()):
        lines = block.split("\n")
        text = lines[0]
        for before, line in pairwise(lines):
            word = line.split(maxsplit=1)[0] if line.split() else ""
            is_address = "://" in word and word == line.strip()
            is_wrapped = len(before) + 1 + len(word) > WIDTH and not is_address
            text += (" " + line.strip()) if is_wrapped else ("\n" + line)
        blocks.append(text)
    return blocks


def gives_us(clock: Clock) -> str:
    """The period as the page's hero says it."""
    number, unit = clock.period
    number = number or 0
    words = {"period": period_words(number, unit)}
    if clock.source_kind == SourceKind.STATUTE:
        if clock.was_extended:
            return _("The law lets us take more time once, and we told you why.")
        return _("The law gives us %(period)s.") % words
    if clock.source_kind == SourceKind.OPERATOR:
        return _("No text names a period. We give ourselves %(period)s.") % words
    match unit:
        case "hours":
            text = ngettext(
                "The policy gives us %(number)d hour.",
                "The policy gives us %(number)d hours.",
                number,
            )
        case "working_days":
            text = ngettext(
                "The policy gives us %(number)d working day.",
                "The policy gives us %(number)d working days.",
                number,
            )
        case "months":
            text = ngettext(
                "The policy gives us %(number)d month.",
                "The policy gives us %(number)d months.",
                number,
            )
        case _other:
            text = ngettext(
                "The policy gives us %(number)d day.",
                "The policy gives us %(number)d days.",
                number,
            )
    return text % {"number": number}
