"""Systems and recipients on the request page."""

from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processing.models import Recipient, System
from rights import listing, restricting
from rights.backups import ERASING
from rights.carrying_out import CARRYING_OUT
from rights.case_page.base import CaseBase
from rights.case_page.parts import ERASURE, RESTRICTION
from rights.models import FulfilmentTask
from subjects.models import Erasure, Restriction


class TasksPart(CaseBase):
    """What is to be done where, and what the register names beside."""

    @cached_property
    def tasks(self) -> list[FulfilmentTask]:
        found = self.rights_request.tasks.all()
        return [task for task in found if not task.is_dropped]

    @property
    def dropped_tasks(self) -> list[FulfilmentTask]:
        return [task for task in self.rights_request.tasks.all() if task.is_dropped]

    @property
    def recipients(self) -> list[FulfilmentTask]:
        """Whom the data went to, as far as the list says."""
        kind = FulfilmentTask.Kind.RECIPIENT
        return [task for task in self.tasks if task.kind == kind]

    @cached_property
    def to_list(self) -> list[System | Recipient]:
        """What the register names for this request and the list does not."""
        case = self.rights_request
        if case.state not in listing.LISTABLE or case.right in listing.NO_DATA:
            return []
        return listing.missing(case, at=self.now, register=self.register)

    @cached_property
    def register(self) -> list[System | Recipient]:
        """The rows that may be put on its list, whether or not somebody promised it."""
        return listing.choices(self.rights_request, at=self.now)

    @property
    def can_list(self) -> bool:
        return self.may["carry_out"] and bool(self.to_list)

    @property
    def erases_here(self) -> bool:
        """Whether what the portal itself holds is erased now, by this user."""
        case = self.rights_request
        is_now = case.state in CARRYING_OUT and case.right in ERASING
        may = "subjects.erase" in self.permissions
        return is_now and may and case.data_subject_id is not None

    @property
    def is_erasure(self) -> bool:
        return self.rights_request.right in ERASING

    @cached_property
    def erased_here(self) -> Erasure | None:
        """The act by which the portal erased the whole person for this request."""
        if not self.erases_here or ERASURE not in self.there:
            return None
        whole = Erasure.Extent.PERSON
        acts = Erasure.objects.filter(case_id=self.rights_request.pk, extent=whole)
        return acts.last()

    @property
    def has_portal_task(self) -> bool:
        """Whether erasing here is on the list; else it is a link beside it."""
        return any(task.kind == FulfilmentTask.Kind.PORTAL for task in self.tasks)

    @cached_property
    def restrictions(self) -> list[Restriction]:
        """What this request restricted and nobody has lifted."""
        is_any = RESTRICTION in self.there
        return restricting.placed(self.rights_request) if is_any else []

    @property
    def may_lift(self) -> bool:
        return "subjects.restrict" in self.permissions

    @property
    def to_list_words(self) -> str:
        names = [place.name for place in self.to_list]
        return _("Not on the list yet: %(names)s.") % {"names": ", ".join(names)}

    @property
    def settled_tasks(self) -> int:
        return sum(not task.is_open for task in self.tasks)

    @property
    def tasks_words(self) -> str:
        total = len(self.tasks)
        return ngettext(
            "%(settled)d of %(total)d settled",
            "%(settled)d of %(total)d settled",
            total,
        ) % {"settled": self.settled_tasks, "total": total}
