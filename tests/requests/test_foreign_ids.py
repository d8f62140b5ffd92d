"""Every address and every field that takes a number, given another company's record.

The addresses are read from the URLconf, so a new one is tried from its first day.
"""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import AccessEntry, LedgerEntry
from rights import identifying, many, tagging
from rights.assigning import assign_many
from rights.choices import Right
from rights.models import BackupDeletion, Message, RightsRequest, SavedView, Tagging
from rights.urls.desk import urlpatterns
from tests.factories import (
    AnswerPackageFactory,
    AuthorityMatterFactory,
    CaseFileFactory,
    DataSetFactory,
    FulfilmentTaskFactory,
    IncomingMailFactory,
    LetterFactory,
    MembershipFactory,
    SystemFactory,
)

pytestmark = pytest.mark.django_db
TYPED = {
    **{"seen": "0", "version": "1", "body": "Hello", "reason": "Because"},
    **{"because": "Because", "proof": "Gone.", "state": "done", "sure": "on"},
    **{"name": "Mine", "number": "0", "outcome": "upheld", "order": "Do it."},
}
ROUTES = [str(one.pattern) for one in urlpatterns]
OF_CASE = [route for route in ROUTES if "<slug:ref>" in route]


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def foreign(open_request, recorded, aux):
    """A request of AUX with one of everything; and the officer who works on it."""
    case = open_request(controller="aux", right=Right.ACCESS)
    with recorded():
        officer = MembershipFactory(controller=aux, role=Role.OFFICER).user
        identifying.start_identity_check(case, by=officer)
        package = AnswerPackageFactory(rights_request=case)
        task = FulfilmentTaskFactory(rights_request=case)
        backups = BackupDeletion(task=task, erased_on=timezone.localdate())
        backups.save()
        rows = {
            "identity/document": case.identity_check.documents.create(
                shows="authority", way="shown", taken_at=timezone.now()
            ),
            "systems": task,
            "answer": DataSetFactory(package=package),
            "files": CaseFileFactory(rights_request=case),
            "letters": LetterFactory(controller=aux, case_id=case.pk),
            "clocks": case.clocks.first(),
            "authority": AuthorityMatterFactory(rights_request=case),
            "mail": IncomingMailFactory(controller=aux, received_at=timezone.now()),
            "views": SavedView(owner=officer, name="Mine", query="view=open"),
            "backups": backups,
            "system": SystemFactory(controller=aux),
        }
        rows["views"].save()
    case.refresh_from_db()
    return case, officer, rows


def key_in(route, rows):
    name = next(n for n in sorted(rows, key=len, reverse=True) if f"{n}/<" in route)
    return str(rows[name].pk)


def state_of_everything():
    """How much was recorded, and of what the tried verbs would leave."""
    return (
        LedgerEntry.objects.count(),
        AccessEntry.objects.exclude(what="denied").count(),
        Message.objects.count(),
        list(RightsRequest.objects.order_by("pk").values_list("version", "owner")),
    )


def test_no_address_of_a_request_reaches_another_company(
    client, foreign, open_request, farid
):
    case, _officer, rows = foreign
    mine = open_request()
    client.force_login(farid)
    before = state_of_everything()
    paths = []
    for route in OF_CASE:
        paths.append(route.replace("<slug:ref>", case.ref))
        if "<int:pk>" in route:
            pk = key_in(route, rows)
            own = route.replace("<slug:ref>", mine.ref)
            paths[-1:] = [one.replace("<int:pk>", pk) for one in (paths[-1], own)]

    found = []
    for path in paths:
        address = f"/desk/requests/{path}"
        read = client.get(address)
        sent = client.post(address, {**TYPED, "of": mine.ref})
        codes = {read.status_code, sent.status_code}
        if read.status_code == 302 and read.url == mine.get_absolute_url():
            codes = {sent.status_code}  # a step by GET leads to one's own request
        if 404 not in codes or codes - {404, 405}:  # some take one method only
            found.append((path, read.status_code, sent.status_code))

    assert found == []
    assert len(paths) > 75
    assert state_of_everything() == before


def test_mails_views_and_backups_of_another_company_are_not_found(
    client, foreign, open_request, farid
):
    rows, mine = foreign[2], open_request()
    client.force_login(farid)
    before = state_of_everything()

    for address in (
        *("requests/mail/{mail}/", "requests/mail/{mail}/attach/"),
        *("requests/mail/{mail}/spam/", "requests/mail/{mail}/erase/"),
        *("requests/views/{views}/", "requests/views/{views}/delete/"),
        "register/backups/{backups}/",
    ):
        keys = {name: row.pk for name, row in rows.items()}
        answer = client.post(f"/desk/{address.format(**keys)}", {"ref": mine.ref})
        # The page of a mail is read only: there a POST is no way at all.
        assert answer.status_code in {404, 405}, address

    assert state_of_everything() == before


def test_no_field_of_a_form_takes_another_companys_number(
    client, foreign, open_request, aida
):
    case, officer, rows = foreign
    mine = open_request()
    client.force_login(aida)
    before = state_of_everything()
    words = {**TYPED, "version": mine.version}
    place = {"place": f"system-{rows['system'].pk}", "kind": "system"}
    posts = {
        "assign": {"owner": officer.pk},
        "systems": {**place, "phase": "assess"},
        "duplicate": {"of": case.ref},
    }

    for name, more in posts.items():
        path = reverse(f"requests:{name}", args=[mine.ref])
        answer = client.post(path, {**words, **more})
        assert answer.status_code == 200, name
        assert answer.context["form"].errors, name

    # The page that was drawn again was looked at, which is all that was recorded.
    after = state_of_everything()
    assert after[0] == before[0]
    assert after[2:] == before[2:]
    assert not mine.tasks.exists()


def test_a_mail_is_not_put_on_another_companys_request(
    client, foreign, recorded, aida, maxim
):
    case = foreign[0]
    with recorded():
        mail = IncomingMailFactory(controller=maxim, received_at=timezone.now())
    client.force_login(aida)

    answer = client.post(f"/desk/requests/mail/{mail.pk}/attach/", {"ref": case.ref})

    assert answer.context["form"].errors
    assert not case.messages.exists()


def test_a_selection_with_foreign_numbers_changes_names_and_exports_none_of_them(
    client, foreign, open_request, aida, farid
):
    case = foreign[0]
    mine = open_request()
    chosen = [many.Chosen(case.pk, case.version), many.Chosen(mine.pk, mine.version)]

    given = assign_many(chosen, owner=farid, by=aida)
    tagged = tagging.tag_many([many.Chosen(pk) for pk, _v in chosen], name="X", by=aida)

    for result in (given, tagged):
        assert result.done == [mine.ref]
        assert [(one.ref, "may not" in one.why) for one in result.skipped] == [
            ("", True)
        ]
    assert RightsRequest.objects.get(pk=case.pk).owner is None
    assert not Tagging.objects.filter(rights_request=case).exists()
    client.force_login(aida)
    mine.refresh_from_db()
    asked = {"pick": [f"{case.pk}.1", f"{mine.pk}.{mine.version}"]}
    page = client.post(reverse("requests:export"), asked)
    assert page.context["title"] == "Export 1 request"
