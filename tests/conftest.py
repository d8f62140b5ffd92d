"""What every test may use; a room's own fixtures stand in tests/<room>/conftest.py.

The cast: Aida decides, Ben audits, Chen belongs to another company and must see
nothing, Farid approves, Grace administers; Dewi is a data subject, without an account.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import translation
from hypothesis import HealthCheck, settings

from accounts.loading import load_controllers
from accounts.models import Controller, User
from accounts.roles import Role
from audit.models import AuditDirty
from audit.trail import Actor, act
from rights import counted
from rulebook import book
from tests import emptying
from tests.factories import MembershipFactory, UserFactory

ROOT = Path(__file__).resolve().parent.parent

# Invented examples are the same in every run, and a slow machine is no failure.
settings.register_profile(
    "steady",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.hookimpl(trylast=True)  # after pytest-django, which has an order of its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that drive Chromium come first: they are the longest.

    Two processes take a file each. Whoever took a long one last would work alone at it.
    """
    long = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path not in long)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") is None or shutil.which("chromium"):
        return
    sentence = "Chromium is not installed (Debian's package chromium)."
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    """What the tests read is what locale/ says now, even without `make setup`."""
    for source in ROOT.glob("locale/*/LC_MESSAGES/django.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        mine = source.with_suffix(f".{os.getpid()}")  # other workers compile as well
        with source.open("rb") as words, mine.open("wb") as target:
            write_mo(target, read_po(words))
        mine.replace(compiled)


emptying.begin()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> None:
    """The database of pytest-django, once it is there."""
    emptying.rest()


@pytest.fixture(autouse=True)
def everything_attributed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that wrote a tracked row round the trail's side.

    Where that is what the test is about, it says `@pytest.mark.unattributed`.
    """
    names = {"db", "transactional_db"} & set(request.fixturenames)
    for name in names:
        request.getfixturevalue(name)  # torn down after this
    yield
    if (
        names
        and request.node.get_closest_marker("unattributed") is None
        and (left := _unattributed())
    ):
        pytest.fail(f"Written round the trail's side: {left}.")


def _unattributed() -> list[AuditDirty]:
    with suppress(DatabaseError):  # a test may end in a broken transaction
        return list(AuditDirty.objects.all()[:5])
    return []


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What the test before left in this thread must go.

    Rows get its keys, so what the cache says of them is wrong; as many rules are not
    the same rules; and a page that it read in Malay leaves Malay active, where this one
    may read no page at all.
    """
    cache.clear()
    counted.forget()
    book.forget()
    translation.deactivate()


@pytest.fixture
def controllers(db: None) -> dict[str, Controller]:
    """The five companies, by slug."""
    load_controllers()
    return {controller.slug: controller for controller in Controller.objects.all()}


@pytest.fixture
def maxim(controllers: dict[str, Controller]) -> Controller:
    return controllers["maxim"]


@pytest.fixture
def aux(controllers: dict[str, Controller]) -> Controller:
    return controllers["aux"]


def _person(name: str, controller: Controller, role: str) -> User:
    with transaction.atomic(), act(by=Actor.job("tests")):
        email = f"{name.split()[0].lower()}@{controller.slug}.example"
        user = UserFactory(full_name=name, email=email)
        MembershipFactory(user=user, controller=controller, role=role)
    return user


@pytest.fixture
def aida(maxim: Controller) -> User:
    return _person("Aida Rahman", maxim, Role.OFFICER)


@pytest.fixture
def ben(maxim: Controller) -> User:
    return _person("Ben Okafor", maxim, Role.AUDITOR)


@pytest.fixture
def chen(aux: Controller) -> User:
    """An officer of another company: must see nothing of Maxim's."""
    return _person("Chen Wei", aux, Role.OFFICER)


@pytest.fixture
def farid(maxim: Controller) -> User:
    return _person("Farid Osman", maxim, Role.APPROVER)


@pytest.fixture
def grace(maxim: Controller) -> User:
    return _person("Grace Lim", maxim, Role.ADMINISTRATOR)


@pytest.fixture
def dewi() -> SimpleNamespace:
    """A data subject: someone with a name and an address, and no account."""
    return SimpleNamespace(name="Dewi Contoh", email="dewi@example.org")


@pytest.fixture
def cast(
    aida: User, ben: User, chen: User, farid: User, grace: User
) -> SimpleNamespace:
    return SimpleNamespace(aida=aida, ben=ben, chen=chen, farid=farid, grace=grace)
