"""Records through time, who looked, how the chain stands, and what leaves as a file."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Controller, User
from audit import browser
from audit.models import AccessEntry, LedgerEntry
from audit.redacting import Target, redact
from audit.sealing import Sealer
from audit.trail import Actor, act
from dpo_portal.models import TrailExport
from dpo_portal.trail import filters
from policies.models import Policy, PolicyVersion
from subjects import cleaning
from subjects.models import DataSubject
from tests.audit.sample.models import Note, Person

AT = datetime(2026, 5, 15, 16, 30, tzinfo=UTC)  # 16 May, 00:30, in Kuala Lumpur
CHANGES = "/audit/changes/"


@pytest.fixture
def auditor(client: Client, ben: User) -> Client:
    client.force_login(ben)
    return client


@pytest.fixture
def dewi(maxim: Controller, aida: User, db: None) -> Person:
    """Four versions, an hour apart; her city changes in the second and the fourth."""
    made = Person(name="Dewi Contoh", email="dewi@example.org", controller_id=maxim.pk)
    steps: list[dict[str, Any]] = [
        {},
        {"city": "Kuching"},
        {"visits": 5},
        {"city": "Sibu Jaya"},
    ]
    for hour, step in enumerate(steps):
        for name, value in step.items():
            setattr(made, name, value)
        at = AT + timedelta(hours=hour)
        with act(by=aida, at=at, reason_code="rectification"), transaction.atomic():
            made.save()
    return made


@pytest.fixture
def today(maxim: Controller, db: None) -> None:
    """A change that is not dated back, which the chain's check would say."""
    with act(by=Actor.job("test")), transaction.atomic():
        Person.objects.create(name="Contoh", controller_id=maxim.pk)


def words(response: Any) -> str:
    assert response.status_code == 200
    return str(response.content.decode())


def of(person: Any, more: str = "") -> str:
    return f"/audit/record/{person._meta.label_lower}/{person.pk}/{more}"


# --- A record through time -----------------------------------------------------------
def test_all_versions_of_a_record_stand_newest_first(
    auditor: Client, dewi: Person
) -> None:
    html = words(auditor.get(of(dewi)))

    assert html.index("Sibu Jaya") < html.index("5</ins>") < html.index("dewi@example")
    assert AccessEntry.objects.latest("id").what == "record"


def test_all_changes_of_one_field_leave_the_others_out(
    auditor: Client, dewi: Person
) -> None:
    html = words(auditor.get(of(dewi, "?field=city")))

    assert "Sibu Jaya" in html and "Kuching" in html
    assert "dewi@example" not in html and "5</ins>" not in html
    assert auditor.get(of(dewi, "?field=nothing")).status_code == 404


@pytest.mark.parametrize(
    ("minutes", "there", "not_there"),
    [
        (30, ["Dewi Contoh"], ["Kuching", "Sibu"]),
        (60, ["Kuching"], ["Sibu"]),
        (179, ["Kuching", "<td>5</td>"], ["Sibu"]),
        (600, ["Sibu Jaya", "<td>5</td>"], ["Kuching"]),
        (-1, ["did not exist yet"], ["Dewi Contoh"]),
    ],
)
def test_the_record_is_shown_as_it_was_at_any_moment(
    minutes: int, there: list[str], not_there: list[str], auditor: Client, dewi: Person
) -> None:
    when = (AT + timedelta(minutes=minutes)).isoformat()

    html = words(auditor.get(of(dewi, f"at/{when}/")))

    assert [text for text in there if text not in html] == []
    assert [text for text in not_there if text in html] == []


def test_a_moment_typed_without_a_zone_is_the_readers(
    auditor: Client, dewi: Person
) -> None:
    answer = auditor.get(of(dewi, "?at=2026-05-16T01:30"), follow=True)

    assert "Kuching" in words(answer)
    assert "Write a moment" in words(auditor.get(of(dewi, "?at=soon")))
    assert auditor.get(of(dewi, "at/soon/")).status_code == 404


