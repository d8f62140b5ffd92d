from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet
from rights.models.rights_request import RightsRequest
from subjects.folding import fold


class TagQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    view_permission = "requests.view"


class Tag(AuditedModel):
    """A word by which one company groups its requests: “Weekly review”.

    Never a person's name: tags stand in lists, exports and histories for good.
    """

    LONGEST = 40

    controller = models.ForeignKey(
        Controller,
        verbose_name=_("controller"),
        on_delete=models.PROTECT,
        related_name="tags",
    )
    name = models.CharField(_("name"), max_length=LONGEST)
    key = models.CharField(
        _("folded name"), max_length=LONGEST * 2, editable=False
    )  # folded name

    objects: ClassVar[Any] = TagQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii = ()

    class Meta:
        verbose_name = _("tag")
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "key"], name="one_tag_of_a_name"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def key_of(name: str) -> str:
        return fold(name)


class Tagging(AuditedModel):
    """A request carries a tag of its company."""

    rights_request = models.ForeignKey(
        RightsRequest,
        verbose_name=_("request"),
        on_delete=models.PROTECT,
        related_name="taggings",
    )
    tag = models.ForeignKey(
        Tag, verbose_name=_("tag"), on_delete=models.PROTECT, related_name="taggings"
    )

    objects: ClassVar[Any]
    history = AuditedHistory()

    class Audit:
        controller = "rights_request__controller_id"
        case = "rights_request_id"
        subject = "rights_request__data_subject_id"
        pii = ()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["rights_request", "tag"], name="one_tagging_each"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rights_request_id} {self.tag_id}"
