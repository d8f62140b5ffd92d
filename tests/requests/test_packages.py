"""What a person gets with the answer: complete, covered where it must be, theirs."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.trail import act
from correspondence.drawing import PdfNotDrawn
from correspondence.models import Letter
from processing.loading import load_shipped
from rights import (
    answering,
    deciding,
    describing,
    files,
    grounds,
    identifying,
    package_drafts,
    package_files,
    packages,
)
from rights.choices import Outcome, Right
from rights.contents import parts_of
from rights.deciding import Proposal
from rights.errors import ChangedMeanwhile, StepNotAllowed
from rights.forms.package import DataSetForm
from rights.models import (
    AnswerPackage,
    BackupDeletion,
    CaseFile,
    PdfDuty,
    RightsRequest,
)
from rights.package_lane import ATTEMPTS, PackageLane, claim, draw
from subjects.models import DataHeld
from tests.factories import FulfilmentTaskFactory

pytestmark = pytest.mark.django_db

HELD = """Phone: 012-345 6789
Trip of 4 May: from Jalan Contoh, driver Ahmad  Sampel, plate ABC 1234
Note: =SUM(A1)"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> Path:
    settings.KEY_DIR = settings.DATA_DIR / "keys"
    settings.DATA_DIR = tmp_path
    return tmp_path


@pytest.fixture
def register(rulebook):
    load_shipped()


@pytest.fixture
def case_of(open_request, register, aida) -> Callable[..., RightsRequest]:
    """A request for this right, whose person is known."""

    def known(right: Right, **asked: str) -> RightsRequest:
        case = open_request(right=right, **asked)
        identifying.start_identity_check(case, by=aida)
        identifying.settle_identity(case, by=aida, is_verified=True, findings={})
        return case

    return known


@pytest.fixture
def case(case_of) -> RightsRequest:
    return case_of(Right.ACCESS)


def add(case: RightsRequest, officer, title: str = "Trips", **fields):
    describing.choose(case, activities=[], own=title, by=officer)
    row = package_drafts.standing(case).data_sets.get(title=title)
    if fields:
        describing.describe(row, by=officer, **fields)
        row.refresh_from_db()
    return row


def made(case: RightsRequest, officer) -> dict[str, str]:
    """The files by their ending, as text."""
    packages.make(case, by=officer)
    rows = CaseFile.objects.there().filter(rights_request=case)
    return {row.kind: files.content(row).decode() for row in rows}


# --- what a copy says -----------------------------------------------------------------


def test_the_copy_has_every_part_that_maxim_promises_in_each_country(root):
    """Maxim 5.1 with the extras of each country, as printed."""
    promised = {
        "AR": "transfers last_change disclosures law",
        "AZ": "transfers law",
        "BR": "transfers last_change disclosures law",
        "KH": "transfers last_change border law",
        "CO": "transfers last_change disclosures law",
        "ID": "transfers last_change disclosures law",
        "KZ": "transfers law",
        "MY": "transfers law",
        "PE": "transfers disclosures law",
        "PH": "transfers last_change disclosures law",
        "ZA": "transfers last_change disclosures law",
        "TJ": "",
        "TH": "transfers law",
        "VN": "transfers disclosures law",
    }

    for country, extras in promised.items():
        codes = [part.code for part in parts_of("maxim", country)]
        assert codes[8:] == extras.split(), country
        assert len(codes[:8]) == 8

    numbers = {part.code: part.clause for part in parts_of("maxim", "ID")}
    assert (numbers["confirmation"], numbers["law"]) == ("5.1.1", "5.1.13")


def test_a_copy_draws_on_the_register_and_on_what_the_officer_wrote(case, aida):
    describing.choose(case, activities=["MAXIM-R-LOC"], by=aida)
    describing.word(case, words={"methods": "By people and by our app."}, by=aida)
    add(case, aida, held=HELD, source="Your phone", changed_on=date(2026, 5, 1))

    page = made(case, aida)["html"]

    assert "5.1.1 Whether we use your data" in page
    assert "Yes." in page
    assert "By people and by our app." in page
    assert "012-345 6789" in page
    assert "Where it came from: Your phone" in page
    assert "Last changed on 2026-05-01" in page
    assert "Who answers for it" in page


