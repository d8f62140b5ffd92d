from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class RulebookConfig(AppConfig):
    name = "rulebook"

    def ready(self) -> None:
        verbs.name({"rulebook.load": _("Rulebook loaded")})
