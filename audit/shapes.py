"""Writes down which fields each model's history has, after every migration."""

from typing import Any

from django.apps import apps
from django.db import router

from audit import profiles
from audit.models import AuditedModel, RecordKind, RecordShape
from audit.models.labels import code_of


def write_shapes(using: str = "default", **signal: Any) -> None:
    """Add the shapes that are new; shapes of older versions stay. Safe to run twice."""
    if not router.allow_migrate_model(using, RecordShape):
        return
    wanted = {}
    for model in apps.get_models():
        if issubclass(model, AuditedModel) and not model._meta.proxy:
            known = profiles.profile(model)
            names = profiles.shape_fields(known.fields)
            wanted[known.shape] = RecordShape(
                code=known.shape, model=known.label, fields=names
            )
    _write_kinds(using)
    there = RecordShape.objects.using(using).values_list("code", flat=True)
    missing = [wanted[code] for code in wanted.keys() - set(there)]
    RecordShape.objects.using(using).bulk_create(missing)


def _write_kinds(using: str) -> None:
    """The label of every model, for the day when it has left the portal."""
    labels = [model._meta.label_lower for model in apps.get_models()]
    wanted = {code_of(label): label for label in labels}
    there = RecordKind.objects.using(using).values_list("code", flat=True)
    RecordKind.objects.using(using).bulk_create(
        RecordKind(code=code, label=wanted[code])
        for code in sorted(wanted.keys() - set(there))
    )