def test_where_there_is_nothing_the_copy_says_so(case, aida):
    describing.choose(case, activities=[], by=aida)

    page = made(case, aida)["html"]

    assert "looked and found no data about you" in page


def test_the_copy_speaks_the_language_of_the_person(case_of, aida):
    case = case_of(Right.ACCESS, language="ms")
    add(case, aida, held="Telefon: 012")

    page = made(case, aida)["html"]

    assert '<html lang="ms">' in page
    assert "Sama ada kami menggunakan data anda" in page


def test_what_the_rooms_hold_themselves_is_part_of_the_copy(case, aida):
    add(case, aida, held=HELD)

    found = made(case, aida)

    held = json.loads(found["json"])["held_by_the_privacy_office"]
    assert {part["title"] for part in held} == {
        "Who you are to the privacy office",
        "Your requests",
    }
    assert "dewi@example.test" in found["html"]
    assert case.ref in found["html"]


# --- what is covered ------------------------------------------------------------------


def test_a_covered_passage_is_in_none_of_the_files(case, aida):
    row = add(case, aida, held=HELD, passed_on="Shown to AHMAD SAMPEL")
    describing.describe(row, passage="Ahmad Sampel", reason="others", by=aida)

    found = made(case, aida)

    assert set(found) == {"html", "json", "csv"}
    for text in found.values():
        assert "sampel" not in text.lower()
        assert "[left out: about another person]" in text
        assert "ABC 1234" in text


def test_a_passage_that_stands_nowhere_is_not_said_to_be_covered(case, aida):
    row = add(case, aida, held=HELD)

    with pytest.raises(StepNotAllowed, match="stands nowhere"):
        describing.describe(row, passage="Ahmed Sampel", reason="others", by=aida)

    row.refresh_from_db()
    assert row.covered == []


def test_of_two_covers_that_overlap_nothing_survives(case, aida):
    row = add(case, aida, held="Driver Ahmad Sampel, Ahmad Sampel junior")
    describing.describe(row, passage="Ahmad Sampel", reason="others", by=aida)
    describing.describe(row, passage="Ahmad Sampel junior", reason="others", by=aida)

    found = made(case, aida)

    assert "Ahmad" not in found["html"]
    assert "junior" not in found["html"]


def test_a_cover_taken_back_shows_the_passage_again(case, aida):
    row = add(case, aida, held=HELD)
    describing.describe(row, passage="ABC 1234", reason="others", by=aida)
    describing.uncover(row, number=0, by=aida)

    assert "ABC 1234" in made(case, aida)["csv"]


def test_words_of_the_person_are_text_in_the_page_and_no_formula_in_the_table(
    case, aida
):
    add(case, aida, held="Note: <script>alert(1)</script>\nSum: =SUM(A1)")

    found = made(case, aida)

    assert "<script>" not in found["html"]
    rows = list(csv.DictReader(io.StringIO(found["csv"].removeprefix("\ufeff"))))
    assert rows[1]["value"] == "'=SUM(A1)"


# --- the other kinds ------------------------------------------------------------------


def test_the_portable_file_holds_only_what_the_person_gave(case_of, aida):
    case = case_of(Right.PORTABILITY)
    add(case, aida, "Profile", held="Phone: 012", from_person=True)
    add(case, aida, "Score", held="Score: 4.2")

    found = made(case, aida)

    told = json.loads(found["json"])
    assert told["format"] == "dpo-portal/answer-package/1"
    assert [one["title"] for one in told["data_sets"]] == ["Profile"]
    assert "Score" not in found["csv"]
    assert told["parts"] == []


