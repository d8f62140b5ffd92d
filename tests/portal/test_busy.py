"""A database that does not answer: one sentence, and nothing half kept."""

import pytest
from django.db import OperationalError
from django.test import Client


@pytest.mark.django_db
def test_a_locked_database_is_told_in_one_sentence(monkeypatch):
    def locked(*_args, **_options):
        raise OperationalError("database is locked")

    monkeypatch.setattr("rights.views.public.Controller.objects.filter", locked)

    answer = Client(raise_request_exception=False).get("/en/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "Nothing of this was saved" in answer.content.decode()
    assert "locked" not in answer.content.decode()
