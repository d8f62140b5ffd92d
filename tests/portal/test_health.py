"""What a monitor learns from /healthz."""

from datetime import timedelta

import pytest
from django.utils import timezone

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
    assert answer.json() == {"database": True, "silent_lanes": []}
