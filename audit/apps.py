from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "audit"

    def ready(self) -> None:
        from audit import checks, installing  # noqa: F401  (registers the checks)
        from audit.shapes import write_shapes

        pre_migrate.connect(installing.before_migrations, sender=self)
        post_migrate.connect(write_shapes, sender=self)
        post_migrate.connect(installing.after_migrations, sender=self)
