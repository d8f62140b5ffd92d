"""Whether people can do less, or later, than before.

AuxconnBeauty and AseanBiz promise that no right is reduced without explicit consent;
a person decides, this only points at it. Three things may shrink: what guards people
(`guarded`), a period, and the words of a right (`lessened`).
"""

from policies.comparing import ChangeKind
from policies.events import ChangedQuantity, Event
from policies.guarded import children_less_safe, yes_lost
from policies.lessened import (
    WEAK,
    came,
    is_harder,
    is_lessened,
    limits,
    no_complaint,
    told_less,
    was_hurdle,
    went,
)
from policies.period_kinds import is_for_them, is_notice, reaches_back
from policies.vocabulary import words
from policies.words import tokens_of

PHRASE = 3  # words that say something, where they go without others coming


def rights_reduced(event: Event, categories: set[str]) -> bool:
    """True where a right, a period to answer in or a way to use a right got smaller."""
    if categories and yes_lost(event):
        return True
    if "OTHER_MINORS" in categories and children_less_safe(event):
        return True
    if "C4" in categories:
        return _is_smaller(event)
    if "C5" in categories and no_complaint(event):
        return True
    return _says_a_right(event, categories) and (is_lessened(event) or is_harder(event))


def _says_a_right(event: Event, categories: set[str]) -> bool:
    """A clause about something else lets people do something on both sides."""
    is_one = event.row.before and event.row.after
    grants = words("granting").found_in(event.said_before)
    return bool(is_one) and ("C5" in categories or grants)


def _is_smaller(event: Event) -> bool:
    if event.periods:
        return any(_is_worse(event, period) for period in event.periods)
    if event.row.kind is ChangeKind.DELETED:
        return not event.is_refusal and not was_hurdle(event)
    if event.row.kind is ChangeKind.INSERTED:
        return event.is_refusal or _is_limit(event)
    if is_lessened(event):
        return True
    if event.is_refusal:
        return len(event.came) > len(event.gone) and not _promises_more(event)
    return _is_limited(event) or is_harder(event) or _way_lost(event) or _gone(event)


def _is_worse(event: Event, period: ChangedQuantity) -> bool:
    """A longer wait; or less of what is given: the notice before a change, or how far
    back a copy goes ("of the past year")."""
    text, former = event.before, period.before
    is_less = reaches_back(text, former) or is_notice(text, former)
    if event.topic_is("updates") or is_less or is_for_them(text, former):
        return period.is_shorter
    return period.is_longer


def _is_limit(event: Event) -> bool:
    """A new sentence that takes something from a right, and gives none."""
    if words("waiving").found_in(event.came):
        return True
    return bool(limits(event.came)) and not words("granting").found_in(event.came)


def _is_limited(event: Event) -> bool:
    """A limit came, and none went; reasons "in writing" are none."""
    if came(event, "reasons"):
        return False
    old, new = limits(event.gone), limits(event.came)
    grants = words("granting").found_in(event.came)
    return bool(new - old - (WEAK if grants else set())) and not old - new - WEAK


def _promises_more(event: Event) -> bool:
    """ "We may refuse" and now: "but will always give you our reasons"."""
    return event.only_came and words("certain").found_in(event.came)


def _way_lost(event: Event) -> bool:
    """Nobody is written to any more, or an easy way to write to us is gone."""
    if event.topic_is("updates", "security") and told_less(event):
        return True
    grants = words("granting").found_in(event.came)
    return went(event, "easy_ways") and not (event.only_went or grants)


def _gone(event: Event) -> bool:
    """A promise went; or some words did, and it was no hurdle that they made."""
    if not event.only_went:
        return went(event, "promises")
    gone = event.gone
    if was_hurdle(event) or _was_case(gone):
        return False
    if words("alternatives").found_in(gone) and _is_phrase(gone, 2):
        return True  # one of several cases
    if any(words(name).found_in(gone) for name in ("granting", "certain")):
        return True
    is_promise = words("promises").found_in(gone) or _is_phrase(gone)
    return is_promise and not limits(gone) - WEAK


def _was_case(gone: str) -> bool:
    """ "If the person asks for it" went: now it holds for whoever does not, too."""
    opens = words("cases").opens(gone.strip(" |,，"))
    return opens and not words("promises").found_in(gone)


def _is_phrase(text: str, least: int = PHRASE) -> bool:
    return sum(token.is_word for token in tokens_of(text)) >= least
