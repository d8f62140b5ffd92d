"""The ways in which a text takes from a right, each told by words that came or went.

They hold wherever the right stands, so none of them asks what the clause is about.
"""

from collections.abc import Callable

from policies.events import Event
from policies.period_kinds import is_for_them, is_within
from policies.prices import is_free
from policies.quantities import quantities
from policies.vocabulary import words

Test = Callable[[Event], bool]

WEAK = frozenset({"may", "可能"})  # limits that may stand for a right as well


def went(event: Event, name: str) -> bool:
    """Whether words of this list stand there no more."""
    gone, came = event.swapped(words(name))
    return gone and not came


def came(event: Event, name: str) -> bool:
    """Whether words of this list stand there that did not."""
    gone, came = event.swapped(words(name))
    return came and not gone


def waived(event: Event) -> bool:
    """Arbitration instead of a court, a claim given up, a decision that is final."""
    return came(event, "waiving")


def part_of_it(event: Event) -> bool:
    """ "All data" became "some of the data", or "the data"."""
    return came(event, "part") or (went(event, "whole") and not event.only_went)


def no_longer_any_time(event: Event) -> bool:
    """ "At any time" became "by 30 days' notice", or "during office hours"."""
    return went(event, "any_time") and not event.only_came


def conditional(event: Event) -> bool:
    """ "Provided that", "once all debts are settled"; not where a period of ours
    only learns what it counts from: "within 3 days after we receive it"."""
    if came(event, "conditions"):
        return True
    is_period = quantities(event.said_after) and words("certain").found_in(event.after)
    return event.only_came and came(event, "first") and not is_period


def no_reasons(event: Event) -> bool:
    """A refusal need not be explained any more."""
    return went(event, "reasons") and not spared(event.gone)


def no_person(event: Event) -> bool:
    """What a person looked at is left to the system."""
    said = event.said_before
    if went(event, "persons") and words("reviewing").found_in(said):
        return True
    return went(event, "reviewing") and words("machines").found_in(said)


def no_longer_spared(event: Event) -> bool:
    """ "Without giving a reason" is gone."""
    return spared(event.gone) and not spared(event.came)


def spared(text: str) -> bool:
    return words("boons").found_in(text)


def told_later(event: Event) -> bool:
    """ "Six weeks before it holds" became "as soon as it holds"."""
    lost = quantities(event.gone) and not quantities(event.came)
    return bool(lost) and went(event, "ahead")


def no_complaint(event: Event) -> bool:
    """Whom to complain to is no longer said."""
    return went(event, "complaints")


def deadline(event: Event) -> bool:
    """Whoever uses the right has a time to do so, where there was none."""
    if quantities(event.gone):
        return False
    text = event.after
    return any(
        is_within(text, one) and is_for_them(text, one)
        for one in quantities(text)
        if text[one.start : one.end] in event.came
    )


def burdened(event: Event) -> bool:
    """People have to do something themselves now."""
    return came(event, "burdens")


def is_less_firm(event: Event) -> bool:
    """ "We will" became "we may", or "we try to"."""
    certain_went, _certain = event.swapped(words("certain"))
    _possible, possible_came = event.swapped(words("possible"))
    return came(event, "hedges") or (certain_went and possible_came)


def period_lost(event: Event) -> bool:
    """ "Within 30 days" became "as soon as we can"."""
    if event.topic_is("updates") or words("any_time").found_in(event.came):
        return False
    return bool(quantities(event.gone)) and not quantities(event.came)


def costs_now(event: Event) -> bool:
    """What cost nothing has a price."""
    if is_free(event.gone) and not is_free(event.came):
        return True
    if came(event, "fees") and not is_free(event.came):
        return True
    return words("fees").found_in(event.after) and went(event, "negations")


def waits_now(event: Event) -> bool:
    """ "At any time" became "which takes up to 60 days"."""
    if quantities(event.gone) or not words("waits").found_in(event.came):
        return False
    after = event.after
    new = [one for one in quantities(after) if after[one.start : one.end] in event.came]
    return any(not is_within(after, one) for one in new)


def is_harder(event: Event) -> bool:
    """From a message or a button to a letter or a visit, or to one way of several."""
    is_hard = words("hard_ways").found_in(event.said_after)
    alone = words("alone").found_in(event.came)
    return went(event, "easy_ways") and (is_hard or alone)


def told_less(event: Event) -> bool:
    """Nobody is written to about a change, or what went wrong, any more."""
    return went(event, "telling")


def limits(text: str) -> set[str]:
    """What in it takes something; "free of charge" is no charge."""
    text = words("boons").taken_from(words("free").taken_from(text))
    return set(words("limits").standing_in(text))


def was_hurdle(event: Event) -> bool:
    """What went was itself a fee, a form or a condition, and gave nothing."""
    gone = event.gone
    if words("granting").found_in(gone) or is_free(gone):
        return False
    hurdles = ("fees", "proofs", "burdens", "alone", "conditions")
    asked = words("asking").found_in(gone) and words("hard_ways").found_in(gone)
    return asked or any(words(name).found_in(gone) for name in hurdles)


LESSENED: tuple[Test, ...] = (
    waived,
    part_of_it,
    no_longer_any_time,
    conditional,
    no_longer_spared,
    no_reasons,
    no_person,
    no_complaint,
    told_later,
    deadline,
    burdened,
    is_less_firm,
    period_lost,
    costs_now,
    waits_now,
)


def is_lessened(event: Event) -> bool:
    return any(test(event) for test in LESSENED)
