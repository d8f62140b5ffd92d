"""The queue at 100,000 requests beside the same at 1,000; 5,000 given to one officer.

Each filter and each sort is an address of its own, timed on both in turns. The open
requests are made by `manage.py generate`; the closed ones are copies of a few hundred,
since a list never reads the history that a copy lacks.
"""

from benchmarks import report
from benchmarks.data import Laboratory, manage, session_of_an_officer
from benchmarks.serving import Browser, server

LARGE, LARGE_OPEN = 100_000, 5_000
SMALL, SMALL_OPEN = 1_000, 50
SAMPLE = 1_000  # closed requests that are made; the rest are copies
WARM_UP, ROUNDS = 3, 15
BAR, BAR_SECONDS, BAR_STATEMENTS = 2, 10, 15

QUEUE = "/desk/requests/?view="
VIEWS = ("needs_us", "mine", "unassigned", "waiting", "open", "closed")
FILTERS = (
    *("controller=maxim", "country=BR", "right=access", "stage=assessing"),
    *("owner=me", "owner=nobody", "due=overdue", "due=week", "channel=web_form"),
)
SORTS = ("due", "received", "person", "controller", "stage", "owner")

COPY = """
from django.db import connection
from rights.models import Claimant, Clock, RightsRequest
FAR = 10_000_000
closed = RightsRequest.objects.filter(stage="closed")
pks = list(closed.order_by("-pk").values_list("pk", flat=True)[:{sample}])
times = {copies} // len(pks)
uuid = {{
    "sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"
}}[connection.vendor]
def copy(model, key, more=()):
    names = [f.column for f in model._meta.concrete_fields]
    told = {{"id": "id + %s", **dict(more)}}
    columns = ", ".join(f'"{{name}}"' for name in names)
    values = ", ".join(told.get(name, f'"{{name}}"') for name in names)
    table = model._meta.db_table
    marks = ", ".join(map(str, pks))
    with connection.cursor() as cursor:
        for number in range(1, times + 1):
            step = str(number * FAR)
            cursor.execute(
                f"INSERT INTO {{table}} ({{columns}}) SELECT "
                + values.replace("%s", step).replace("%n", str(number))
                + f" FROM {{table}} WHERE {{key}} IN ({{marks}})"
            )
copy(
    RightsRequest,
    "id",
    {{"ref": "'C%n-' || ref", "submission": uuid}}.items(),
)
child = {{"rights_request_id": "rights_request_id + %s"}}.items()
copy(Claimant, "rights_request_id", child)
copy(Clock, "rights_request_id", child)
print("copied", times * len(pks))
"""
ASSIGN = """
import time
from accounts.models import User
from audit.models import LedgerEntry
from rights.assigning import assign_many
from rights.choices import OPEN
from rights.many import Chosen
from rights.models import RightsRequest
by = User.objects.get(email="aina@demo.test")
taker = User.objects.get(email="wei@demo.test")
cases = RightsRequest.objects.filter(state__in=OPEN).exclude(owner=taker)
chosen = [Chosen(*key) for key in cases.values_list("pk", "version")[:{number}]]
began = time.perf_counter()
result = assign_many(chosen, owner=taker, by=by)
seconds = time.perf_counter() - began
entries = LedgerEntry.objects.filter(verb="requests.assign").count()
print("assigned", len(result.done), entries, seconds)
"""
COUNT = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from accounts.models import User
client = Client(HTTP_HOST="localhost")
client.force_login(User.objects.get(email="aina@demo.test"))
for address in {addresses!r}:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    print("statements", len(captured), address)
"""


def run(laboratory: Laboratory) -> bool:
    large = laboratory.portal("hundred", LARGE_OPEN + SAMPLE, still_open=LARGE_OPEN)
    copies = LARGE - LARGE_OPEN - SAMPLE
    _shell(large, COPY.format(sample=SAMPLE, copies=copies), "copied")
    laboratory.settle(large)
    small = laboratory.portal("thousand", SMALL, still_open=SMALL_OPEN)
    kept = [*_pages(large, small), _statements(large, small)]
    return all([*kept, _bulk(large)])


def _addresses() -> list[str]:
    return [
        *(f"{QUEUE}{view}" for view in VIEWS),
        *(f"{QUEUE}open&{one}" for one in FILTERS),
        *(f"{QUEUE}open&sort={way}{name}" for name in SORTS for way in ("", "-")),
    ]


def _pages(large: dict[str, str], small: dict[str, str]) -> list[bool]:
    with (
        server("dpo_portal.wsgi", large) as at_large,
        server("dpo_portal.wsgi", small) as at_small,
    ):
        many = Browser(at_large, {"dpo_session": session_of_an_officer(large)})
        few = Browser(at_small, {"dpo_session": session_of_an_officer(small)})
        kept = []
        for address in _addresses():

            def in_large(path: str = address) -> float:
                return many.get(path).seconds

            def in_small(path: str = address) -> float:
                return few.get(path).seconds

            report.interleaved(in_large, in_small, rounds=WARM_UP)
            mine, least = report.interleaved(in_large, in_small, rounds=ROUNDS)
            what = "100,000 : 1,000, " + address.removeprefix("/desk/requests/?")
            kept.append(report.ratio(what, mine, least, BAR))
    return kept


def _statements(large: dict[str, str], small: dict[str, str]) -> bool:
    """The same number at both sizes, and no more than a page may have."""
    asked = COUNT.format(addresses=_addresses())
    many, few = (_shell(env, asked, "statements") for env in (large, small))
    most = max(int(words[1]) for words in many)
    kept = report.amount("most statements of a page", most, "", BAR_STATEMENTS)
    grown = [words[2] for words, same in zip(many, few, strict=True) if words != same]
    return report.amount("addresses whose statements grow", len(grown), "", 0) and kept


def _bulk(env: dict[str, str]) -> bool:
    [words] = _shell(env, ASSIGN.format(number=LARGE_OPEN), "assigned")
    done, entries, seconds = int(words[1]), int(words[2]), float(words[3])
    if done < LARGE_OPEN * 0.6 or entries < done:
        raise RuntimeError(f"{done} were assigned, with {entries} entries.")
    what = f"{done:,} requests assigned in one transaction"
    return report.amount(what, seconds * LARGE_OPEN / done, "s", BAR_SECONDS)


def _shell(env: dict[str, str], script: str, marker: str) -> list[list[str]]:
    printed = manage(env, "shell", "--verbosity", "0", "-c", script)
    rows = [row.split() for row in printed.splitlines()]
    return [words for words in rows if words and words[0] == marker]
