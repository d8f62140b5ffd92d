"""Writes down which fields each model's history has, after every migration."""

from typing import Any

from django.apps import apps
from django.db import router

from audit import capture
from audit.models import AuditedModel, RecordShape


def write_shapes(using: str = "default", **signal: Any) -> None:
    """Add the shapes that are new; shapes of older versions stay. Safe to run twice."""
    if not router.allow_migrate_model(using, RecordShape):
        return
    wanted = {}
    for model in apps.get_models():
        if issubclass(model, AuditedModel) and not model._meta.proxy:
            known = capture.profile(model)
            names = capture.shape_fields(known.fields)
            wanted[known.shape] = RecordShape(
                code=known.shape, model=known.label, fields=names
            )
    there = RecordShape.objects.using(using).values_list("code", flat=True)
    missing = [wanted[code] for code in wanted.keys() - set(there)]
    RecordShape.objects.using(using).bulk_create(missing)
