"""Whether people can do less, or later, than before.

AuxconnBeauty and AseanBiz promise that no right is reduced without explicit consent;
a person decides, this only points at it.
"""

from policies.comparing import ChangeKind
from policies.events import ChangedQuantity, Event
from policies.period_kinds import is_for_them, is_notice, is_within, reaches_back
from policies.prices import is_free
from policies.quantities import quantities
from policies.vocabulary import words
from policies.words import tokens_of

WEAK = frozenset({"may", "可能"})  # limits that may stand for a right as well
PHRASE = 3  # words that say something, where they go without others coming


def rights_reduced(event: Event, categories: set[str]) -> bool:
    """True where a right, a period to answer in or a way to use a right got smaller."""
    if "C4" not in categories:
        worse = _lost_complaint(event) or is_harder(event) or _waits_now(event)
        return "C5" in categories and worse
    if any(_is_worse(event, period) for period in event.periods):
        return True
    if event.periods:
        return False
    if event.row.kind is ChangeKind.DELETED:
        return not event.is_refusal
    if event.row.kind is ChangeKind.INSERTED:
        return event.is_refusal or _is_limit(event)
    return _smaller(event)


def _is_worse(event: Event, period: ChangedQuantity) -> bool:
    """A longer wait; or less of what is given: the notice before a change, or how far
    back a copy goes ("of the past year")."""
    text, former = event.before, period.before
    is_less = reaches_back(text, former) or is_notice(text, former)
    if event.topic_is("updates") or is_less or is_for_them(text, former):
        return period.is_shorter
    return period.is_longer


def _promises_more(event: Event) -> bool:
    """ "We may refuse" and now: "but will always give you our reasons"."""
    return event.only_came and words("certain").found_in(event.came)


def _waits_now(event: Event) -> bool:
    """ "At any time" became "which takes up to 60 days"."""
    if quantities(event.gone) or not words("waits").found_in(event.came):
        return False
    after = event.after
    new = [one for one in quantities(after) if after[one.start : one.end] in event.came]
    return any(not is_within(after, one) for one in new)


def _lost_complaint(event: Event) -> bool:
    """Whom to complain to is no longer said."""
    complaint_went, complaint_came = event.swapped(words("complaints"))
    return complaint_went and not complaint_came


def _is_limit(event: Event) -> bool:
    """A new sentence that takes something from a right, and gives none."""
    return bool(limits(event.came)) and not words("granting").found_in(event.came)


def limits(text: str) -> set[str]:
    """What in it takes something; "free of charge" is no charge."""
    return set(words("limits").standing_in(words("free").taken_from(text)))


def _smaller(event: Event) -> bool:
    promise_went, promise_came = event.swapped(words("promises"))
    went, came = limits(event.gone), limits(event.came)
    grants = words("granting").found_in(event.came)
    limit_went = bool(went - came - WEAK)
    limit_came = bool(came - went - (WEAK if grants else set()))
    burden_went, burden_came = event.swapped(words("burdens"))
    if burden_came and not burden_went:
        return True
    if is_less_firm(event) or _lost_period(event) or _costs_now(event):
        return True
    if _waits_now(event):
        return True
    if event.is_refusal:
        return len(event.came) > len(event.gone) and not _promises_more(event)
    if (limit_came and not limit_went) or is_harder(event):
        return True
    if event.topic_is("updates", "security") and told_less(event):
        return True
    if event.only_went:
        if words("alternatives").found_in(event.gone) and _is_phrase(event.gone, 2):
            return True  # one of several cases
        promised = ("granting", "certain")
        if any(words(name).found_in(event.gone) for name in promised):
            return True
        return not limit_went and (promise_went or _is_phrase(event.gone))
    return promise_went and not promise_came


def is_harder(event: Event) -> bool:
    """From a message or a button to a letter or a visit, or to one way of several."""
    easy_went, easy_came = event.swapped(words("easy_ways"))
    is_hard = words("hard_ways").found_in(event.said_after)
    alone = words("alone").found_in(event.came)
    return easy_went and not easy_came and (is_hard or alone)


def told_less(event: Event) -> bool:
    """Nobody is written to about a change, or what went wrong, any more."""
    went, came = event.swapped(words("telling"))
    return went and not came


def _is_phrase(text: str, least: int = PHRASE) -> bool:
    return sum(token.is_word for token in tokens_of(text)) >= least


def is_less_firm(event: Event) -> bool:
    """ "We will" became "we may", or "we try to"."""
    certain_went, _certain = event.swapped(words("certain"))
    _possible, possible_came = event.swapped(words("possible"))
    hedge_went, hedge_came = event.swapped(words("hedges"))
    return (hedge_came and not hedge_went) or (certain_went and possible_came)


def _costs_now(event: Event) -> bool:
    """What cost nothing has a price."""
    if is_free(event.gone) and not is_free(event.came):
        return True
    fee_went, fee_came = event.swapped(words("fees"))
    if fee_came and not fee_went and not is_free(event.came):
        return True
    went, came = event.swapped(words("negations"))
    return bool(words("fees").found_in(event.after)) and went and not came


def _lost_period(event: Event) -> bool:
    """ "Within 30 days" became "as soon as we can"."""
    if event.topic_is("updates"):
        return False
    return bool(quantities(event.gone)) and not quantities(event.came)
