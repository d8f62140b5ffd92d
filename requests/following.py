"""What a person sees of their own case: the date, where it stands, words both ways.

Internal notes and owners are not read here, so no page of the person can show them.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import ContactPoint
from rights.choices import BEFORE_DECISION, Right, State
from rights.explaining import wish
from rights.hero import HeroPart
from rights.models import (
    AuthorityMatter,
    CaseEvent,
    CaseFile,
    Message,
)
from rights.proving import CHECKING, may_show
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


@dataclass(frozen=True)
class Authority:
    """A supervisory authority that looks at the request, or did."""

    name: str
    is_open: bool
    received_on: date
    decided_on: date | None


class Following(HeroPart, TrackerPart):
    """One case, read once, for its status page. `at` is now."""

    @cached_property
    def messages(self) -> list[Message]:
        """Words between the person and the office. A note has no way in here."""
        return list(
            self.case.messages.filter(
                kind__in=[Message.Kind.FROM_PERSON, Message.Kind.TO_PERSON]
            )
        )

    @cached_property
    def files_of(self) -> dict[int, list[tuple[CaseFile, str, str]]]:
        """What came with each message, and where it is opened; expired: nowhere."""
        found: dict[int, list[tuple[CaseFile, str, str]]] = {}
        for file in self._files:
            if file.message_id is not None:
                row = (file, self._url_of(file), "")
                found.setdefault(file.message_id, []).append(row)
        return found

    @property
    def package_files(self) -> list[tuple[CaseFile, str]]:
        """What was handed over with the answer, and where it is downloaded."""
        handed_over = [file for file in self._files if file.package_id is not None]
        return [(file, self._url_of(file)) for file in handed_over]

    @cached_property
    def _files(self) -> list[CaseFile]:
        return list(self.case.files.filter(for_person=True))

    def _url_of(self, file: CaseFile) -> str:
        if not file.is_open_to_person(self.at):
            return ""
        return reverse("status:file", args=[self.case.ref, file.pk])

    @property
    def answer(self) -> Answer | None:
        letter = self.facts.only("answer")
        if letter is None or not letter.one:
            return None
        return Answer(
            sent_at=self.events.get(CaseEvent.Type.ANSWERED),
            language=letter.one,
            paragraphs=paragraphs(letter.two),
        )

    @property
    def together(self) -> list[Together]:
        """The other requests of the same act; the code that opened one opens all."""
        return [Together(one.one, wish(one.two)) for one in self.facts.of("together")]

    @property
    def complaints(self) -> list[str]:
        """The references of the complaints that were made about it."""
        if self.case.right == Right.COMPLAINT:
            return []
        return [complaint.one for complaint in self.facts.of("complaint")]

    @property
    def authorities(self) -> list[Authority]:
        """Who looks at it beside us; what they wrote stays with the office."""
        found = [
            Authority(
                name=matter.one,
                is_open=matter.two != AuthorityMatter.State.ENDED,
                received_on=matter.begun_on,
                decided_on=matter.ended_on,
            )
            for matter in self.facts.of("authority")
        ]
        return sorted(found, key=lambda one: one.received_on)

    @property
    def contact_points(self) -> list[ContactPoint]:
        """How else the office is reached."""
        return [
            ContactPoint(
                kind=point.one, purpose=point.two, value=point.three, note=point.four
            )
            for point in self.facts.of("contact")
        ]

    @property
    def first_request(self) -> str:
        """The request this complaint is about; blank for what is no complaint."""
        case = self.facts.only("case")
        return case.two if case else ""

    @property
    def policy_slug(self) -> str:
        """The company's policy in force; blank while none is."""
        case = self.facts.only("case")
        return case.one if case else ""

    @cached_property
    def may_show_document(self) -> bool:
        """The check is open, and this policy asks for something a document shows."""
        return self.case.state in CHECKING and bool(may_show(self.case))

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
