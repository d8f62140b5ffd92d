"""Saved views, sorting, the list as a file, and what changed meanwhile."""

import csv
import io
from datetime import UTC, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from audit.models import AccessEntry, LedgerEntry
from rights import tagging, workflow
from rights.choices import Right
from rights.models import ListExport, SavedView

pytestmark = pytest.mark.django_db
QUEUE = "/desk/requests/"
NEW, EXPORT, CHANGES = f"{QUEUE}views/new/", f"{QUEUE}export/", f"{QUEUE}changes/"


@pytest.fixture
def desk(client, aida):
    """Aida at her desk."""
    client.force_login(aida)
    return client


def refs(response) -> list[str]:
    return [row.ref for row in response.context["rows"]]


def tabs(response) -> list[str]:
    return [tab.label for tab in response.context["queue"].tabs()]


# --- saved views ---


def test_after_saving_a_view_one_is_on_it(desk, open_request):
    wanted = open_request(right=Right.ACCESS)
    open_request()
    query = "view=open&right=access&sort=-received"

    page = desk.get(f"{NEW}?{query}")
    assert "Right: Access" in page.content.decode()
    saved = desk.post(NEW, {"name": "Access only", "query": query}, follow=True)

    assert refs(saved) == [wanted.ref]
    assert saved.context["queue"].saved.name == "Access only"
    current = [t.label for t in saved.context["queue"].tabs() if t.current]
    assert current == ["Access only"]
    assert LedgerEntry.objects.filter(verb="requests.save_view").count() == 1


def test_a_view_keeps_no_words_of_a_search(desk, open_request):
    open_request()
    found = desk.post(f"{QUEUE}search/", {"q": "dewi", "view": "open"})

    desk.post(NEW, {"name": "Hers", "query": found["Location"].split("?")[1]})

    assert SavedView.objects.get().query == "view=open"


def test_a_shared_view_is_seen_by_colleagues_and_by_no_other_company(
    desk, client, maxim, farid, chen
):
    shared = {"name": "Due", "query": "view=open&due=week", "shared_with": maxim.pk}
    desk.post(NEW, shared)
    desk.post(NEW, {"name": "My own", "query": "view=mine"})

    assert tabs(desk.get(QUEUE))[-2:] == ["Due", "My own"]
    client.force_login(farid)
    assert tabs(client.get(QUEUE))[-1] == "Due"
    client.force_login(chen)
    assert tabs(client.get(QUEUE))[-1] == "Closed"


def test_a_view_is_renamed_and_deleted(desk, aida):
    desk.post(NEW, {"name": "Due", "query": "view=open&due=week"})
    view = SavedView.objects.get()
    own = f"{QUEUE}views/{view.pk}/"

    desk.post(own, {"name": "This week"})
    assert tabs(desk.get(QUEUE))[-1] == "This week"
    desk.post(f"{own}delete/")

    assert tabs(desk.get(QUEUE))[-1] == "Closed"
    left = LedgerEntry.objects.filter(actor_id=aida.pk, model="requests.savedview")
    assert [e.verb for e in left.filter(action="v").order_by("pk")] == [
        "requests.save_view",
        "requests.change_view",
        "requests.delete_view",
    ]


def test_two_views_of_one_name_are_refused(desk):
    desk.post(NEW, {"name": "Due", "query": "view=open"})

    again = desk.post(NEW, {"name": "due", "query": "view=mine"})

    assert "You have a view of this name already." in again.content.decode()


def test_a_colleagues_own_view_is_not_found(client, desk, farid):
    desk.post(NEW, {"name": "Mine", "query": "view=mine"})
    view = SavedView.objects.get()
    client.force_login(farid)

    assert client.get(f"{QUEUE}views/{view.pk}/").status_code == 404


# --- sorting and filters ---


def test_every_column_sorts_both_ways_and_says_which(desk, aida, open_request):
    anna = open_request(name="Anna Contoh", country="BR")
    zoe = open_request(name="Zoe Contoh", country="VN")
    workflow.assign(zoe, owner=aida, by=aida)
    first = {"person": anna, "controller": anna, "owner": anna, "received": anna}

    for column, expected in first.items():
        up = desk.get(QUEUE, {"view": "open", "sort": column})
        down = desk.get(QUEUE, {"view": "open", "sort": f"-{column}"})
        assert refs(up)[0] == expected.ref, column
        assert refs(down) == refs(up)[::-1], column
        assert 'aria-sort="ascending"' in up.content.decode()
        assert 'aria-sort="descending"' in down.content.decode()


def test_the_stage_sorts_in_the_order_of_the_work(desk, aida, open_request):
    from rights import identifying

    later, earlier = open_request(), open_request()
    identifying.start_identity_check(later, by=aida)

    assert refs(desk.get(QUEUE, {"sort": "stage"})) == [earlier.ref, later.ref]


def test_the_channel_is_a_filter(desk, open_request):
    case = open_request()

    assert refs(desk.get(QUEUE, {"channel": "web_form"})) == [case.ref]
    assert refs(desk.get(QUEUE, {"channel": "letter"})) == []


# --- the list as a file ---


