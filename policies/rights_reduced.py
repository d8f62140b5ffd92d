"""Whether people can do less, or later, than before.

AuxconnBeauty and AseanBiz promise that no right is reduced without explicit consent;
a person decides, this only points at it.
"""

from policies.comparing import ChangeKind
from policies.events import Event
from policies.quantities import quantities
from policies.vocabulary import words

ABOUT_RIGHTS = ("rights", "updates", "contact")


def rights_reduced(event: Event, categories: set[str]) -> bool:
    """True where a right, a period to answer in or a way to use a right got smaller."""
    if not categories & {"C4", "C5"}:
        return False
    if event.periods and "C4" in categories:
        if event.topic_is("updates"):  # told later before a change than before
            return any(period.is_shorter for period in event.periods)
        return any(period.is_longer for period in event.periods)
    if "C4" not in categories:
        return False
    if event.row.kind is ChangeKind.DELETED:
        return not event.is_refusal
    if event.row.kind is ChangeKind.INSERTED:
        return event.is_refusal or _is_limit(event)
    return _smaller(event)


def _is_limit(event: Event) -> bool:
    """A new sentence that takes something from a right, and gives none."""
    return bool(words("limits").found_in(event.came)) and not words(
        "granting"
    ).found_in(event.came)


def _smaller(event: Event) -> bool:
    promise_went, promise_came = event.swapped(words("promises"))
    limit_went, limit_came = event.swapped(words("limits"))
    if is_less_firm(event) or _lost_period(event) or _costs_now(event):
        return True
    if event.is_refusal:
        return len(event.came) > len(event.gone)
    if limit_came and not limit_went:
        return True
    return promise_went and not promise_came


def is_less_firm(event: Event) -> bool:
    """ "We will" became "we may", or "we try to"."""
    certain_went, _certain = event.swapped(words("certain"))
    _possible, possible_came = event.swapped(words("possible"))
    hedge_went, hedge_came = event.swapped(words("hedges"))
    return (hedge_came and not hedge_went) or (certain_went and possible_came)


def _costs_now(event: Event) -> bool:
    """What cost nothing has a price."""
    went, came = event.swapped(words("negations"))
    return bool(words("fees").found_in(event.after)) and went and not came


def _lost_period(event: Event) -> bool:
    """ "Within 30 days" became "as soon as we can"."""
    if event.topic_is("updates"):
        return False
    return bool(quantities(event.gone)) and not quantities(event.came)
