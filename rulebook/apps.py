from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class RulebookConfig(AppConfig):
    name = "rulebook"

    def ready(self) -> None:
        verbs.name(VERBS)


VERBS = {
    "rulebook.load": _("Rulebook loaded"),
    "rulebook.keep_record": _("How a promise is kept recorded"),
    "rulebook.propose": _("Change of a rule proposed"),
    "rulebook.agree": _("Change of a rule agreed"),
    "rulebook.reject": _("Change of a rule rejected"),
    "rulebook.withdraw": _("Change of a rule withdrawn"),
    "rulebook.follow_text": _("Rule follows the published text"),
    "rulebook.take_back": _("Rules of a withdrawn text taken back"),
    "rulebook.confirm": _("Period of the law confirmed"),
}
