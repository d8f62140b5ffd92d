from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        from audit import checks  # noqa: F401  (registers them)
        from audit.shapes import write_shapes

        post_migrate.connect(write_shapes, sender=self)