def test_each_version_leads_to_the_record_as_that_version_left_it(
    auditor: Client, maxim: Controller, aida: User
) -> None:
    at = AT + timedelta(seconds=53)
    with act(by=aida, at=at), transaction.atomic():
        made = Person.objects.create(name="Dewi Contoh", controller_id=maxim.pk)

    html = words(auditor.get(of(made)))
    then = re.search(r'href="([^"]*/at/[^"]*)"', html)
    assert then is not None

    assert "Dewi Contoh" in words(auditor.get(then[1]))
    typed = auditor.get(of(made), {"at": "2026-05-16T00:30"}, follow=True)
    assert "Dewi Contoh" in words(typed)  # the page shows minutes


def test_a_record_and_the_list_say_the_same_words_for_stored_codes(
    auditor: Client, maxim: Controller, aida: User
) -> None:
    with act(by=aida), transaction.atomic():
        policy = Policy.objects.create(
            controller=maxim,
            slug="sample",
            title="Sample policy",
            required_languages=["en", "ms"],
            categories=["C5"],
            channels=[["banner", "letter"]],
            refusal_countries=["TH"],
            cites={"categories": {"clause": "9", "promise": "MAXIM-5.2"}},
        )

    pages = [
        words(auditor.get(of(policy))),
        words(auditor.get(f"{CHANGES}?record=policies.policy:{policy.pk}")),
    ]

    for html in pages:
        assert "English, Malay" in html
        assert "Contact and complaint channels" in html
        assert "banner on the page or e-mail with the list of changes" in html
        assert "Thailand" in html
        assert "paragraph: 9, promise: MAXIM-5.2" in html
        assert "{&quot;" not in html
        assert re.search(r"[>\s]C5[<\s,]", html) is None


def test_a_code_that_changed_is_shown_whole_and_not_letter_by_letter(
    auditor: Client, maxim: Controller, aida: User
) -> None:
    with act(by=aida), transaction.atomic():
        policy = Policy.objects.create(
            controller=maxim, slug="sample", title="Sample policy"
        )
    with act(by=aida), transaction.atomic():
        policy.default_language = "ms"
        policy.save()

    html = words(auditor.get(of(policy, "?field=default_language")))

    assert "English</del>" in html
    assert "Malay</ins>" in html


def test_colleagues_and_policy_versions_are_named(
    auditor: Client, maxim: Controller, aida: User
) -> None:
    with act(by=aida), transaction.atomic():
        policy = Policy.objects.create(
            controller=maxim,
            slug="sample",
            title="Sample policy",
            default_language="en",
        )
        version = PolicyVersion.objects.create(policy=policy, number=3)
        aida.language = "ms"
        aida.save()

    assert "Policy version Sample policy, v3" in words(auditor.get(of(version)))
    changes = words(
        auditor.get(f"{CHANGES}?record=policies.policyversion:{version.pk}")
    )
    assert "Record: Policy version Sample policy, v3" in changes


def test_a_deleted_record_says_so_and_shows_what_it_was(
    auditor: Client, dewi: Person, aida: User
) -> None:
    key = dewi.pk
    with act(by=aida, at=AT + timedelta(hours=9)), transaction.atomic():
        dewi.delete()
    dewi.pk = key

    after = words(auditor.get(of(dewi, f"at/{(AT + timedelta(days=1)).isoformat()}/")))
    before = words(
        auditor.get(of(dewi, f"at/{(AT + timedelta(hours=8)).isoformat()}/"))
    )

    assert "was deleted by then" in after and "Dewi Contoh" not in after
    assert "Dewi Contoh" in before


