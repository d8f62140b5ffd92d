"""Who asks and for whom, on the request page: documents, guardian, same person, fee."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from rights import representing
from rights.case_page.identity import IdentityPart
from rights.case_page.parts import GUARDIAN
from rights.models import Fee, IdentityDocument
from rights.proving import AUTHORITY
from rights.repeats import Other, compared
from subjects.models import Guardian


@dataclass(frozen=True)
class Proof:
    """A document of the identity check in the reader's words."""

    document: IdentityDocument
    label: str
    taken_by: str
    deleted_by: str


class WhoAsksPart(IdentityPart):
    """What was shown, who acts, what else this person asked, what it costs."""

    @cached_property
    def documents(self) -> list[Proof]:
        """What was looked at for the check, and what shows that the copy is gone."""
        check = self.identity_check
        labels = {finding.code: finding.label for finding in self.findings}
        labels[AUTHORITY] = _("That somebody may act for the person")
        return [
            Proof(
                document=document,
                label=labels.get(document.shows, document.shows),
                taken_by=self._name_of(document.taken_by_id),
                deleted_by=self._name_of(document.deleted_by_id),
            )
            for document in (check.documents.all() if check else ())
        ]

    def _name_of(self, pk: int | None) -> str:
        return self.names.get(pk, "") if pk else ""

    @cached_property
    def guardian(self) -> Guardian | None:
        """Who acts for the person, by an authority that an officer has seen."""
        is_any = GUARDIAN in self.there
        return representing.standing(self.rights_request) if is_any else None

    @cached_property
    def adult_age(self) -> int | None:
        return representing.ages(self.rights_request).adult_age

    @property
    def is_of_age(self) -> bool:
        """The guardian acts for somebody who has come of age meanwhile."""
        case = self.rights_request
        return bool(representing.why_not_answer(case, self.guardian, at=self.now))

    @cached_property
    def same_person(self) -> list[Other]:
        """The other requests of this person to this company."""
        return compared(self.rights_request, self.others)

    @property
    def repeats(self) -> int:
        return sum(other.is_repeat for other in self.same_person)

    @cached_property
    def fees(self) -> list[Fee]:
        return list(self.rights_request.fees.all())

    @property
    def fee(self) -> Fee | None:
        return next((f for f in self.fees if f.state not in Fee.PAST), None)

    @property
    def can_look_at_fee(self) -> bool:
        fee = self.fee
        waits = fee is not None and fee.state == Fee.State.PROPOSED
        by_another = fee is not None and fee.proposed_by_id != self.user.pk
        return self.may["approve"] and waits and by_another

    @property
    def can_settle_fee(self) -> bool:
        is_asked = self.fee is not None and self.fee.state == Fee.State.ASKED
        return self.may["decide"] and is_asked and self.rights_request.is_open
