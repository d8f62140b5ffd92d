import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from correspondence import codes
from correspondence.codes import CodeOutcome, CodeState
from correspondence.models import Delivery, Letter, OneTimeCode

SENT = datetime(2026, 5, 15, 13, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def issue(browser: str = "phone") -> OneTimeCode:
    return codes.issue("confirm", subject_key="R-1", browser_key=browser, at=SENT)


def check(digits: str, *, browser: str = "phone", minutes: float = 1) -> CodeOutcome:
    return codes.check(
        "confirm",
        subject_key="R-1",
        browser_key=browser,
        digits=digits,
        at=SENT + timedelta(minutes=minutes),
    )


def wrong(digits: str) -> str:
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def test_the_right_digits_are_good_once() -> None:
    digits = codes.make_digits(issue(), at=SENT)

    assert re.fullmatch(r"\d{8}", digits)
    assert check(digits) == CodeOutcome(CodeState.OK)
    assert check(digits).state is CodeState.EXPIRED


@pytest.mark.parametrize("shape", ["{0} {1}", " {0}-{1} ", "{0}\u2011{1}"])
def test_digits_are_read_as_people_type_them(shape: str) -> None:
    digits = codes.make_digits(issue(), at=SENT)

    assert check(shape.format(digits[:4], digits[4:])).is_ok


def test_digits_of_another_script_count() -> None:
    digits = codes.make_digits(issue(), at=SENT)

    assert check("".join(chr(0x0660 + int(d)) for d in digits)).is_ok


def test_the_fifth_wrong_try_locks_this_browser_and_no_other() -> None:
    digits = codes.make_digits(issue(), at=SENT)
    elsewhere = codes.make_digits(issue("desktop"), at=SENT)

    left = [check(wrong(digits)) for _ in range(5)]

    assert [outcome.tries_left for outcome in left] == [4, 3, 2, 1, 0]
    assert [outcome.state.value for outcome in left] == ["wrong"] * 4 + ["locked"]
    assert check(digits).state is CodeState.LOCKED
    assert check(elsewhere, browser="desktop").is_ok


def test_a_code_is_of_no_use_in_another_browser() -> None:
    digits = codes.make_digits(issue("phone"), at=SENT)
    issue("thief")

    assert check(digits, browser="thief").state is CodeState.WRONG
    assert check(digits, browser="stranger").state is CodeState.EXPIRED
    assert check(digits).is_ok


def test_a_code_without_a_browser_is_not_bound_to_one() -> None:
    digits = codes.make_digits(issue(""), at=SENT)

    assert check(digits, browser="").is_ok


def test_fifteen_minutes_count_from_sending() -> None:
    code = issue()
    digits = codes.make_digits(code, at=SENT + timedelta(minutes=60))

    assert check(digits, minutes=75).is_ok
    code = issue()
    digits = codes.make_digits(code, at=SENT)
    assert check(digits, minutes=15.1).state is CodeState.EXPIRED


def test_a_newer_code_replaces_the_older_in_the_same_browser() -> None:
    older = codes.make_digits(issue(), at=SENT)
    newer = codes.make_digits(issue(), at=SENT)

    assert check(older).state is CodeState.WRONG
    assert check(newer).is_ok


def test_a_case_that_does_not_exist_answers_as_one_that_does() -> None:
    issue("known")
    codes.make_digits(OneTimeCode.objects.get(), at=SENT)
    issue("unknown")  # and no letter was written

    def answers(browser: str) -> list[CodeOutcome]:
        late = check("00000000", browser=browser, minutes=16)
        return [late, *(check("00000000", browser=browser) for _ in range(6))]

    assert answers("unknown") == answers("known")


def test_neither_digits_nor_whose_they_are_can_be_read_from_the_row() -> None:
    code = codes.issue("confirm", subject_key="dewi@example.test", browser_key="key-1")
    digits = codes.make_digits(code, at=SENT)

    row = str(OneTimeCode.objects.values().get())
    assert digits not in row
    assert "dewi" not in row
    assert "key-1" not in row


def test_codes_of_yesterday_are_swept_and_the_proof_stays(
    write: Callable[..., Letter],
) -> None:
    write(code=codes.issue("confirm", subject_key="R-1", browser_key="a", at=SENT))
    call_command("worker", once=True)
    write(code=codes.issue("confirm", subject_key="R-2", browser_key="a", at=SENT))

    assert codes.sweep(at=SENT + timedelta(hours=23)) == 0
    assert codes.sweep(at=SENT + timedelta(hours=25)) == 1  # the other one still waits

    sent, waiting = Delivery.objects.order_by("id")
    assert (sent.state, sent.code) == (Delivery.State.ACCEPTED, None)
    assert waiting.code is not None


def sent_digits() -> str:
    found = re.search(r"\b\d{8}\b", str(mail.outbox[-1].body))
    assert found
    return found.group()


def test_the_worker_makes_the_digits_and_the_stored_letter_shows_none(
    write: Callable[..., Letter],
) -> None:
    code = codes.issue("confirm", subject_key="R-1", browser_key="phone")
    letter = write(code=code)
    code.refresh_from_db()
    assert code.code_hash == ""

    call_command("worker", once=True)

    letter.refresh_from_db()
    assert "[code]" in letter.body
    assert not re.search(r"\d{8}", letter.body)
    outcome = codes.check(
        "confirm", subject_key="R-1", browser_key="phone", digits=sent_digits()
    )
    assert outcome.is_ok


def test_a_code_that_was_replaced_before_it_was_sent_is_not_sent(
    write: Callable[..., Letter],
) -> None:
    for _ in range(2):
        write(code=codes.issue("confirm", subject_key="R-1", browser_key="phone"))

    call_command("worker", once=True)

    assert len(mail.outbox) == 1
    older, newer = Delivery.objects.order_by("id")
    assert older.state == Delivery.State.SUPPRESSED
    assert newer.state == Delivery.State.ACCEPTED
    assert codes.check(
        "confirm", subject_key="R-1", browser_key="phone", digits=sent_digits()
    ).is_ok