def test_a_correction_shows_before_and_after(case_of, aida):
    case = case_of(Right.RECTIFICATION)
    add(case, aida, "Profile", before="Name: Dewy", held="Name: Dewi")

    found = made(case, aida)

    (row,) = csv.DictReader(io.StringIO(found["csv"].removeprefix("\ufeff")))
    assert (row["before"], row["value"]) == ("Dewy", "Dewi")
    assert found["html"].index("Dewy") < found["html"].index("Name: Dewi")


def test_a_certificate_names_both_dates_and_none_of_the_data(case_of, aida):
    case = case_of(Right.ERASURE)
    add(case, aida, "Trips", erased_on=date(2026, 5, 6), gone_on=date(2026, 8, 4))
    add(case, aida, "Account", erased_on=date(2026, 5, 7), gone_on=date(2026, 6, 6))

    found = made(case, aida)

    assert set(found) == {"html"}
    assert "All of it was erased on 2026-05-07." in found["html"]
    assert "No backup holds it from 2026-08-04 on." in found["html"]


def test_while_one_backup_has_no_end_no_end_is_certified(case_of, aida):
    case = case_of(Right.ERASURE)
    add(case, aida, "Trips", erased_on=date(2026, 5, 6), gone_on=date(2026, 8, 4))
    add(case, aida, "Account", erased_on=date(2026, 5, 7))

    page = made(case, aida)["html"]

    assert "No backup holds it" not in page
    assert "not known yet" in page


def test_nothing_is_certified_that_was_not_erased(case_of, aida):
    case = case_of(Right.ERASURE)
    add(case, aida, "Trips")

    with pytest.raises(StepNotAllowed, match="no date of erasure yet"):
        packages.make(case, by=aida)


def test_the_list_of_backups_offers_the_dates_of_a_certificate(case_of, aida):
    case = case_of(Right.ERASURE)
    row = add(case, aida, "Trips")
    days = [(date(2026, 5, 6), date(2026, 8, 4)), (date(2026, 5, 7), date(2026, 6, 6))]
    with transaction.atomic(), act(by=aida, case_id=case.pk):
        for erased_on, gone_on in days:
            task = FulfilmentTaskFactory(rights_request=case)
            BackupDeletion(task=task, erased_on=erased_on, gone_on=gone_on).save()

    form = DataSetForm(rights_request=case, data_set=row)

    assert form.initial["erased_on"] == date(2026, 5, 7)
    assert form.initial["gone_on"] == date(2026, 8, 4)


def know(case, officer) -> None:
    with transaction.atomic(), act(by=officer, case_id=case.pk):
        DataHeld(
            data_subject=case.data_subject,
            controller=case.controller,
            title="Phone book",
            value="Phone: 012-345 6789",
            basis="contract",
            source="Your phone",
        ).save()


def test_a_copy_begins_with_what_is_known_of_the_person(case, aida):
    know(case, aida)

    describing.choose(case, activities=[], by=aida)

    found = made(case, aida)
    assert "Phone book" in found["html"]
    assert "012-345 6789" in found["csv"]


def test_a_certificate_takes_the_kind_of_data_and_none_of_it(case_of, aida):
    case = case_of(Right.ERASURE)
    know(case, aida)

    describing.choose(case, activities=[], by=aida)

    row = package_drafts.standing(case).data_sets.get()
    assert (row.title, row.held, row.source) == ("Phone book", "", "")


def test_a_part_without_anything_says_so(case, aida):
    add(case, aida, held=HELD)

    assert "Our register names nothing here." in made(case, aida)["html"]


@pytest.mark.parametrize(
    ("erased_on", "gone_on", "sentence"),
    [
        (None, date(2026, 8, 4), "Say first when it was erased"),
        (date(2026, 8, 5), date(2026, 8, 4), "before it is erased"),
    ],
)
def test_dates_that_cannot_be_are_refused(erased_on, gone_on, sentence, case_of, aida):
    row = add(case_of(Right.ERASURE), aida)

    with pytest.raises(StepNotAllowed, match=sentence):
        describing.describe(row, erased_on=erased_on, gone_on=gone_on, by=aida)


# --- made, changed, handed over -------------------------------------------------------


