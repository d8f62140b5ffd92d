"""What the desk says of one version: where it stands, what is left and may be done."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from policies.changes import base_of
from policies.days import day_of
from policies.gates import Obstacle, before_announcement
from policies.models import Campaign, Comment, PolicyVersion, Translation
from policies.naming import language_name
from policies.views.frame import url_of
from policies.wording import gaps

State = PolicyVersion.State
APPROVED = frozenset({State.APPROVED, State.ANNOUNCED})


@dataclass
class TextLine:
    """A language of a version, and what is left to do in it."""

    code: str
    name: str
    text: Translation | None
    lacking: int = 0
    stale: int = 0
    url: str = ""
    finish_url: str = ""  # to make it final after the approval, as another person

    @property
    def state(self) -> str:
        if self.text is None:
            return "missing"
        if self.lacking or self.stale:
            return "open"
        return "frozen" if self.text.is_frozen else "ready"


class VersionPage:
    def __init__(
        self,
        version: PolicyVersion,
        *,
        now: datetime,
        may_edit: bool,
        may_approve: bool,
        may_publish: bool,
        user_id: int | None = None,
    ) -> None:
        self.version, self.now = version, now
        self.user_id = user_id
        self.reads_texts = may_edit  # on their pages, which are the editor's
        self.may_edit = may_edit and version.is_open
        self.may_correct = may_edit and not version.is_open
        self.may_approve = (
            may_approve
            and version.state == State.IN_REVIEW
            and version.author_id != user_id
        )
        self.may_finish = may_approve and version.state in APPROVED
        self.may_plan = may_edit and version.state not in {
            State.ANNOUNCED,
            State.WITHDRAWN,
        }
        self.may_tell = may_edit
        self.may_withdraw = may_publish and version.state != State.WITHDRAWN

    @cached_property
    def base(self) -> PolicyVersion | None:
        return base_of(self.version)

    @property
    def compare_url(self) -> str:
        return url_of(self.version, "compare", self.base.number) if self.base else ""

    @property
    def publish_url(self) -> str:
        return url_of(self.version, "publish") if self.may_plan else ""

    @property
    def withdraw_url(self) -> str:
        return url_of(self.version, "withdraw") if self.may_withdraw else ""

    @cached_property
    def correct_url(self) -> str:
        """Where a version that mends this one begins; none while a draft is open."""
        version = self.version
        others = PolicyVersion.objects.filter(policy=version.policy_id)
        if (
            not self.may_correct
            or not version.translations.exists()
            or others.filter(state__in=PolicyVersion.OPEN).exists()
        ):
            return ""
        return url_of(version, "correct")

    @cached_property
    def tell_url(self) -> str:
        """Where people are told of it: it is announced, material, and nobody is."""
        version = self.version
        if not self.may_tell or not version.changes.confirmed().exists():
            return ""
        if not PolicyVersion.objects.untold().filter(pk=version.pk).exists():
            return ""
        return f"{reverse('notices:new')}?version={version.pk}"

    @property
    def standing(self) -> Any:
        return self.version.standing(self.now) if self.version.is_announced else None

    @property
    def label(self) -> str:
        standing = self.standing
        version = self.version
        if standing is None and version.is_announced and version.announced_at:
            day = date_format(day_of(version.announced_at, version.policy.controller))
            return _("Is announced on %(day)s") % {"day": day}
        return str(standing.label if standing else version.get_state_display())

    @property
    def tone(self) -> str:
        return str(self.standing or self.version.state)

    @property
    def is_draft(self) -> bool:
        return self.version.state == State.DRAFT

    @property
    def is_in_review(self) -> bool:
        return self.version.state == State.IN_REVIEW

    @cached_property
    def texts(self) -> list[TextLine]:
        """The original first, then the languages it must have, then the others."""
        version = self.version
        here = {one.language: one for one in version.translations.all()}
        owed = gaps(version)
        wanted = [version.language, *version.policy.required_languages, *here]
        lines = []
        for code in dict.fromkeys(wanted):
            line = TextLine(code, language_name(code), here.get(code))
            if line.text is None and (original := here.get(version.language)):
                line.lacking = original.rows.count()
            if line.text is not None and code != version.language:
                line.text.version = version
                line.lacking = len(owed[code].missing)
                line.stale = len(owed[code].stale)
            if code != version.language:
                self._give_steps(line)
            elif line.text is not None and self.reads_texts:
                line.url = url_of(version, "edit")
            lines.append(line)
        return lines

    def _give_steps(self, line: TextLine) -> None:
        """What may still be done in a translation; nothing once it is final."""
        if line.state == "frozen":
            return
        line.url = url_of(self.version, "translate", line.code)
        translator = line.text.translator_id if line.text else None
        if line.state == "ready" and self.may_finish and translator != self.user_id:
            line.finish_url = url_of(self.version, "finish-language", line.code)

    @cached_property
    def missing(self) -> list[Obstacle]:
        if self.version.state in {State.ANNOUNCED, State.WITHDRAWN}:
            return []
        return before_announcement(self.version, announced_at=self.now)

    @cached_property
    def notices(self) -> list[Campaign]:
        """Who was told about it, and how far that is."""
        return list(self.version.campaigns.order_by("pk"))

    @cached_property
    def comments(self) -> list[Comment]:
        rows = Comment.objects.filter(version=self.version, settled_at=None)
        return list(rows.select_related("author"))
