"""Reports of mail servers: whose they are, what they change, that they count once."""

import io
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, transaction

from accounts.models import Controller
from audit.trail import Actor, act
from correspondence import bounces
from correspondence.bounces import Outcome
from correspondence.models import Delivery
from tests.factories import DataSubjectFactory, LetterFactory

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def sent(maxim: Controller) -> Delivery:
    with transaction.atomic(), act(by=Actor.job("test")):
        return Delivery.objects.create(
            letter=LetterFactory(controller=maxim),
            campaign_id=7,
            person=DataSubjectFactory(controller=maxim),
            state="accepted",
            accepted_at=AT,
        )


def report(
    *,
    to: str = "privacy-office@localhost",
    returned: str = "",
    action: str = "failed",
    status: str = "5.1.1",
) -> bytes:
    return f"""From: MAILER-DAEMON@relay.test
To: {to}
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

dewi@example.test does not exist.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.test

Final-Recipient: rfc822; dewi@example.test
Action: {action}
Status: {status}
--b
Content-Type: message/rfc822

Message-ID: {returned}
Subject: x

--b--
""".encode()


def states(sent: Delivery) -> tuple[str, list[str]]:
    sent.refresh_from_db()
    return sent.state, [str(event.kind) for event in sent.events.all()]


def test_a_returned_mail_is_known_by_its_message_id_and_counts_once(
    sent: Delivery,
) -> None:
    raw = report(returned=sent.message_id)

    outcomes = [bounces.take(raw, at=AT) for _time in range(2)]

    assert outcomes == [Outcome.RETURNED, Outcome.KNOWN]
    assert states(sent) == ("bounced", ["bounced"])
    assert sent.last_error == "dsn_5.1.1"


def test_the_address_it_came_back_to_names_the_mail_and_cannot_be_invented(
    sent: Delivery, settings: Any
) -> None:
    settings.BOUNCE_ADDRESS = "bounces@maxim.test"
    mine = bounces.return_address(sent.pk)
    forged = mine.replace(mine[-25:-15], "0" * 10)

    assert bounces.take(report(to=forged), at=AT) is Outcome.NOT_OURS
    assert bounces.take(report(to=mine), at=AT) is Outcome.RETURNED
    assert states(sent)[0] == "bounced"


def test_accepted_and_delivered_are_told_apart(sent: Delivery) -> None:
    delayed = report(returned=sent.message_id, action="delayed", status="4.2.2")
    delivered = report(returned=sent.message_id, action="delivered", status="2.0.0")

    assert bounces.take(delayed, at=AT) is Outcome.DELAYED
    assert states(sent) == ("accepted", [])
    assert bounces.take(delivered, at=AT) is Outcome.DELIVERED
    assert states(sent) == ("delivered", ["delivered"])
    assert sent.accepted_at == AT


def test_a_folder_of_reports_is_read_once(
    sent: Delivery, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.a").write_bytes(report(returned=sent.message_id))
    (tmp_path / "new" / "2.b").write_bytes(b"\xff\xfe no mail at all")

    call_command("take_bounces", maildir=str(tmp_path))
    call_command("take_bounces", maildir=str(tmp_path))

    assert capsys.readouterr().out.splitlines() == [
        "Reports: 1 no report of a mail of ours, 1 returned.",
        "Reports: none.",
    ]
    assert states(sent) == ("bounced", ["bounced"])


HI = "Hi. This is the qmail-send program at mx.test."


def qmail(returned: str, *, first: str = HI) -> bytes:
    return f"""From: MAILER-DAEMON@mx.test
To: privacy-notices@localhost
Subject: failure notice
In-Reply-To: {returned}

{first}
I'm afraid I wasn't able to deliver your message to the following addresses.

<gone@people.test>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Message-ID: {returned}
""".encode()


def test_a_report_of_qmail_has_a_form_of_its_own(sent: Delivery) -> None:
    own_words = qmail(sent.message_id, first="Hi. This is the third time I ask you!")

    assert bounces.take(own_words, at=AT) is Outcome.NOT_OURS
    assert bounces.take(qmail(sent.message_id), at=AT) is Outcome.RETURNED
    assert states(sent) == ("bounced", ["bounced"])
    assert sent.last_error == "dsn_5.1.1"


def test_a_report_is_offered_again_while_the_database_is_away(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: Any, **_options: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("correspondence.management.commands.take_bounces.take", away)
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"a report")))

    with pytest.raises(CommandError) as refused:
        call_command("take_bounces")

    assert refused.value.returncode == os.EX_TEMPFAIL
