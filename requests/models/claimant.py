from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.models import AuditedHistory, AuditedModel
from rights.choices import Relation
from rights.models.rights_request import RightsRequest
from subjects.folding import digits, fold
from subjects.search_text import SearchText


class Claimant(AuditedModel):
    """What the person who asked has told us of themselves; proven or not.

    It stays with the request: only the identity check links a data subject.
    """

    rights_request = models.OneToOneField(
        RightsRequest, on_delete=models.PROTECT, related_name="claimant"
    )
    relation = models.CharField(max_length=16, choices=Relation, default=Relation.SELF)
    name = models.CharField(gettext_lazy("name"), max_length=300, blank=True)
    person_name = models.CharField(
        max_length=300, blank=True
    )  # whose data it is, when someone else asks
    email = models.EmailField(gettext_lazy("e-mail"), max_length=254, blank=True)
    person_email = models.EmailField(
        gettext_lazy("e-mail of the person"), max_length=254, blank=True
    )  # their own, where a guardian now writes for them
    guardian_name = models.CharField(
        gettext_lazy("name of the guardian"), max_length=300, blank=True
    )  # as a minor who asked typed it; nothing goes there before it is checked
    guardian_email = models.EmailField(
        gettext_lazy("e-mail of the guardian"), max_length=254, blank=True
    )
    phone = models.CharField(gettext_lazy("phone"), max_length=40, blank=True)
    postal_address = models.TextField(gettext_lazy("postal address"), blank=True)
    details = models.TextField(gettext_lazy("details"), blank=True)
    facts = models.JSONField(default=dict, blank=True)  # identity fact code -> value
    # A folded copy in this row, so that it is erased with the words it is made of.
    search_text = SearchText(
        gettext_lazy("words for the search"), blank=True, default="", editable=False
    )

    history = AuditedHistory(excluded_fields=["search_text"])

    class Audit:
        subject = "rights_request__data_subject_id"
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        pii = (
            "name",
            "person_name",
            "email",
            "person_email",
            "guardian_name",
            "guardian_email",
            "phone",
            "postal_address",
            "details",
            "facts",
        )

    class Meta:
        indexes = (
            # One more is made for the search (rights.search_index).
            models.Index(fields=["name", "rights_request"], name="claimant_by_name"),
        )

    def __str__(self) -> str:
        return f"Claimant of {self.rights_request_id}"

    def save(self, **options: Any) -> None:
        if (named := options.get("update_fields")) is not None:
            options["update_fields"] = {*named, "search_text"}
        super().save(**options)

    def searchable(self) -> str:
        """Reference, names, e-mail and telephone, folded; blank once these are gone."""
        told = (self.name, self.person_name, self.email, self.phone)
        if not any(told):
            return ""
        words = (self.rights_request.ref, *told, digits(self.phone))
        return fold(" ".join(dict.fromkeys(words)))

    @property
    def goes_by_post(self) -> bool:
        """Whether letters are printed, as there is no e-mail to send them to."""
        return not self.email

    @property
    def is_represented(self) -> bool:
        """Whether somebody has to act for the person whose data it is."""
        return self.relation != Relation.SELF

    @property
    def data_subject_name(self) -> str:
        return self.person_name or self.name or self._erased_name()

    def _erased_name(self) -> str:
        """Once the words are gone, the pseudonym under which they are still counted."""
        person = self.rights_request.data_subject
        return _("Erased person %(number)s") % {"number": person or self.rights_request}