def answer(case, officer, outcome=Outcome.GRANTED) -> None:
    deciding.propose(case, Proposal(outcome, granted="Your trips"), by=officer)
    answering.send_answer(case, by=officer)


def test_made_files_wait_for_the_answer_and_go_with_it(case, aida):
    add(case, aida, held=HELD)
    packages.make(case, by=aida)
    assert not CaseFile.objects.filter(for_person=True).exists()

    answer(case, aida)

    package = package_drafts.standing(case)
    rows = CaseFile.objects.filter(package=package)
    assert package.state == AnswerPackage.State.SENT
    assert rows.count() == 3
    assert all(row.for_person and row.expires_at for row in rows)


def test_what_is_ready_later_is_handed_over_with_a_letter(case, aida):
    answer(case, aida)
    add(case, aida, held=HELD)
    packages.make(case, by=aida)

    packages.hand_over(case, by=aida)

    assert CaseFile.objects.filter(for_person=True).count() == 3
    letter = Letter.objects.filter(kind="message").latest("pk")
    assert "There is a file with it." in " ".join(letter.body.split())
    assert "012-345" not in letter.body


def test_a_change_after_making_takes_the_made_files_back(
    case, aida, own_folder, django_capture_on_commit_callbacks
):
    row = add(case, aida, held=HELD)
    packages.make(case, by=aida)

    with django_capture_on_commit_callbacks(execute=True):
        describing.describe(row, passage="ABC 1234", reason="others", by=aida)

    assert package_drafts.standing(case).state == AnswerPackage.State.DRAFT
    assert not CaseFile.objects.there().exists()
    assert not [path for path in own_folder.glob("files/**/*") if path.is_file()]
    assert not PdfDuty.objects.exists()


def test_what_the_person_has_stays_when_a_new_package_begins(case, aida):
    add(case, aida, held=HELD)
    packages.make(case, by=aida)
    answer(case, aida)

    add(case, aida, "Calls", held="Call: 3 May")

    assert CaseFile.objects.there().filter(for_person=True).count() == 3
    assert case.packages.count() == 2
    titles = package_drafts.standing(case).data_sets.values_list("title", flat=True)
    assert list(titles) == ["Trips", "Calls"]


def test_a_package_is_not_made_of_what_changed_meanwhile(case, aida, monkeypatch):
    row = add(case, aida, held=HELD)
    real = package_files.made

    def slow(package, *, at):
        found = real(package, at=at)
        current = RightsRequest.objects.get(pk=case.pk)
        fresh = type(row).objects.select_related("package__rights_request").get()
        describing.describe(fresh, held="Phone: other", by=aida)
        assert current.version == case.version
        return found

    monkeypatch.setattr(package_files, "made", slow)

    with pytest.raises(ChangedMeanwhile):
        packages.make(case, by=aida)

    assert not CaseFile.objects.exists()


def test_only_who_carries_out_prepares(case, ben):
    with pytest.raises(PermissionDenied):
        describing.choose(case, activities=[], own="Trips", by=ben)


def test_before_it_is_clear_who_asks_nothing_is_prepared(open_request, aida):
    with pytest.raises(StepNotAllowed, match="clear who asks"):
        describing.choose(open_request(), activities=[], own="Trips", by=aida)


# --- its PDF --------------------------------------------------------------------------


def lane_step(monkeypatch, drawn: bytes | Exception) -> None:
    def to_pdf(html: str) -> bytes:
        if isinstance(drawn, Exception):
            raise drawn
        return drawn

    monkeypatch.setattr("rights.package_lane.drawing.to_pdf", to_pdf)
    PackageLane("a worker", None).step()


def test_the_worker_draws_the_pdf_beside_the_other_files(case, aida, monkeypatch):
    add(case, aida, held=HELD)
    packages.make(case, by=aida)

    lane_step(monkeypatch, b"%PDF-1.7 drawn")

    row = CaseFile.objects.get(kind="pdf")
    assert files.content(row) == b"%PDF-1.7 drawn"
    assert PdfDuty.objects.get().done_at is not None
    assert not row.for_person


