"""What a monitor learns from /healthz."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from audit.trail import Actor, act, record
from correspondence import lanes
from correspondence.models import WorkerHeartbeat

pytestmark = pytest.mark.django_db


def beat(ago: timedelta) -> None:
    for lane in lanes.names():
        WorkerHeartbeat.objects.create(
            lane=lane, worker="a worker", at=timezone.now() - ago
        )


def test_a_silent_worker_is_said(client):
    beat(ago=timedelta(minutes=10))

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["silent_lanes"] == lanes.names()


def test_all_is_well_while_the_worker_is_heard(client):
    beat(ago=timedelta(seconds=5))

    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "silent_lanes": [],
        "unsealed_seconds": 0,
    }


def test_an_entry_that_waits_too_long_for_its_seal_is_said(client):
    beat(ago=timedelta(seconds=5))
    at = timezone.now() - timedelta(seconds=20)
    with act(by=Actor.job("test"), at=at), transaction.atomic():
        record("test.look", WorkerHeartbeat.objects.first())

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json()["unsealed_seconds"] >= 20
