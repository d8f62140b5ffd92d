"""What keeps a promise, in words and with the way there.

The rulebook says it as `form:name` (rulebook/keeping.py); what has no page of its own
is words alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from audit import verbs
from rights.choices import Right
from rights.fact_words import desk_label
from rulebook.book import Book
from rulebook.models import Rule
from rulebook.promise_terms import Reference
from rulebook.rows import Ground, IdentityRoute, Minors, Promise, Row
from rulebook.sentences import period_words

FORMS: Final[dict[str, Any]] = {
    Reference.RULE: gettext_lazy("Rule"),
    Reference.RIGHT: gettext_lazy("Right"),
    Reference.GROUND: gettext_lazy("Ground of refusal"),
    Reference.IDENTITY: gettext_lazy("Proof of identity"),
    Reference.AGE: gettext_lazy("Ages"),
    Reference.VERB: gettext_lazy("Step"),
    Reference.CHECK: gettext_lazy("Check"),
    Reference.PAGE: gettext_lazy("Page"),
}

CHECKS: Final[dict[str, Any]] = {
    "policies.classifying.classify": gettext_lazy(
        "Each change of words is sorted into the kinds that the policy names"
    ),
    "policies.consent_gates.consents": gettext_lazy(
        "What takes a right away or serves something new asks each person first"
    ),
    "policies.fixed.wanted": gettext_lazy(
        "The database refuses to change or remove published words"
    ),
    "policies.gates.before_announcement": gettext_lazy(
        "No version is announced before all that the policy promises is planned"
    ),
    "policies.gates.unkept_channels": gettext_lazy(
        "No notice leaves without the ways that the policy promises"
    ),
    "policies.telling.holding.held_by": gettext_lazy(
        "Each person keeps the older text until they agree"
    ),
    "processing.asking.high_risks": gettext_lazy(
        "Impact assessments that found a high risk wait for a decision"
    ),
    "subjects.ending.erase_due": gettext_lazy(
        "Data whose last day has come is erased with its history, once the systems are "
        "clear"
    ),
    "subjects.ending_consents.fall_due": gettext_lazy(
        "A consent taken back makes what rests on it alone due to be erased"
    ),
    "rights.backups.begin": gettext_lazy(
        "Erasing in a system puts its backups on the list of what waits to run out"
    ),
    "rights.contents.parts_of": gettext_lazy(
        "The copy of the data has every part that the policy names, in its order"
    ),
    "rights.forms.public.WhoForm": gettext_lazy(
        "A parent or guardian asks for a child; the form wants both names"
    ),
    "rulebook.authorities.authority": gettext_lazy(
        "Each answer names the authority to complain to"
    ),
}
PAGES: Final[dict[str, Any]] = {
    "api-notices": gettext_lazy("Notices for the controller's apps"),
    "archive:compare": gettext_lazy("Two versions side by side"),
    "archive:current": gettext_lazy("The policy as it holds"),
    "archive:text": gettext_lazy("A version as plain text"),
    "archive:version": gettext_lazy("Each version under its own address"),
    "archive:versions": gettext_lazy("All versions of the policy"),
    "notice-page": gettext_lazy("A person's own page of a notice"),
    "public:country-home": gettext_lazy("Privacy home of the country"),
    "public:request": gettext_lazy("Public request form"),
    "public:paper": gettext_lazy("Paper form"),
    "public:preferences": gettext_lazy("Your preferences"),
    "ending:due": gettext_lazy("Data held, by its last day"),
    "stop-marketing": gettext_lazy("Stop advertising to me"),
}


@dataclass(frozen=True, slots=True)
class Keeper:
    """One thing that keeps a promise: "Rule", its code, what it says, its page."""

    form: str
    text: str
    detail: str = ""
    url: str = ""


def brief(promise: Promise) -> tuple[str, ...]:
    """For a line of the ledger, without looking anything up: "Rule MAXIM-ANS-KZ"."""
    return tuple(dict.fromkeys(_brief(reference) for reference in promise.by))


def _brief(reference: str) -> str:
    form, _colon, name = reference.partition(":")
    match form:
        case Reference.RULE:
            return _("Rule %(code)s") % {"code": name}
        case Reference.RIGHT:
            return _("Right: %(right)s") % {"right": Right(name).label}
        case Reference.VERB:
            return verbs.label(name)
        case Reference.CHECK:
            return _named(CHECKS, name)
        case Reference.PAGE:
            return _named(PAGES, name)
    return str(FORMS.get(form, reference))


def _named(words: dict[str, Any], name: str) -> str:
    """The words, or the name itself where the portal has none for it yet."""
    return str(words.get(name, name))


def keepers(promise: Promise, book: Book, country: str) -> list[Keeper]:
    """All that keeps it; `country` is where public pages are shown for."""
    found = []
    for reference in promise.by:
        form, _colon, name = reference.partition(":")
        read = _READERS.get(form)
        if read is not None:
            found.append(read(name, promise, book, country))
    return found


def _rule(code: str, promise: Promise, book: Book, country: str) -> Keeper:
    rule = book.rule(code)
    detail = ""
    if rule is not None and rule.retired:
        detail = _("Ended by the office: new cases are not counted by it.")
    elif rule is not None:
        detail = _("%(duty)s: %(period)s") % {
            "duty": Rule.Clock(rule.clock).label,
            "period": period_words(rule.number, rule.unit),
        }
    return _keeper(Reference.RULE, code, detail, page_of("rulebook:rule", code))


def _right(name: str, promise: Promise, book: Book, country: str) -> Keeper:
    detail = _("The policy grants it, so the request form offers it.")
    return _keeper(Reference.RIGHT, str(Right(name).label), detail)


def _ground(code: str, promise: Promise, book: Book, country: str) -> Keeper:
    language = get_language() or "en"
    texts = [
        row.label_in(language)
        for row in _own(Ground, promise, book)
        if row.code == code
    ]
    return _keeper(Reference.GROUND, texts[0] if texts else code)


def _identity(code: str, promise: Promise, book: Book, country: str) -> Keeper:
    for route in _own(IdentityRoute, promise, book):
        if route.code == code:
            facts = ", ".join(desk_label(fact) for fact in route.facts)
            return _keeper(
                Reference.IDENTITY, code, facts or _("Nothing more is asked.")
            )
    return _keeper(Reference.IDENTITY, code)


def _age(_name: str, promise: Promise, book: Book, country: str) -> Keeper:
    for row in _own(Minors, promise, book):
        if row.country in ("", country, *promise.countries):
            return _keeper(Reference.AGE, _ages(row))
    return _keeper(Reference.AGE, _("The ages of the policy"))


def _ages(row: Minors) -> str:
    words = []
    if row.adult_age is not None:
        words.append(_("adult from %(age)s") % {"age": row.adult_age})
    if row.may_register_from is not None:
        words.append(_("may register from %(age)s") % {"age": row.may_register_from})
    if row.sensitive_below is not None:
        words.append(_("sensitive below %(age)s") % {"age": row.sensitive_below})
    return ", ".join(words) or _("The ages of the policy")


def _verb(code: str, promise: Promise, book: Book, country: str) -> Keeper:
    detail = _("A step of the portal; each time it leaves an entry in the history.")
    return _keeper(Reference.VERB, verbs.label(code), detail)


def _check(path: str, promise: Promise, book: Book, country: str) -> Keeper:
    return _keeper(Reference.CHECK, _named(CHECKS, path))


def _page(name: str, promise: Promise, book: Book, country: str) -> Keeper:
    company = promise.controller
    url = (
        page_of(name)
        or page_of(name, controller=company, country=country.lower())
        or page_of(name, controller=company, slug="privacy")
    )
    return _keeper(Reference.PAGE, _named(PAGES, name), url=url)


def _keeper(form: str, text: str, detail: str = "", url: str = "") -> Keeper:
    return Keeper(str(FORMS[form]), text, detail, url)


def _own[R: Row](table: type[R], promise: Promise, book: Book) -> list[R]:
    return [row for row in book.current(table) if row.controller == promise.controller]


def page_of(url_name: str, *args: str, **kwargs: str) -> str:
    """Where it leads, or an empty string while there is no such page."""
    try:
        return reverse(url_name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


_READERS: Final[dict[str, Callable[[str, Promise, Book, str], Keeper]]] = {
    Reference.RULE: _rule,
    Reference.RIGHT: _right,
    Reference.GROUND: _ground,
    Reference.IDENTITY: _identity,
    Reference.AGE: _age,
    Reference.VERB: _verb,
    Reference.CHECK: _check,
    Reference.PAGE: _page,
}