def test_a_pdf_drawn_after_the_answer_is_open_to_the_person(case, aida, monkeypatch):
    add(case, aida, held=HELD)
    packages.make(case, by=aida)
    answer(case, aida)

    lane_step(monkeypatch, b"%PDF-1.7 drawn")

    row = CaseFile.objects.get(kind="pdf")
    assert row.for_person
    assert row.expires_at is not None


def test_a_pdf_that_cannot_be_drawn_says_why_and_holds_nothing_up(
    case, aida, monkeypatch
):
    add(case, aida, held=HELD)
    packages.make(case, by=aida)

    for attempt in range(ATTEMPTS):
        PdfDuty.objects.update(next_attempt_at=timezone.now())
        lane_step(monkeypatch, PdfNotDrawn("Pango is missing."))
        assert PdfDuty.objects.get().attempts == attempt + 1

    duty = PdfDuty.objects.get()
    assert duty.given_up_at is not None
    assert duty.last_error == "Pango is missing."
    answer(case, aida)
    assert CaseFile.objects.filter(for_person=True).count() == 3


def test_a_duty_is_one_workers_until_its_lease_ends(case, aida):
    add(case, aida, held=HELD)
    packages.make(case, by=aida)
    now = timezone.now()

    assert claim("elsewhere:1:a", at=now) is not None
    assert claim("elsewhere:2:b", at=now) is None
    assert claim("elsewhere:2:b", at=now + timedelta(minutes=10)) is not None


def test_a_pdf_of_what_was_made_anew_meanwhile_is_thrown_away(case, aida, monkeypatch):
    row = add(case, aida, held=HELD)
    packages.make(case, by=aida)
    duty = claim("elsewhere:1:a", at=timezone.now())

    def slow(html: str) -> bytes:
        describing.describe(row, passage="ABC 1234", reason="others", by=aida)
        return b"%PDF-1.7 of before"

    monkeypatch.setattr("rights.package_lane.drawing.to_pdf", slow)
    draw(duty, at=timezone.now())

    assert not CaseFile.objects.filter(kind="pdf").exists()


# --- what the desk is led to ----------------------------------------------------------


@pytest.fixture
def desk(client, aida):
    client.force_login(aida)
    return client


def page_of(client, case) -> str:
    return client.get(case.get_absolute_url()).content.decode()


def test_the_desk_is_led_to_the_systems_and_to_the_copy_before_it_sends(
    desk, case, aida
):
    assert "list the systems that hold the data, then decide" in page_of(desk, case)

    deciding.propose(case, Proposal(outcome=Outcome.GRANTED), by=aida)

    page = page_of(desk, case)
    assert "prepare what the person gets, then send the answer" in page
    assert f'class="btn pri" href="{case.get_absolute_url()}answer/"' in page


def test_a_copy_that_nobody_handed_over_is_not_closed_unwarned(desk, case, aida, post):
    answer(case, aida)
    post(case, timezone.now())

    queue = desk.get("/desk/requests/").content.decode()
    page = page_of(desk, case)

    assert "Hand over what the person gets, then close the request" in queue
    assert "Nothing was handed over on the person's page yet" in page


def test_a_copy_that_went_with_the_answer_needs_no_warning(desk, case, aida, post):
    add(case, aida, held=HELD)
    packages.make(case, by=aida)
    deciding.propose(case, Proposal(outcome=Outcome.GRANTED), by=aida)
    assert "Next: send the answer" in page_of(desk, case)

    answering.send_answer(case, by=aida)
    post(case, timezone.now())

    page = page_of(desk, case)
    assert "Next: close the request" in page
    assert "Nothing was handed over" not in page


def test_a_refused_copy_is_owed_to_nobody(desk, case, aida, farid):
    ground = grounds.available(case)[0].code
    refusal = Proposal(Outcome.REFUSED, ground=ground, reason="Asked last week.")
    deciding.propose(case, refusal, by=aida)
    deciding.approve(case, by=farid)

    assert "Next: send the answer" in page_of(desk, case)
