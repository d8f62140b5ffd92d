"""Lines whose words changed and whose meaning did not: dates, headings, courtesies."""

import re

from policies.events import Event
from policies.names import company_renamed, names_changed
from policies.places import places_in
from policies.quantities import DATE
from policies.topics import topic_by_words
from policies.vocabulary import words

EDITION = re.compile(
    r"(?<=version )[\d.]+|(?<=versi )[\d.]+|(?<=issue )\d+|(?<=edition )\d+"
    r"|(?<=edisi )\w+|\w+(?= edition)|第\w+(?=版)|(?<=版本)[:：]?[\d.]+"
)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[ t]\d\d?:\d\d(?::\d\d)?")
NUMBER = re.compile(r"\d+")
# What a courtesy may not touch: then it says more than how much privacy matters.
BINDING = ("guards", "consent", "handing", "promises", "company")


def is_fact(text: str) -> bool:
    """A short line that stands alone looks like a heading, and may be a list."""
    return ";" in text or "；" in text or bool(places_in(text))


def is_same_heading(event: Event) -> bool:
    """Other words over a section that is about the same."""
    before, after = event.row.before_text, event.row.after_text
    if any(map(is_fact, (before, after))) or company_renamed(event.row.segments):
        return False
    old, new = (topic_by_words(one) for one in (event.before, event.after))
    return old == new


def is_courtesy(event: Event) -> bool:
    """Both sides say how much privacy matters, and nothing that binds changed."""
    lines = (event.said_before, event.said_after)
    if not all(words("courtesy").found_in(one) for one in lines):
        return False
    if names_changed(event.row.segments):
        return False
    changed = event.changed
    return not (event.periods or any(sign.isdigit() for sign in changed)) and not any(
        words(name).found_in(changed) for name in BINDING
    )


def is_date_line(event: Event) -> bool:
    """ "Last updated: 3 March" became "Last updated: 1 May", and no more than that."""
    lines = (event.said_before, event.said_after)
    if len({MOMENT.sub("", one) for one in lines}) == 1:
        return True
    before, after = (EDITION.sub("", DATE.sub("", one)) for one in lines)
    if event.is_opening and before == after:
        return not event.periods
    if not all(len(one) < 120 and words("date_line").found_in(one) for one in lines):
        return False
    if event.is_opening and not event.periods:  # the number of a document
        before, after = (NUMBER.sub("", one) for one in (before, after))
    return before == after
