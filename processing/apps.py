from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class ProcessingConfig(AppConfig):
    name = "processing"

    def ready(self) -> None:
        verbs.name(VERBS)


VERBS = {
    "processing.load": _("Register of processing loaded"),
    "processing.add_system": _("System added to the register"),
    "processing.edit_system": _("System of the register changed"),
    "processing.retire_system": _("System retired from the register"),
    "processing.add_recipient": _("Recipient added to the register"),
    "processing.edit_recipient": _("Recipient of the register changed"),
    "processing.retire_recipient": _("Recipient retired from the register"),
    "processing.add_assessment": _("Impact assessment begun"),
    "processing.edit_assessment": _("Impact assessment changed"),
    "processing.conclude_assessment": _("Impact assessment concluded"),
    "processing.confirm_assessment": _("Outcome of an impact assessment confirmed"),
    "processing.send_back_assessment": _("Impact assessment sent back"),
}
