"""The worker watches over the trail: mails, time stamps, verification, once each."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from audit import alarms, checkpoints, sinks
from audit.models import Checkpoint, Publication, Verification
from audit.sealing import Sealer
from audit.trail import act
from correspondence.models import Letter
from dpo_portal.models import TrailDuty
from dpo_portal.trail import lane, mailing
from dpo_portal.trail.lane import TrailLane

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.VERIFY_EVERY_DAYS = 7
    settings.DATA_DIR = tmp_path
    settings.CHECKPOINT_MAIL_TO = ["dpo@maxim.example"]
    monkeypatch.setattr(sinks, "_sinks", {})
    sinks.register("e-mail", mailing.publish, every=timedelta(days=7))


def test_the_newest_checkpoint_is_mailed_to_auditors_and_the_set_addresses(
    ben: User,
) -> None:
    while Sealer().seal():
        pass
    newest = Checkpoint.objects.latest("seq")
    now = timezone.now()

    sinks.publish_due(now)
    Publication.objects.all().delete()  # another worker, which knows nothing of it
    sinks.publish_due(now)

    mails = Letter.objects.filter(kind="trail_checkpoint")
    assert sorted(mails.values_list("to_email", flat=True)) == [
        ben.email,
        "dpo@maxim.example",
    ]
    body = mails.get(to_email=ben.email).body
    assert checkpoints.as_line(newest) in body.splitlines()  # to be copied whole
    assert checkpoints.short(newest) in body


def test_what_stays_wrong_is_mailed_once_a_day_in_each_ones_language(
    ben: User, grace: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with act(by=grace):
        User.objects.filter(pk=grace.pk).audited_update(language="ms")
    now = timezone.now()
    monkeypatch.setattr(
        alarms, "_forged", lambda _known: alarms.Alarm("forged", "Forged.")
    )
    watch = TrailLane("w", threading.Event())

    watch.look(now)
    assert not Letter.objects.filter(kind="trail_alarm").exists()
    watch.look(now + timedelta(minutes=1))
    watch.look(now + timedelta(minutes=9))
    TrailLane("v", threading.Event()).look(now + timedelta(minutes=9))

    mails = Letter.objects.filter(kind="trail_alarm")
    assert {mail.language for mail in mails} == {"en", "ms"}
    assert mails.count() == 3  # Ben, Grace, the set address
    assert "Forged." in mails.get(to_email=ben.email).body


def test_all_of_the_trail_is_verified_every_week_and_by_one_worker(
    ben: User, settings: Any
) -> None:
    while Sealer().seal():
        pass
    now = timezone.now()

    duty = lane.claim_verification(now)
    assert duty is not None
    assert lane.claim_verification(now) is None  # at work
    taken_over = lane.claim_verification(now + timedelta(hours=13))
    assert taken_over is not None
    lane.verify(taken_over)

    assert Verification.objects.get().is_full
    assert lane.claim_verification(now + timedelta(days=6)) is None
    assert lane.claim_verification(now + timedelta(days=7)) is not None
    assert TrailDuty.objects.filter(kind="verify").count() == 2
    settings.VERIFY_EVERY_DAYS = 0
    assert lane.claim_verification(now + timedelta(days=30)) is None


@pytest.mark.django_db(transaction=True)
def test_the_lane_does_it_when_asked_once(ben: User) -> None:
    while Sealer().seal():
        pass

    call_command("worker", lane="trail", once=True)

    assert Letter.objects.filter(kind="trail_checkpoint").exists()
    assert Verification.objects.get().is_full
