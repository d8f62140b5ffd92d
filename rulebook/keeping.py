"""Whether what is said to keep a promise exists.

A promise names what keeps it as `form:name`. Rules, rights, grounds, proofs and ages
are looked up in the rulebook; verbs, pages and checks live in rooms above this one and
are found by their names.
"""

from collections.abc import Callable, Iterator
from typing import Final

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.module_loading import import_string

from audit import verbs
from rulebook.book import Book
from rulebook.promise_terms import Reference
from rulebook.rows import Entitlement, Ground, IdentityRoute, Minors, Promise, Row


def missing(promise: Promise, book: Book) -> list[str]:
    """The references of `promise` that lead to nothing, in their order."""
    return [one for one in promise.by if not _leads_somewhere(one, promise, book)]


def _leads_somewhere(reference: str, promise: Promise, book: Book) -> bool:
    form, _colon, name = reference.partition(":")
    return form in _FINDERS and _FINDERS[form](name, promise, book)


def _rule(code: str, promise: Promise, book: Book) -> bool:
    rule = book.rule(code)
    return rule is not None and rule.controller in ("", promise.controller)


def _right(right: str, promise: Promise, book: Book) -> bool:
    """Granted by the policy itself: in each country named, or at least in one."""
    granted = {
        row.country for row in _own(Entitlement, promise, book) if row.right == right
    }
    return granted.issuperset(promise.countries) if promise.countries else bool(granted)


def _ground(code: str, promise: Promise, book: Book) -> bool:
    return any(row.code == code for row in _own(Ground, promise, book))


def _identity(code: str, promise: Promise, book: Book) -> bool:
    return any(row.code == code for row in _own(IdentityRoute, promise, book))


def _age(_name: str, promise: Promise, book: Book) -> bool:
    """An age of the policy in each country that the promise names."""
    here = {row.country for row in _own(Minors, promise, book)}
    if "" in here or not promise.countries:
        return bool(here)
    return here.issuperset(promise.countries)


def _own[R: Row](table: type[R], promise: Promise, book: Book) -> Iterator[R]:
    return (row for row in book.current(table) if row.controller == promise.controller)


def _verb(code: str, _promise: Promise, _book: Book) -> bool:
    return verbs.is_known(code)


def _check(path: str, _promise: Promise, _book: Book) -> bool:
    try:
        return bool(import_string(path))
    except ImportError:
        return False


def _page(name: str, _promise: Promise, _book: Book) -> bool:
    return name in set(_page_names(get_resolver().url_patterns))


def _page_names(
    patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = ()
) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _page_names(pattern.url_patterns, inner)
        elif pattern.name:
            yield ":".join((*spaces, pattern.name))


_FINDERS: Final[dict[str, Callable[[str, Promise, Book], bool]]] = {
    Reference.RULE: _rule,
    Reference.RIGHT: _right,
    Reference.GROUND: _ground,
    Reference.IDENTITY: _identity,
    Reference.AGE: _age,
    Reference.VERB: _verb,
    Reference.CHECK: _check,
    Reference.PAGE: _page,
}
