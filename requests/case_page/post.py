"""Words and files of the request page: messages, what came with them, letters."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from correspondence.models import Delivery
from rights import (
    package_drafts,
)
from rights.case_page.base import CaseBase
from rights.models import CaseFile
from rights.timeline_looks import letter_name


@dataclass(frozen=True)
class Sent:
    """A letter of the case and where it is."""

    pk: int
    name: str
    at: datetime
    state: str
    is_given_up: bool


class PostPart(CaseBase):
    """Files with their links, letters with what became of them."""

    @cached_property
    def files(self) -> list[CaseFile]:
        return list(self.rights_request.files.all())

    @property
    def files_there(self) -> list[CaseFile]:
        """Those that are not erased, the newest first."""
        return [file for file in reversed(self.files) if not file.is_erased]

    @property
    def files_of(self) -> dict[int, list[tuple[CaseFile, str, str]]]:
        """What came with each message: the file, where it opens, where it is erased."""
        found: dict[int, list[tuple[CaseFile, str, str]]] = {}
        for file in self.files:
            if file.message_id:
                found.setdefault(file.message_id, []).append(self.links_of(file))
        return found

    @property
    def package_words(self) -> str:
        """How far what the person gets is; blank where words alone answer."""
        if package_drafts.kind_for(self.rights_request) is None:
            return ""
        package = package_drafts.standing(self.rights_request)
        if package is None:
            return _("not begun")
        return str(package.get_state_display())

    def links_of(self, file: CaseFile) -> tuple[CaseFile, str, str]:
        args = [self.rights_request.ref, file.pk]
        may_erase = self.may["triage"] and not file.is_erased
        return (
            file,
            reverse("requests:file", args=args),
            reverse("requests:file-erase", args=args) if may_erase else "",
        )

    @property
    def letters(self) -> list[Sent]:
        given_up = Delivery.State.given_up()
        return [
            Sent(
                pk=delivery.letter_id,
                name=letter_name(delivery.letter.kind),
                at=delivery.letter.created_at,
                state=str(delivery.get_state_display()),
                is_given_up=delivery.state in given_up,
            )
            for delivery in self.deliveries
        ]