def exported(client, **words: str):
    form = {"key": "2f0c5a52-1dc6-4b6e-b6d0-5d3e7a0f4c11", "why": "Weekly meeting"}
    return client.post(EXPORT, {**form, "format": "csv", **words})


def rows_of(response) -> list[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_file_is_the_list_to_the_last_row_and_date(desk, aida, open_request):
    now = timezone.now()
    for day in range(30):
        open_request(right=Right.ACCESS, at=now - timedelta(days=day))
    open_request(right=Right.ERASURE)
    tagged = open_request(right=Right.ACCESS, at=now - timedelta(days=40))
    tagging.tag(tagged, name="Urgent", by=aida)
    query = "view=open&right=access&sort=-received"

    listed = []
    for number in ("1", "2"):
        listed += desk.get(f"{QUEUE}?{query}&page={number}").context["rows"]
    file = rows_of(exported(desk, query=query))

    assert [row["reference"] for row in file] == [row.ref for row in listed]
    assert len(file) == 31
    due = [row.due_at.astimezone(UTC).isoformat(timespec="seconds") for row in listed]
    assert [row["due_utc"] for row in file] == due
    assert file[-1]["tags"] == "Urgent"
    assert {row["stage"] for row in file} == {"New"}


def test_an_export_says_who_why_and_how_many(desk, aida, maxim, open_request):
    open_request()
    open_request()

    exported(desk, query="view=open", why="For the board")

    row = ListExport.objects.get()
    assert (row.controller, row.made_by_id, row.count) == (maxim, aida.pk, 2)
    assert (row.why, row.query, row.format) == ("For the board", "view=open", "csv")
    access = AccessEntry.objects.get(what="export")
    assert (access.controller_id, access.count) == (maxim.pk, 2)
    assert LedgerEntry.objects.filter(verb="requests.export_list").count() == 1


def test_an_export_without_a_reason_is_refused(desk, open_request):
    open_request()

    answer = exported(desk, query="view=open", why=" ")

    assert answer.status_code == 200
    assert "Fill this in: What for?" in answer.content.decode()
    assert not ListExport.objects.exists()


def test_no_cell_of_the_file_is_a_formula(desk, open_request):
    open_request(name="=HYPERLINK(1)")

    [row] = rows_of(exported(desk, query="view=open"))
    book = load_workbook(
        io.BytesIO(b"".join(exported(desk, query="view=open", format="xlsx")))
    )
    names = [cell for line in book.active.iter_rows() for cell in line]
    [cell] = [one for one in names if one.value == "=HYPERLINK(1)"]

    assert row["person"] == "'=HYPERLINK(1)"
    assert cell.data_type == "s"


def test_a_selection_is_exported_without_the_rest(desk, open_request):
    wanted, _other = open_request(), open_request()
    picks = {"do": "export", "pick": f"{wanted.pk}.{wanted.version}"}

    page = desk.post(EXPORT, {**picks, "query": "view=open"})
    assert page.context["title"] == "Export 1 request"
    selection = page.context["form"]["selection"].value()
    file = rows_of(exported(desk, query="view=open", selection=selection))

    assert [row["reference"] for row in file] == [wanted.ref]


def test_another_companys_requests_are_in_no_file(client, chen, open_request):
    foreign = open_request()
    client.force_login(chen)

    answer = exported(
        client, query="view=all", selection=f"{foreign.pk}.{foreign.version}"
    )

    assert answer.status_code == 200
    assert "There is nothing to export." in answer.content.decode()


# --- what changed since ---


def test_the_page_is_told_how_many_requests_changed_since(desk, aida, open_request):
    first, second = open_request(), open_request()
    since = desk.get(QUEUE).context["queue"].scope.last_event
    assert desk.get(CHANGES, {"since": since}).json()["changes"] == 0

    workflow.add_note(first, body="Called.", by=aida)
    workflow.add_note(first, body="Called again.", by=aida)
    workflow.assign(second, owner=aida, by=aida)

    answer = desk.get(CHANGES, {"since": since})
    assert answer.json() == {"changes": 2, "text": "2 changes."}
    assert desk.get(CHANGES, {"since": since, "right": "access"}).json()["changes"] == 0


def test_a_change_at_another_company_is_no_change_here(
    client, chen, aida, open_request
):
    case = open_request()
    client.force_login(chen)
    since = client.get(QUEUE).context["queue"].scope.last_event

    workflow.add_note(case, body="Called.", by=aida)

    assert client.get(CHANGES, {"since": since}).json()["changes"] == 0


def test_keys_are_offered_unless_the_profile_turns_them_off(desk, aida, open_request):
    open_request()
    assert "<body data-keys>" in desk.get(QUEUE).content.decode()
    assert "Turn the keys off" in desk.get(f"{QUEUE}keys/").content.decode()

    desk.post(
        "/desk/settings/profile/",
        {
            "full_name": aida.full_name,
            "language": "en",
            "time_zone": aida.time_zone,
            "theme": "system",
        },
    )

    page = desk.get(QUEUE).content.decode()
    assert "<body>" in page
    assert '<dialog id="keys"' not in page
