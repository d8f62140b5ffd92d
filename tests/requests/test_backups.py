"""Until when backups hold what was erased, and the proof that they do not."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from rights import backups, carrying_out, deciding, identifying
from rights.choices import Outcome, Right
from rights.deciding import Proposal
from rights.errors import StepNotAllowed
from rights.models import BackupDeletion, CaseEvent, FulfilmentTask
from tests.factories import SystemFactory

End = FulfilmentTask.State
DAY = timedelta(days=1)


@pytest.fixture
def erased(recorded, controllers, open_request, aida):
    """Erases in a system whose backups live so many days, in a case of a country."""

    def erase(backup_days, country="MY", right=Right.ERASURE, end=End.ERASED):
        with recorded():
            SystemFactory(
                controller=controllers["maxim"],
                name="App account",
                backup_days=backup_days,
            )
        case = open_request(country=country, right=right)
        identifying.start_identity_check(case, by=aida)
        identifying.settle_identity(case, by=aida, is_verified=True, findings={})
        deciding.propose(case, Proposal(Outcome.GRANTED, granted="All"), by=aida)
        task = case.tasks.get()
        at = case.received_at + DAY
        carrying_out.settle_task(task, state=end, proof="Log", by=aida, at=at)
        return case

    return erase


def test_erasing_queues_the_backups_until_the_last_one_is_gone(erased):
    case = erased(35)

    row = BackupDeletion.objects.get()
    assert (row.erased_on, row.gone_on) == (date(2026, 5, 5), date(2026, 6, 9))
    [line] = backups.certificate(case)
    assert (line.system, line.erased_on) == ("App account", date(2026, 5, 5))
    assert (line.gone_on, line.proven_on) == (date(2026, 6, 9), None)


def test_a_system_without_backups_queues_nothing(erased):
    erased(0)

    assert not BackupDeletion.objects.exists()


def test_where_nobody_said_how_long_backups_live_no_date_is_invented(erased):
    erased(None)

    assert BackupDeletion.objects.get().gone_on is None


def test_a_correction_queues_no_backups(erased):
    erased(35, right=Right.RECTIFICATION, end=End.DONE)

    assert not BackupDeletion.objects.exists()


def test_the_last_backup_is_gone_with_a_proof_and_not_before(erased, aida):
    case = erased(35)
    row = BackupDeletion.objects.select_related("task__rights_request").get()
    the_day = case.received_at + 36 * DAY

    with pytest.raises(StepNotAllowed, match="not gone yet"):
        backups.note_gone(row, proof="Log", by=aida, at=the_day - DAY)
    with pytest.raises(StepNotAllowed, match="Say in a few words"):
        backups.note_gone(row, proof=" ", by=aida, at=the_day)
    backups.note_gone(row, proof="Rotation log of June", by=aida, at=the_day)
    with pytest.raises(StepNotAllowed, match="already"):
        backups.note_gone(row, proof="Again", by=aida, at=the_day)

    [line] = backups.certificate(case)
    assert line.proven_on == the_day.date()
    assert case.events.filter(type=CaseEvent.Type.BACKUPS_GONE).count() == 1


@pytest.mark.parametrize(
    ("days", "said"), [(60, "To be shown as gone"), (120, "Too late")]
)
def test_thailand_wants_backups_gone_within_90_days(erased, client, aida, days, said):
    case = erased(days, country="TH")
    client.force_login(aida)

    page = client.get("/desk/register/backups/").content.decode()

    limit = backups.limits([case])[case.pk]
    assert limit >= case.received_at.date() + 90 * DAY  # a holiday moves it on
    assert f"{limit.day} Aug 2026" in page
    assert said in page


def test_other_countries_count_no_backups_in(erased):
    case = erased(400, country="MY")

    assert backups.limits([case]) == {}


def test_the_page_takes_the_proof(erased, client, aida, chen):
    case = erased(35)
    row = BackupDeletion.objects.get()
    client.force_login(aida)
    path = f"/desk/register/backups/{row.pk}/"
    assert client.get(path).status_code == 200
    words = {"proof": "Rotation log", "version": case.version, "seen": 0}

    client.post(path, words)

    row.refresh_from_db()
    expected = row.gone_on <= timezone.localdate()
    assert (row.proven_at is not None) is expected
    gone = client.get("/desk/register/backups/?view=gone").content.decode()
    assert ("App account" in gone) is expected
    client.force_login(chen)
    assert client.get(path).status_code == 404
