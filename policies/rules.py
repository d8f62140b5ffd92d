"""The rules of classification, in their order: the first that speaks decides.

Each looks at one change and answers the categories it suggests, or none.
"""

from collections.abc import Callable

from policies.events import Event
from policies.vocabulary import changed_words, topics, words
from policies.words import tokens_of

Categories = tuple[str, ...]
Rule = Callable[[Event], Categories]


def assessment(event: Event) -> Categories:
    """An impact assessment came, or its result changed."""
    found = event.topic_is("assessment") or event.topic_is("service", "security")
    said = _topic_words("assessment", event.came) and (
        "assess" in event.came or "penilaian" in event.came or "评估" in event.came
    )
    return ("C6",) if said and (found or event.topic) else ()


def contact_point(event: Event) -> Categories:
    """An address, number or link to reach the office at became another."""
    if event.kinds & {"mail", "link"}:
        shared = event.topic_is("recipients") and "mail" not in event.kinds
        return ("C3",) if shared else ("C5",)
    has_number = "number" in event.kinds or any(
        sign.isdigit() for sign in event.changed
    )
    if not has_number or event.periods:
        return ()
    if words("phone").found_in(event.whole) and _long_number(event.changed):
        return ("C5",)
    if words("address").found_in(event.whole) and event.topic_is(
        "contact", "ownership", "rights"
    ):
        return ("C5",) if not words("company").found_in(event.changed) else ()
    return ()


def ownership(event: Event) -> Categories:
    """Another company answers for the data."""
    if changed_words()["ownership"].found_in(event.changed):
        return ("C2",)
    if not words("company").found_in(event.whole):
        return ()
    named = words("company").found_in(event.changed) or _names_changed(event)
    answers = words("controller").found_in(event.whole) or event.topic_is(
        "contact", "ownership"
    )
    return ("C2",) if named and answers and not event.topic_is("recipients") else ()


def period(event: Event) -> Categories:
    """A period became another; what it is the period of decides."""
    if not event.periods:
        return ()
    if all(one.before.unit == "years" for one in event.periods):
        text = f"{event.whole} | {event.above}"
        if words("age").found_in(text) and not words("keeping").found_in(event.whole):
            return ("OTHER_MINORS",)
    if event.topic_is("updates"):
        return ("C4",)
    if _is_kept_for(event):
        return ("OTHER_RETENTION",)
    if words("answering").found_in(event.whole):
        return _answering(event)
    if event.topic_is("retention"):
        return ("OTHER_RETENTION",)
    if words("answering").found_in(event.above) or event.topic_is("rights"):
        return _answering(event)
    return ()


def _is_kept_for(event: Event) -> bool:
    """Kept for 180 days; not: 5 days, except for what the law wants kept."""
    first = event.periods[0]
    return bool(
        words("keeping").found_in(event.before[: first.before.start])
        or words("keeping").found_in(event.after[: first.after.start])
    )


def _answering(event: Event) -> Categories:
    if event.topic_is("retention") and not event.topic_is("rights"):
        return ("OTHER_RETENTION",)
    return ("C4", "C5") if _in_contact(event) else ("C4",)


def _in_contact(event: Event) -> bool:
    contact = next(one for one in topics() if one.name == "contact")
    return contact.heading is not None and bool(contact.heading.found_in(event.above))


def legal_basis(event: Event) -> Categories:
    """Another ground in law."""
    went, came = event.swapped(changed_words()["legal_basis"])
    return ("OTHER_LEGAL_BASIS",) if went or came else ()


def minors(event: Event) -> Categories:
    if event.topic_is("minors") or changed_words()["minors"].found_in(event.changed):
        return ("OTHER_MINORS",)
    return ()


def transfer(event: Event) -> Categories:
    """Another place where data is stored or goes to."""
    if changed_words()["transfer"].found_in(event.changed):
        return ("OTHER_TRANSFER",)
    if event.topic_is("transfer"):
        return ("OTHER_TRANSFER",)
    return ()


def retention(event: Event) -> Categories:
    if changed_words()["retention"].found_in(event.changed):
        return ("OTHER_RETENTION",)
    return ("OTHER_RETENTION",) if event.topic_is("retention") else ()


def recipients(event: Event) -> Categories:
    """Someone else gets the data."""
    if event.topic_is("rights", "contact", "updates"):
        return ()
    if changed_words()["recipients"].found_in(event.changed):
        return ("C3",)
    if _topic_words("recipients", event.before) and _names_changed(event):
        return ("C3",)  # one company of a list for another
    return ("C3",) if event.topic_is("recipients") else ()


def rights(event: Event) -> Categories:
    if event.topic_is("rights", "updates"):
        return ("C4",)
    is_contact = event.topic_is("contact") and _in_contact(event)
    if changed_words()["rights"].found_in(event.changed) and not is_contact:
        return ("C4",)
    return ()


def contact(event: Event) -> Categories:
    if event.topic_is("contact") or changed_words()["contact"].found_in(event.changed):
        return ("C5",)
    return ()


def service(event: Event) -> Categories:
    """Other data, another purpose, another way of use."""
    if event.topic_is("service") or changed_words()["service"].found_in(event.changed):
        return ("C1",)
    return ()


def by_topic(event: Event) -> Categories:
    """The topic of the clause alone."""
    category = event.topic.category if event.topic else ""
    return (category,) if category else ()


RULES: tuple[tuple[str, Rule], ...] = (
    ("assessment.raised", assessment),
    ("ownership.changed", ownership),
    ("contact.point", contact_point),
    ("period.changed", period),
    ("legal-basis.changed", legal_basis),
    ("minors.changed", minors),
    ("transfer.place", transfer),
    ("retention.words", retention),
    ("recipients.changed", recipients),
    ("rights.changed", rights),
    ("contact.words", contact),
    ("service.changed", service),
    ("topic", by_topic),
)


def _topic_words(name: str, text: str) -> bool:
    topic = next(one for one in topics() if one.name == name)
    return bool(topic.words.found_in(text))


def _long_number(text: str) -> bool:
    return sum(sign.isdigit() for sign in text) >= 6


def _names_changed(event: Event) -> bool:
    """A capital word of a company's name went and another came."""
    sides = [
        {
            token.folded
            for segment in event.row.segments
            if not segment.is_same
            for token in tokens_of(getattr(segment, side))
            if token.kind == "word" and token.folded[:1].isupper()
        }
        for side in ("before", "after")
    ]
    return bool(sides[0] and sides[1] and sides[0] != sides[1])
