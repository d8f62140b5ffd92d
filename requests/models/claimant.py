from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.models import AuditedHistory, AuditedModel
from rights.choices import Relation
from rights.models.rights_request import RightsRequest


class Claimant(AuditedModel):
    """What the person who asked has told us of themselves; proven or not.

    It stays with the request: only the identity check links a data subject.
    """

    rights_request = models.OneToOneField(
        RightsRequest, on_delete=models.PROTECT, related_name="claimant"
    )
    relation = models.CharField(max_length=16, choices=Relation, default=Relation.SELF)
    name = models.CharField(_("name"), max_length=300, blank=True)
    person_name = models.CharField(
        max_length=300, blank=True
    )  # whose data it is, when someone else asks
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    details = models.TextField(_("details"), blank=True)
    facts = models.JSONField(default=dict, blank=True)  # identity fact code -> value

    history = AuditedHistory()

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = ("name", "person_name", "email", "phone", "details", "facts")

    def __str__(self) -> str:
        return f"Claimant of {self.rights_request_id}"

    @property
    def data_subject_name(self) -> str:
        return self.person_name or self.name
