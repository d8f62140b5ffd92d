"""What a changed period is the period of: retention, an answer, a notice, an age."""

from policies.events import Event
from policies.period_kinds import is_delay, is_kept, is_notice, is_within
from policies.quantities import Quantity, quantities
from policies.vocabulary import topics, words

Categories = tuple[str, ...]


def period(event: Event) -> Categories:
    """A period became another; what it is the period of decides."""
    if not event.periods:
        return _kept_now(event)
    if all(one.before.unit == "years" for one in event.periods):
        text = f"{event.said} | {event.above}"
        if words("age").found_in(text) and not words("keeping").found_in(event.said):
            return ("OTHER_MINORS",)
    first = event.periods[0].before
    if event.topic_is("updates") or is_notice(event.before, first):
        return ("C4",)
    if any(is_kept(*one) for one in _both_sides(event)):
        return ("OTHER_RETENTION",)
    if words("answering").found_in(event.said):
        return _answering(event)
    if event.topic_is("retention") or _is_of_our_own(event, first):
        return ("OTHER_RETENTION",)
    promised = words("answering").found_in(event.above) or event.topic_is("rights")
    return _answering(event) if promised or is_within(event.before, first) else ()


def _kept_now(event: Event) -> Categories:
    """ "As soon as possible" became "after two years"."""
    after = event.after
    came = [q for q in quantities(after) if after[q.start : q.end] in event.came]
    kept = event.row.before and any(is_kept(after, one) for one in came)
    return ("OTHER_RETENTION",) if kept else ()


def _both_sides(event: Event) -> tuple[tuple[str, Quantity], tuple[str, Quantity]]:
    first = event.periods[0]
    return (event.before, first.before), (event.after, first.after)


def _is_of_our_own(event: Event, first: Quantity) -> bool:
    """ "Two years after your last visit", "files stay seven years": nobody may ask for
    anything, nor does it come again and again."""
    if event.topic_is("rights", "minors", "contact"):
        return False
    if event.topic_is("service") or event.topic is None:
        is_promise = words("granting").found_in(event.said) or is_within(
            event.before, first
        )
        return not is_promise and not words("again").found_in(event.said)
    return is_delay(event.before, first)


def _answering(event: Event) -> Categories:
    if event.topic_is("retention") and not event.topic_is("rights"):
        return ("OTHER_RETENTION",)
    return ("C4", "C5") if in_contact(event) else ("C4",)


def in_contact(event: Event) -> bool:
    """Whether it stands where people are told whom to write to."""
    contact = next(one for one in topics() if one.name == "contact")
    return contact.heading is not None and bool(contact.heading.found_in(event.above))
