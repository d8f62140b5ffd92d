"""Where a person's data stands outside the tracked tables, told by the rooms above.

Tracked models say themselves what is personal (`Audit.pii`), so erasing reaches a new
one from its first day. What lies elsewhere (raw mails, sessions, files) a room hands
over in `AppConfig.ready`:

    erasers.register("requests", stores_of)      # Scope -> what to erase there
    erasers.register_cases(cases_of)             # whose words go with the person
    erasers.register_words("requests", words_of) # what the person is known by there
    erasers.register_rows("letters", rows_of)    # tracked rows on no case of theirs
    erasers.register_sealed("mails", opened)     # what the scan opens and looks into
    erasers.register_places("mails", case_at)    # whose case it is that was found there
    erasers.register_told("requests", erased)    # what an act of erasing settles there
    erasers.register_files(erase_again)          # the file of a case, after a restore
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from audit.trail import Actor

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from subjects.models import Erasure


@dataclass(frozen=True)
class Scope:
    """One act of erasing: whose data, which cases, at which moment, by whom.

    `words` are what the person is known by, taken before the act. Cases in `kept` stay
    as they are: they are not settled yet, or the answer still has to leave.
    """

    people: tuple[int, ...]
    cases: tuple[int, ...]
    kept: tuple[int, ...]
    at: datetime
    by: Actor
    words: frozenset[str] = field(default=frozenset(), repr=False)


@dataclass(frozen=True)
class Store:
    """Something kept outside the tracked tables: its code, how much, how it goes.

    `erase` runs inside the transaction and leaves what is no row for after the commit;
    it returns how many there were.
    """

    code: str
    erase: Callable[[], int]


@dataclass(frozen=True)
class Case:
    """A case of the person, as the room above sees it."""

    pk: int
    ref: str
    is_open: bool  # or its last letter has not left: its words are still needed


Eraser = Callable[[Scope], Iterable[Store]]
FindCases = Callable[[Iterable[int]], list[Case]]
FindWords = Callable[[Scope], Iterable[str]]
FindCase = Callable[[str], int | None]
Opened = Callable[[], Iterable[tuple[str, bytes]]]
FindRows = Callable[[Scope], "QuerySet[Any]"]
Told = Callable[["Erasure"], None]
EraseFile = Callable[[int, datetime, UUID], bool]

_erasers: dict[str, Eraser] = {}
_cases: list[FindCases] = []
_words: dict[str, FindWords] = {}
_sealed: dict[str, Opened] = {}
_rows: dict[str, FindRows] = {}
_places: dict[str, FindCase] = {}
_told: dict[str, Told] = {}
_files: list[EraseFile] = []


def register(room: str, eraser: Eraser) -> None:
    _erasers[room] = eraser


def register_cases(find: FindCases) -> None:
    if find not in _cases:
        _cases.append(find)


def register_words(room: str, find: FindWords) -> None:
    _words[room] = find


def register_sealed(store: str, opened: Opened) -> None:
    """What is stored encrypted: each piece's number and its bytes, opened."""
    _sealed[store] = opened


def register_places(store: str, find: FindCase) -> None:
    """Whose case one piece of a store belongs to, by its number; None: nobody's."""
    _places[store] = find


def case_at(store: str, number: str) -> int | None:
    find = _places.get(store)
    return find(number) if find else None


def register_rows(name: str, find: FindRows) -> None:
    """Tracked rows that concern the person and hang on no case: one model each."""
    _rows[name] = find


def register_told(room: str, told: Told) -> None:
    """Told of each act of erasing, inside its transaction."""
    _told[room] = told


def register_files(erase_again: EraseFile) -> None:
    """How the file of a case is erased again: its number, the moment, the act's uid."""
    if erase_again not in _files:
        _files.append(erase_again)


def erase_file_again(case_id: int, at: datetime, uid: UUID) -> bool:
    """After a restore; true if it was there again."""
    return any([erase_again(case_id, at, uid) for erase_again in _files])


def tell(erasure: "Erasure") -> None:
    for room in sorted(_told):
        _told[room](erasure)


def rows_of(scope: Scope) -> "Iterator[QuerySet[Any]]":
    for name in sorted(_rows):
        yield _rows[name](scope)


def stores(scope: Scope) -> Iterator[Store]:
    for room in sorted(_erasers):
        yield from _erasers[room](scope)


def cases_of(people: Iterable[int]) -> list[Case]:
    ids = list(people)
    return [case for find in _cases for case in find(ids)]


def words_of(scope: Scope) -> Iterator[str]:
    for room in sorted(_words):
        yield from _words[room](scope)


def sealed() -> Iterator[tuple[str, str, bytes]]:
    """Store, number and content of everything that is kept encrypted."""
    for store in sorted(_sealed):
        for number, content in _sealed[store]():
            yield store, number, content
