"""Which policies and versions someone may see, and which are public or in force."""

from datetime import datetime
from typing import ClassVar, Self

from django.db.models import F, OuterRef, Q, Subquery

from accounts.querysets import VisibleToQuerySet
from audit.models import AuditedQuerySet

# What names no day began before all others.
NEWEST_FIRST = (F("effective_at").desc(nulls_last=True), "-number")
NOTICE_IS_OVER = ("completed", "cancelled")


class PolicyQuerySet(VisibleToQuerySet, AuditedQuerySet):  # type: ignore[override]
    view_permission = "policies.view"


class NoticeAppQuerySet(PolicyQuerySet):  # type: ignore[override]
    view_permission = "policies.manage_apps"


class OfPolicyQuerySet(PolicyQuerySet):  # type: ignore[override]
    controller_path = "policy__controller_id"


class OfVersionQuerySet(PolicyQuerySet):  # type: ignore[override]
    controller_path = "version__policy__controller_id"


class ChangeQuerySet(OfVersionQuerySet):  # type: ignore[override]
    def confirmed(self) -> Self:
        return self.filter(state="confirmed")

    def undecided(self) -> Self:
        return self.filter(state="suggested")


class AcknowledgementQuerySet(OfVersionQuerySet):  # type: ignore[override]
    ANSWERS: ClassVar = ("accepted", "declined")

    def answers(self) -> Self:
        """What decides about the version that holds, the newest first."""
        return self.filter(kind__in=self.ANSWERS).order_by("-at", "-pk")


class PolicyVersionQuerySet(OfPolicyQuerySet):  # type: ignore[override]
    """`at` is a moment; what was withdrawn after it counted then."""

    def published(self, at: datetime) -> Self:
        """Announced by then and not withdrawn by then, in force or not yet."""
        return self.filter(
            Q(announced_at__lte=at) | Q(announced_at=None, is_imported=True),
            Q(withdrawn_at=None) | Q(withdrawn_at__gt=at),
            state__in=["announced", "withdrawn"],
        )

    def effective(self, at: datetime) -> Self:
        """Published and begun, the newest first; superseded ones are among them."""
        begun = self.published(at).filter(
            Q(effective_at__lte=at) | Q(effective_at=None)
        )
        return begun.order_by(*NEWEST_FIRST)

    def in_force(self, at: datetime) -> Self:
        """The one version of each policy that holds at `at` for who has no older one.

        Source: POLICIES §5, derived from time so that no job can be missed.
        """
        first = self.model.objects.effective(at).filter(policy=OuterRef("policy"))
        return self.filter(pk=Subquery(first.values("pk")[:1]))

    def upcoming(self, at: datetime) -> Self:
        """Announced, and in force only later; the next first."""
        return self.published(at).filter(effective_at__gt=at).order_by("effective_at")

    def untold(self) -> Self:
        """Announced here, and no notice to people is prepared, sent or done."""
        ours = self.filter(state="announced", is_imported=False)
        return ours.exclude(
            campaigns__state__in=[
                *("draft", "proposed", "sending", "paused", "completed")
            ]
        )


class PostBatchQuerySet(PolicyQuerySet):  # type: ignore[override]
    controller_path = "campaign__version__policy__controller_id"


class CampaignQuerySet(OfVersionQuerySet):  # type: ignore[override]
    def under_way(self) -> Self:
        """Begun, and neither at its end nor ended."""
        return self.exclude(state__in=NOTICE_IS_OVER)

    def sending(self) -> Self:
        """Those whose mails the worker may take."""
        return self.filter(state="sending")

    def shown(self, at: datetime) -> Self:
        """Those that apps and pages show now: sent or being sent, and still true."""
        sent = self.filter(
            approved_at__lte=at, state__in=["sending", "paused", "completed"]
        )
        return sent.exclude(kind="change", version__withdrawn_at__lte=at)
