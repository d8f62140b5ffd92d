from django.apps import AppConfig


class DpoPortalConfig(AppConfig):
    name = "dpo_portal"

    def ready(self) -> None:
        from dpo_portal import checks  # noqa: F401 (registers the system checks)
