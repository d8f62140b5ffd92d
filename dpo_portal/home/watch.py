"""What is counted for the list of what needs a person, in one statement."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value

from accounts.models import User
from accounts.querysets import controllers_of
from correspondence.models import Delivery
from dpo_portal.home.open_work import OpenWork
from policies.models import Campaign, MaterialChange, PolicyVersion
from processing.models import ImpactAssessment
from rights import backups, keeping_files
from rights.choices import Stage
from rights.models import BackupDeletion
from rights.owing import for_second_look
from rulebook.models import PromiseRecord
from subjects import ending, erasing


@dataclass(frozen=True)
class Watch:
    """What each source is asked with: the open work and what this user may do."""

    work: OpenWork
    granted: frozenset[str]

    @cached_property
    def counts(self) -> dict[str, Any]:
        """How many wait of each kind, and the first of those that are cases.

        One statement for all of them.
        """
        scope, user = self.work.scope, self.work.scope.user
        mine = list(scope.controllers)
        approving = controllers_of(user, "requests.approve")
        second_look = for_second_look(user.pk, controllers=approving)
        letters = Delivery.objects.filter(
            state__in=Delivery.State.given_up(),
            letter__controller__in=mine,
            letter__case_id__in=scope.requests()
            .exclude(stage=Stage.CLOSED)
            .values("pk"),
        )
        sets: dict[str, QuerySet[Any, Any]] = {
            "second_look": second_look,
            "letters": letters,
            "backups": backups.due(
                BackupDeletion.objects.filter(
                    task__rights_request__controller__in=mine
                ),
                self.work.today,
            ),
            "case_files": keeping_files.due(mine, now=scope.now),
            "ending": ending.due(
                controllers_of(user, erasing.PERMISSION), now=scope.now
            ),
            "promises": PromiseRecord.objects.filter(
                controller__in=mine, next_review_on__lte=self.work.today
            ),
            "assessments": ImpactAssessment.objects.in_state("concluded")
            .filter(controller__in=controllers_of(user, "processing.confirm"))
            .exclude(concluded_by_id=user.pk),
            "untold": PolicyVersion.objects.untold().filter(
                policy__controller__in=controllers_of(user, "policies.edit"),
                pk__in=MaterialChange.objects.confirmed().values("version"),
            ),
            "notices": Campaign.objects.visible_to(user).under_way(),
            "notice_mails": Delivery.objects.filter(
                campaign_id__in=Campaign.objects.filter(
                    state__in=Campaign.RUNNING,
                    version__policy__controller__in=controllers_of(
                        user, "policies.edit"
                    ),
                ).values("pk"),
                channel=Delivery.Channel.EMAIL,
                state=Delivery.State.FAILED,
            ),
            "notice_letters": Delivery.objects.filter(
                campaign_id__in=Campaign.objects.filter(
                    state=Campaign.State.SENDING,
                    version__policy__controller__in=controllers_of(
                        user, "policies.edit"
                    ),
                ).values("pk"),
                channel=Delivery.Channel.POST,
                state=Delivery.State.TO_PRINT,
            ),
        }
        counted: dict[str, Any] = {
            name: Subquery(_number(rows)) for name, rows in sets.items()
        }
        counted["second_look_first"] = Subquery(second_look.values("ref")[:1])
        counted["letters_first"] = Subquery(
            letters.order_by("pk").values("letter__case_ref")[:1]
        )
        return User.objects.filter(pk=user.pk).values(**counted).get()


def _number(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    """How many, as a subquery; NULL where there are none."""
    one = rows.order_by().annotate(one=Value(1)).values("one")
    return one.annotate(number=Count("pk")).values("number")
