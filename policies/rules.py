"""The rules of classification, in their order: the first that speaks decides.

Each looks at one change and answers the categories it suggests, or none.
"""

from collections.abc import Callable

from policies.consents import consent_changed
from policies.events import Event
from policies.lessened import is_harder, told_less
from policies.names import (
    company_renamed,
    names_changed,
    names_in,
    only_names_changed,
    other_head,
)
from policies.periods import Categories, in_contact, period
from policies.places import places_in
from policies.prices import is_free
from policies.turned import is_turned
from policies.vocabulary import changed_words, topics, words

Rule = Callable[[Event], Categories]


def assessment(event: Event) -> Categories:
    """An impact assessment came, or its result changed."""
    found = event.topic_is("assessment") or event.topic_is("service", "security")
    said = _topic_words("assessment", event.came) and (
        "assess" in event.came or "penilaian" in event.came or "评估" in event.came
    )
    result = _topic_words("assessment", event.came) or "impact" in event.came
    told = "assess" in event.whole or "report" in event.came
    said = said or (event.only_came and result and told)
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
    if (words("phone").found_in(event.said) or "@" in event.said) and _long_number(
        event.changed
    ):
        return ("C5",)
    if words("address").found_in(event.said) and event.topic_is(
        "contact", "ownership", "rights"
    ):
        return ("C5",) if not words("company").found_in(event.changed) else ()
    return ()


def officer(event: Event) -> Categories:
    """Another person is named, whom people write to."""
    is_person = all(event.swapped(words("honorifics"))) or (
        words("honorifics").found_in(event.said)
        and not words("company").found_in(event.changed)
        and event.topic_is("contact")
    )
    return ("C5",) if is_person and names_changed(event.row.segments) else ()


def harder(event: Event) -> Categories:
    """A request by a message or a link became one by letter, or in one way only."""
    asks = words("asking").found_in(event.said) or words("granting").found_in(
        event.said
    )
    went, came = event.swapped(words("proofs"))
    return ("C4",) if asks and (is_harder(event) or (came and not went)) else ()


def offer_gone(event: Event) -> Categories:
    """What anyone could ask for is no longer said."""
    return ("C4",) if event.only_went and words("offered").found_in(event.gone) else ()


def ownership(event: Event) -> Categories:
    """Another company answers for the data."""
    if changed_words()["ownership"].found_in(event.changed):
        return ("C2",)
    if words("bought").found_in(event.came) and words("company").found_in(event.came):
        return ("C2",)
    if not words("company").found_in(event.said):
        return ()
    renamed = company_renamed(event.row.segments)
    in_change = words("company").found_in(event.changed)
    if event.is_opening and (
        renamed or (in_change and names_changed(event.row.segments))
    ):
        return ("C2",)
    named = renamed or in_change
    answers = words("controller").found_in(event.said) or event.topic_is(
        "contact", "ownership"
    )
    return ("C2",) if named and answers and not event.topic_is("recipients") else ()


def price(event: Event) -> Categories:
    """What people may do costs something now, or nothing any more."""
    before, after = is_free(event.gone), is_free(event.came)
    costs = words("fees").found_in(event.came) or words("fees").found_in(event.gone)
    if before == after and not (costs and words("granting").found_in(event.said)):
        return ()
    if before != after and costs:
        return ("C4",)
    elsewhere = event.topic_is("recipients", "retention", "contact", "service")
    return ("C4",) if not elsewhere else ()


def legal_basis(event: Event) -> Categories:
    """Another ground in law, or a use that no longer waits for a yes."""
    went, came = event.swapped(changed_words()["legal_basis"])
    if not (went or came or consent_changed(event)):
        return ()
    is_sent = event.topic_is("transfer") and not (went or came)
    return (
        ("OTHER_LEGAL_BASIS", "OTHER_TRANSFER") if is_sent else ("OTHER_LEGAL_BASIS",)
    )


def children(event: Event) -> Categories:
    """The words say so themselves, or the clause is about them."""
    if event.topic_is("minors"):
        return ("OTHER_MINORS",)
    of_companies = event.topic_is("transfer", "recipients", "ownership")  # a parent
    if changed_words()["minors"].found_in(event.changed) and not of_companies:
        return ("OTHER_MINORS",)
    return ()


def transfer(event: Event) -> Categories:
    """Another place where data is stored or goes to."""
    if changed_words()["transfer"].found_in(event.changed):
        return ("OTHER_TRANSFER",)
    if event.topic_is("transfer"):
        return () if _named_recipient(event) else ("OTHER_TRANSFER",)
    elsewhere = event.topic_is("contact", "ownership", "rights", "updates")
    row = event.row
    same_places = places_in(row.before_text) == places_in(row.after_text)
    if elsewhere or event.is_opening or same_places:
        return ()
    is_kept_there = words("storing").found_in(event.said) or names_changed(
        event.row.segments
    )
    return ("OTHER_TRANSFER",) if is_kept_there else ()


def _named_recipient(event: Event) -> bool:
    """Someone came that was not named, and nothing went."""
    named = words("company").found_in(event.came)
    named = named or changed_words()["recipients"].found_in(event.came)
    return event.only_came and named


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
    if _handed_on(event) or _another_name(event):
        return ("C3",)
    if _topic_words("recipients", event.said_before) and names_changed(
        event.row.segments
    ):
        return ("C3",)  # one company of a list for another
    if company_renamed(event.row.segments):
        return ("C3",)
    if words("purposes").found_in(event.came):
        return ()  # the same who get it, for something else
    return ("C3",) if event.topic_is("recipients") and not is_turned(event) else ()


def _handed_on(event: Event) -> bool:
    """ "We pass these on to Acme", where nothing like it stood."""
    return (
        event.only_came
        and names_in(event.row.segments)
        and words("handing").found_in(event.came)
    )


def _another_name(event: Event) -> bool:
    """ "Stripe: for payments" became "Adyen: for payments"."""
    elsewhere = event.topic_is("ownership", "minors", "transfer", "contact")
    segments = event.row.segments
    return not elsewhere and (only_names_changed(segments) or other_head(segments))


def rights(event: Event) -> Categories:
    if event.topic_is("rights", "updates"):
        return ("C4",)
    if event.topic_is("security") and told_less(event):
        return ("C4",)
    is_contact = event.topic_is("contact") and in_contact(event)
    if changed_words()["rights"].found_in(event.changed) and not is_contact:
        return ("C4",)
    return ()


def contact(event: Event) -> Categories:
    if changed_words()["contact"].found_in(event.changed):
        return ("C5",)
    return ("C5",) if event.topic_is("contact") and not is_turned(event) else ()


def service(event: Event) -> Categories:
    """Other data, another purpose, another way of use."""
    if changed_words()["service"].found_in(event.changed):
        return ("C1",)
    return ("C1",) if event.topic_is("service") and not is_turned(event) else ()


def by_topic(event: Event) -> Categories:
    """The topic of the clause alone; who the controller is takes more than that."""
    if event.topic_is("ownership"):
        return ()
    category = event.topic.category if event.topic else ""
    return (category,) if category and not is_turned(event) else ()


RULES: tuple[tuple[str, Rule], ...] = (
    ("assessment.raised", assessment),
    ("contact.person", officer),
    ("rights.harder", harder),
    ("rights.offer", offer_gone),
    ("ownership.changed", ownership),
    ("contact.point", contact_point),
    ("period.changed", period),
    ("price.changed", price),
    ("minors.changed", children),
    ("legal-basis.changed", legal_basis),
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
