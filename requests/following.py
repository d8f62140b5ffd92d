"""What a person sees of their own case: the date, where it stands, words both ways.

Internal notes and owners are not read here, so no page of the person can show them.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.models import Letter
from rights.choices import BEFORE_DECISION, Right, State
from rights.explaining import wish
from rights.filed_together import asked_with
from rights.hero import HeroPart
from rights.models import (
    AuthorityMatter,
    CaseEvent,
    CaseFile,
    Message,
)
from rights.proving import asked_of_person
from rights.tracker import TrackerPart
from rights.wording import paragraphs


@dataclass(frozen=True)
class Answer:
    """The letter with the decision, once it has been sent."""

    sent_at: datetime | None
    language: str
    paragraphs: list[str]


@dataclass(frozen=True)
class Together:
    """Another request of the same act."""

    ref: str
    asked: str


class Following(HeroPart, TrackerPart):
    """One case, read once, for its status page. `at` is now."""

    @property
    def messages(self) -> list[Message]:
        """Words between the person and the office. A note has no way in here."""
        return list(
            self.case.messages.filter(
                kind__in=[Message.Kind.FROM_PERSON, Message.Kind.TO_PERSON]
            )
        )

    @property
    def files_of(self) -> dict[int, list[tuple[CaseFile, str, str]]]:
        """What came with each message, and where it is opened; expired: nowhere."""
        found: dict[int, list[tuple[CaseFile, str, str]]] = {}
        theirs = self.case.files.filter(for_person=True, message__isnull=False)
        for file in theirs:
            is_open = file.is_open_to_person(self.at)
            url = reverse("status:file", args=[self.case.ref, file.pk])
            row = (file, url if is_open else "", "")
            found.setdefault(file.message_id, []).append(row)
        return found

    @property
    def package_files(self) -> list[tuple[CaseFile, str]]:
        """What was handed over with the answer, and where it is downloaded."""
        theirs = self.case.files.filter(for_person=True, package__isnull=False)
        return [
            (
                file,
                reverse("status:file", args=[self.case.ref, file.pk])
                if file.is_open_to_person(self.at)
                else "",
            )
            for file in theirs
        ]

    @property
    def answer(self) -> Answer | None:
        if self.decision is None or self.decision.letter_id is None:
            return None
        letter = Letter.objects.get(pk=self.decision.letter_id)
        return Answer(
            sent_at=self.events.get(CaseEvent.Type.ANSWERED),
            language=letter.language,
            paragraphs=paragraphs(letter.body),
        )

    @cached_property
    def together(self) -> list[Together]:
        """The other requests of the same act; the code that opened one opens all."""
        return [Together(one.ref, wish(one.right)) for one in asked_with(self.case)]

    @cached_property
    def complaints(self) -> list[str]:
        """The references of the complaints that were made about it."""
        if self.case.right == Right.COMPLAINT:
            return []
        return list(self.case.complaints.values_list("ref", flat=True))

    @cached_property
    def authorities(self) -> list[AuthorityMatter]:
        """Who looks at it beside us; what they wrote stays with the office."""
        return list(self.case.authority_matters.all())

    @property
    def first_request(self) -> str:
        """The request this complaint is about; blank for what is no complaint."""
        return self.case.parent.ref if self.case.parent else ""

    @property
    def may_show_document(self) -> bool:
        """The check is open, and this policy asks for something a document shows."""
        return bool(asked_of_person(self.case))

    @property
    def can_write(self) -> bool:
        return self.case.is_open

    @property
    def why_not_withdraw(self) -> str:
        """Why the request cannot be taken back now; blank if it can."""
        if self.case.state in BEFORE_DECISION:
            return ""
        if self.case.state == State.WITHDRAWN:
            return _("You have taken this request back already.")
        if self.case.is_closed:
            return _("This request is closed, so it cannot be taken back any more.")
        return _(
            "We have decided on this request and are doing what was decided, so it "
            "cannot be taken back here. Write us a message if something should stop."
        )