def test_another_companys_record_does_not_exist_here(
    auditor: Client, dewi: Person, aux: Controller
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        theirs = Person.objects.create(name="Other", controller_id=aux.pk)

    assert auditor.get(of(theirs)).status_code == 404
    assert auditor.get(of(theirs, f"at/{AT.isoformat()}/")).status_code == 404
    assert auditor.get("/audit/record/nothing.here/1/").status_code == 404


def test_an_erased_value_is_gone_from_every_version_and_says_when(
    auditor: Client, dewi: Person, aida: User
) -> None:
    with act(by=aida), transaction.atomic():
        dewi.city = ""
        dewi.save()
        redact([Target(Person, dewi.pk, ["city"])])

    html = words(auditor.get(of(dewi)))

    assert "Kuching" not in html and "Sibu" not in html
    assert "Value erased" in html and "Erased on" in html


def test_a_hundred_versions_are_read_by_two_queries(
    auditor: Client, dewi: Person
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        for n in range(100):
            dewi.visits = n + 10
            dewi.save()
    mine = LedgerEntry.objects.filter(model="audit_sample.person", object_pk=dewi.pk)
    entries = list(mine.order_by("pk"))

    with CaptureQueriesContext(connection) as captured:
        found = browser.versions(entries)

    assert len(found) == 104
    assert len(captured) <= 2


def test_a_full_page_of_the_history_is_read_by_fifteen_statements(
    auditor: Client, dewi: Person, django_assert_max_num_queries: Any
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        for n in range(60):
            dewi.visits = n + 10
            dewi.save()
    Sealer().seal()

    with django_assert_max_num_queries(15):
        html = words(auditor.get(CHANGES))

    assert " entries" in html and "Older" in html


# --- Before and after, by word -------------------------------------------------------
def test_only_the_words_that_changed_are_marked(
    auditor: Client, dewi: Person, aida: User
) -> None:
    with act(by=aida), transaction.atomic():
        dewi.name = "Dewi binti Contoh"
        dewi.save()
    entry = LedgerEntry.objects.latest("id")

    html = words(auditor.get(f"{CHANGES}{entry.pk}/"))

    assert "binti" in html.split("<ins>")[1].split("</ins>")[0]
    assert "Dewi Contoh</del>" not in html


def test_an_entry_leads_to_its_neighbours_and_its_place_in_the_chain(
    auditor: Client, dewi: Person
) -> None:
    Sealer().seal()
    first, second, third, _last = LedgerEntry.objects.filter(
        model="audit_sample.person"
    ).order_by("pk")

    html = words(auditor.get(f"{CHANGES}{second.pk}/"))

    assert f'href="{CHANGES}{first.pk}/" rel="prev"' in html
    assert f'href="{CHANGES}{third.pk}/" rel="next"' in html
    assert bytes(second.digest).hex() in html
    assert "Place in the chain" in html and "Waits for its seal" not in html


# --- Finding -------------------------------------------------------------------------
def shown(response: Any) -> list[int]:
    return [line.entry.pk for act in response.context["acts"] for line in act.lines]


def test_each_filter_finds_its_entries(auditor: Client, dewi: Person) -> None:
    with act(by=Actor.job("worker")), transaction.atomic():
        Note.objects.create(person=dewi, text="one")
    Sealer().seal()
    for query, count in {
        "field=person.city": 2,
        "field=audit_sample.person.city": 2,  # as links said it before
        "field=audit_sample.person.mood": 0,
        "kind=audit_sample.note": 1,
        "reason=Rectification": 4,
        "channel=job&kind=audit_sample.person": 4,
        "channel=api": 0,
        "who=outside": 0,
        f"person=S-{dewi.pk:05d}": 5,
        "from=2026-05-16T01:00&to=2026-05-16T02:30": 2,
    }.items():
        assert len(shown(auditor.get(f"{CHANGES}?{query}"))) == count, query


def test_a_field_names_its_app_only_where_two_apps_have_such_a_kind() -> None:
    short = filters.short_kinds()

    assert short["requests.rightsrequest"] == "rightsrequest"
    assert len(set(short.values())) == len(short)
    plain = [one for one in short.values() if "." not in one]
    assert not set(plain) & {
        one.rpartition(".")[2] for one in short.values() if "." in one
    }


def test_a_link_with_the_whole_name_of_a_field_still_shows_it_chosen(
    auditor: Client, dewi: Person
) -> None:
    Sealer().seal()

    html = auditor.get(f"{CHANGES}?field=audit_sample.person.city").content.decode()

    assert "<option value=person.city selected>" in html
    assert "<option value=audit_sample.person" not in html.split("id_field")[1]
    assert "Field: audit_sample.person" not in html
    assert "Field: Person, City" in html


def test_a_name_is_looked_for_without_standing_in_the_address(
    auditor: Client, maxim: Controller, dewi: Person
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        known = DataSubject.objects.create(controller=maxim, name="Siti Rahimah")
        Note.objects.create(person=dewi, text="about someone else")

    moved = auditor.post(f"{CHANGES}search/", {"q": "rahimah", "channel": "job"})
    found = auditor.get(moved["Location"])

    assert "rahimah" not in moved["Location"].lower()
    assert "channel=job" in moved["Location"]
    assert {LedgerEntry.objects.get(pk=pk).subject_id for pk in shown(found)} == {
        known.pk
    }
    assert "Looked for: rahimah" in words(found)
    assert AccessEntry.objects.latest("id").what == "search"


def test_a_number_of_ours_goes_into_the_address(auditor: Client) -> None:
    moved = auditor.post(f"{CHANGES}search/", {"q": "s-00012"})

    assert moved["Location"] == f"{CHANGES}?person=S-00012"


def test_newer_pages_lead_back_to_the_same_entries(
    auditor: Client, maxim: Controller
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        Person.objects.audited_bulk_create(
            [Person(name=str(n), controller_id=maxim.pk) for n in range(120)]
        )
    first = auditor.get(CHANGES)
    second = auditor.get(CHANGES + first.context["older_url"])

    again = auditor.get(CHANGES + second.context["newer_url"])

    assert shown(again) == shown(first)
    assert again.context["newer_url"] == ""


# --- Who looked at whom --------------------------------------------------------------
def test_the_access_log_says_who_looked_at_whom(
    auditor: Client, dewi: Person, ben: User
) -> None:
    auditor.get(of(dewi))

    html = words(auditor.get("/audit/access/?what=record"))

    assert str(ben) in html and "Opened the record" in html
    assert f"?person=S-{dewi.pk:05d}" in html
    assert "Nobody looked" in words(auditor.get("/audit/access/?what=export"))
    assert "There is a problem" in words(auditor.get("/audit/access/?person=dewi"))


def test_the_access_log_names_an_entry_that_was_opened_by_what_it_is(
    auditor: Client, today: None
) -> None:
    entry = LedgerEntry.objects.latest("pk")
    auditor.get(f"{CHANGES}{entry.pk}/")

    html = words(auditor.get("/audit/access/?what=record"))

    assert f"Entry of the change history {entry.pk}" in html


def test_the_access_log_names_the_list_that_was_seen(
    auditor: Client, dewi: Person
) -> None:
    auditor.get("/desk/team/")
    auditor.get(CHANGES)

    html = words(auditor.get("/audit/access/?what=list"))

    assert "Saw the change history" in html
    assert "Saw a list" not in html.partition("<tbody>")[2]


# --- Integrity -----------------------------------------------------------------------
@pytest.fixture
def under_another_role(db: None) -> Iterator[None]:
    """The portal signs in as a role that may write every table and owns none."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE portal_app_of_a_test")
        for what in ("ALL TABLES", "ALL SEQUENCES"):
            cursor.execute(
                f"GRANT ALL ON {what} IN SCHEMA public TO portal_app_of_a_test"
            )
        cursor.execute("SET ROLE portal_app_of_a_test")
        yield
        cursor.execute("RESET ROLE")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="its roles")
def test_the_integrity_page_says_who_must_clean_up_what_was_erased(
    auditor: Client, under_another_role: None
) -> None:
    before = words(auditor.get("/audit/integrity/"))
    cleaning.ask("subjects_datasubject", at=AT)

    after = words(auditor.get("/audit/integrity/"))

    assert "clean_up_erased" not in before
    assert "a role that does not own the tables" in after
    assert "manage.py clean_up_erased" in after


def test_the_integrity_page_is_silent_where_the_portal_cleans_up_itself(
    auditor: Client,
) -> None:
    cleaning.ask("subjects_datasubject", at=AT)

    assert "clean_up_erased" not in words(auditor.get("/audit/integrity/"))


def test_the_integrity_page_gives_the_checkpoint_to_keep(
    auditor: Client, today: None, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    assert auditor.get("/audit/integrity/checkpoint/").status_code == 404
    Sealer().seal()

    html = words(auditor.get("/audit/integrity/"))
    line = json.loads(auditor.get("/audit/integrity/checkpoint/").content)

    assert "The chain is whole." in html
    assert f"{line['seq']}-{line['chain'][:4]}-" in html


def test_a_changed_seal_is_said_on_the_page(
    auditor: Client, today: None, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    Sealer().seal()
    with connection.cursor() as cursor:
        _without_guards(cursor, "audit_seal")
        cursor.execute("UPDATE audit_seal SET entry_id = entry_id + 1000 WHERE seq = 2")

    html = words(auditor.get("/audit/integrity/"))

    assert "The chain is whole." not in html
    assert "not as they were sealed" in html


def _without_guards(cursor: Any, table: str) -> None:
    if connection.vendor == "postgresql":
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        return
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        [table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}"')


# --- Files ---------------------------------------------------------------------------
def taken(response: Any) -> str:
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def test_the_file_holds_what_the_list_shows_to_the_last_entry(
    auditor: Client, maxim: Controller, dewi: Person, ben: User
) -> None:
    with act(by=Actor.job("test")), transaction.atomic():
        Person.objects.audited_bulk_create(
            [Person(name=f"Person {n}", controller_id=maxim.pk) for n in range(70)]
        )
    query = "kind=audit_sample.person"
    seen: list[int] = []
    url = f"{CHANGES}?{query}"
    while url:
        page = auditor.get(url)
        seen += shown(page)
        older = page.context["older_url"]
        url = CHANGES + older if older else ""

    asked = {"query": query, "why": "Yearly audit"}
    table = taken(auditor.post("/audit/exports/", {**asked, "format": "csv"}))
    lines = taken(auditor.post("/audit/exports/", {**asked, "format": "jsonl"}))

    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))
    assert list(dict.fromkeys(int(row["entry"]) for row in rows)) == seen
    assert [json.loads(line)["entry"] for line in lines.splitlines()] == seen
    assert "dewi@example.org" not in table + lines
    made = TrailExport.objects.latest("id")
    assert (made.count, made.why, made.made_by_id) == (74, "Yearly audit", ben.pk)
    assert AccessEntry.objects.filter(what="export", count=74).count() == 2


def test_no_file_leaves_without_a_reason(auditor: Client, dewi: Person) -> None:
    answer = auditor.post("/audit/exports/", {"format": "csv", "why": " "})

    assert "There is a problem" in words(answer)
    assert not TrailExport.objects.exists()


def test_the_signed_trail_is_verified_without_the_portal(
    auditor: Client, dewi: Person, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    Sealer().seal()
    kept = tmp_path / "kept.jsonl"
    kept.write_bytes(auditor.get("/audit/integrity/checkpoint/").content)

    answer = auditor.post("/audit/exports/trail/", {"trail-why": "Outside audit"})
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    archive.extractall(tmp_path)
    done = subprocess.run(
        [sys.executable, "verify_trail.py", "trail.jsonl", "--checkpoint", str(kept)],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    assert TrailExport.objects.latest("id").format == "trail"
