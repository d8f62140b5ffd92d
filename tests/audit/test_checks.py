"""A model that would leave changes unrecorded stops the start with a sentence."""

from typing import Any, ClassVar

import pytest
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps
from simple_history.models import HistoricalRecords

from accounts.models import Controller
from audit import checks
from audit.models import AuditedHistory, AuditedModel, RecordShape
from tests.audit.sample.models import Person


class Declared:
    controller = None
    pii: ClassVar[list[str]] = []


def problems(model: type[models.Model]) -> list[str]:
    return [str(error.msg) for error in checks._tracked(model)]


def test_the_tracked_models_there_are_pass() -> None:
    assert checks.check_tracked_models() == []


@isolate_apps("audit")
def test_history_without_the_trail_is_refused(monkeypatch: Any) -> None:
    class Loose(models.Model):
        history = HistoricalRecords(app="audit")

        class Meta:
            app_label = "audit"

    monkeypatch.setattr(checks.apps, "get_models", lambda: [Loose])

    (found,) = checks.check_tracked_models()
    assert found.msg == "audit.Loose has history but is no AuditedModel."


@isolate_apps("audit")
@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({}, "needs history = AuditedHistory()"),
        ({"history": HistoricalRecords}, "needs history = AuditedHistory()"),
        ({"history": AuditedHistory, "Audit": None}, "pii = [...]"),
        (
            {"history": AuditedHistory, "Audit": type("Audit", (), {"pii": []})},
            "needs controller",
        ),
        (
            {
                "history": AuditedHistory,
                "Audit": type("Audit", (Declared,), {"pii": ["nmae"]}),
            },
            "names nmae, which is no field",
        ),
        (
            {
                "history": AuditedHistory,
                "other": lambda: models.ForeignKey(
                    Controller, models.SET_NULL, null=True, related_name="+"
                ),
            },
            "other: its on_delete",
        ),
        (
            {
                "history": AuditedHistory,
                "other": lambda: models.ForeignKey(
                    Controller, models.DB_CASCADE, related_name="+"
                ),
            },
            "other: its on_delete",
        ),
        (
            {
                "history": AuditedHistory,
                "others": lambda: models.ManyToManyField(Controller, related_name="+"),
            },
            "may not have many-to-many (others)",
        ),
        (
            {"history": AuditedHistory, "secret": lambda: models.TextField()},
            "may not call a field secret",
        ),
        (
            {"history": AuditedHistory, "objects": lambda: models.Manager()},
            "needs a manager made from AuditedQuerySet",
        ),
    ],
)
def test_a_model_that_would_lose_changes_is_refused(
    body: dict[str, Any], sentence: str
) -> None:
    made = {name: value if name == "Audit" else value() for name, value in body.items()}
    model = type(
        "Wrong",
        (AuditedModel,),
        {
            "__module__": "audit.models",
            "Meta": type("Meta", (), {"app_label": "audit"}),
            "Audit": Declared,
            **made,
        },
    )

    assert [text for text in problems(model) if sentence in text]


@pytest.mark.django_db
def test_the_shape_of_each_history_is_written_down_once() -> None:
    call_command("migrate", verbosity=0)

    shape = RecordShape.objects.get(model="audit_sample.person")
    assert shape.fields[:3] == ["id", "name", "email"]
    assert shape.fields[-1] == "reason_text"
    assert set(shape.fields[:-1]) == {
        f.name for f in Person.history.model.tracked_fields
    }
