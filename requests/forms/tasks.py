"""What is to be done in systems and with recipients, as forms."""

from collections.abc import Iterable
from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from processing.models import Recipient, System
from rights import holding, listing, task_ends
from rights.backups import ERASING
from rights.carrying_out import CARRYING_OUT, Task
from rights.forms.desk import StepForm
from rights.forms.fields import Words
from rights.forms.uploads import FilesField
from rights.models import BackupDeletion, FulfilmentTask, RightsRequest
from rights.outside import Contact
from rights.task_ends import Because

FIRST_ROWS = {"rows": 2}
# The portal puts itself on the list.
ADDED = (FulfilmentTask.Kind.SYSTEM, FulfilmentTask.Kind.RECIPIENT)


class TaskForm(StepForm):
    """A row of the register that is not on the list yet, or words of one's own."""

    slot = "task"

    place = forms.ChoiceField(label=gettext_lazy("From the register"), required=False)
    title = Words(label=gettext_lazy("What is to be done, and where"), max_length=200)
    kind = forms.ChoiceField(
        label=gettext_lazy("Where it is done"),
        choices=[(kind.value, kind.label) for kind in ADDED],
    )
    phase = forms.ChoiceField(
        label=gettext_lazy("When"), choices=FulfilmentTask.Phase.choices
    )
    responsible = Words(
        label=gettext_lazy("Who does it"), max_length=120, required=False
    )

    def __init__(
        self,
        *args: Any,
        register: list[System | Recipient] | None = None,
        **options: Any,
    ) -> None:
        """`register` are the rows to choose from, where a page has read them."""
        super().__init__(*args, **options)
        phases = FulfilmentTask.Phase
        decided = self.rights_request.state in CARRYING_OUT
        self.initial.setdefault("phase", phases.CARRY_OUT if decided else phases.ASSESS)
        case = self.rights_request
        if register is None:
            register = listing.choices(case, at=timezone.now())
        self.places = _not_listed(case, register)
        self.fields["title"].required = False
        field = cast(forms.ChoiceField, self.fields["place"])
        field.choices = [("", _("Not in the register")), *_grouped(self.places)]
        if not self.places:
            del self.fields["place"]
        else:
            self.fields["title"].help_text = _("Empty: the name in the register.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("place") and not cleaned.get("title"):
            self.add_error("title", _("Say what is to be done."))
        return cleaned

    def words(self) -> dict[str, Any]:
        words = super().words()
        chosen = words.pop("place", "")
        known = {_key(place): place for place in self.places}
        return {**words, "place": known.get(chosen)}


class SettleTaskForm(StepForm):
    slot = "settle"

    state = forms.ChoiceField(label=gettext_lazy("How it ended"))
    because = forms.ChoiceField(
        label=gettext_lazy("Lawful reason"),
        help_text=gettext_lazy("Where it is not told, keeps the data or is silent."),
        required=False,
    )
    proof = forms.CharField(
        label=gettext_lazy("What shows it"),
        widget=forms.Textarea(attrs=FIRST_ROWS),
        max_length=2_000,
        error_messages={
            "required": gettext_lazy("Say in a few words what shows that it was done.")
        },
    )
    attached = FilesField(label=gettext_lazy("Proof as a file"), by_staff=True)

    def __init__(self, *args: Any, task: FulfilmentTask, **options: Any) -> None:
        self.task = task
        options.setdefault("auto_id", f"settle-{task.pk}-%s")
        super().__init__(*args, **options)
        ends = list(task_ends.ends_of(task))
        if self.rights_request.right in ERASING and Task.ERASED in ends:
            ends.sort(key=lambda end: end != Task.ERASED)
        state = cast(forms.ChoiceField, self.fields["state"])
        state.choices = [(end.value, end.label) for end in ends]
        allowed = [reason for end in ends for reason in task_ends.reasons(task, end)]
        because = cast(forms.ChoiceField, self.fields["because"])
        because.choices = [
            ("", _("Choose")),
            *((code, label) for code, label in Because.choices if code in allowed),
        ]
        if not allowed:
            del self.fields["because"]


class FindForm(StepForm):
    slot = "find"

    state = forms.ChoiceField(
        label=pgettext_lazy("task", "Where it stands"),
        choices=[(end.value, end.label) for end in (Task.FOUND, Task.OPEN)],
    )
    note = Words(
        label=gettext_lazy("What was found"),
        max_length=2_000,
        long=True,
        required=False,
    )

    def __init__(self, *args: Any, task: FulfilmentTask, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("note", task.note)
        if holding.standing(self.rights_request) is not None:
            state = cast(forms.ChoiceField, self.fields["state"])
            ends = (Task.FOUND, Task.OPEN, Task.ON_HOLD)
            state.choices = [(end.value, end.label) for end in ends]


class ChangeForm(StepForm):
    """The words of a task on the list."""

    slot = "change"

    title = Words(
        label=gettext_lazy("What is to be done, and where"),
        max_length=200,
        needed=gettext_lazy("Say what is to be done."),
    )
    responsible = Words(
        label=gettext_lazy("Who does it"), max_length=120, required=False
    )

    def __init__(self, *args: Any, task: FulfilmentTask, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("title", task.title)
        self.initial.setdefault("responsible", task.responsible)


class DropForm(StepForm):
    slot = "drop"

    reason = Words(
        label=gettext_lazy("Why does it not belong on the list?"),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say why this does not belong on the list."),
    )


class AskForm(StepForm):
    """Whom to write to outside; the letter names the case, the page the person."""

    slot = "ask"

    email = forms.EmailField(
        label=gettext_lazy("E-mail of the recipient"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Give an e-mail address to write to.")
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the letter"))
    finder = Words(
        label=gettext_lazy("How is the person's data found there?"),
        help_text=gettext_lazy(
            "Shown behind the link only, after the code: no more than is needed."
        ),
        max_length=500,
        long=True,
        needed=gettext_lazy("Say how the person's data is found there."),
    )

    def __init__(self, *args: Any, task: FulfilmentTask, **options: Any) -> None:
        super().__init__(*args, **options)
        spoken = self.rights_request.establishment.languages
        language = cast(forms.ChoiceField, self.fields["language"])
        language.choices = list(settings.LANGUAGES)
        first = next((c for c, _name in settings.LANGUAGES if c in spoken), "en")
        self.initial.setdefault("language", task.contact_language or first)
        register = task.recipient.contact if task.recipient else ""
        known = register if "@" in register else ""
        self.initial.setdefault("email", task.contact_email or known)
        name = self.rights_request.claimant.data_subject_name
        self.initial.setdefault("finder", task.finder or name)

    def words(self) -> dict[str, Any]:
        names = ("email", "language", "finder")
        contact = Contact(**{name: self.cleaned_data[name] for name in names})
        return {"contact": contact, "version": self.cleaned_data["version"]}


class CloseForm(StepForm):
    """Closing; with a task still open only for a reason."""

    slot = "close"

    despite = Words(
        label=gettext_lazy("Why is it closed with tasks still open?"),
        help_text=gettext_lazy("Kept at each open task and on the timeline."),
        max_length=2_000,
        long=True,
        required=False,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.rights_request.tasks_open:
            del self.fields["despite"]


class BackupsForm(StepForm):
    slot = "backups"

    proof = Words(
        label=gettext_lazy("What shows that the last backup is gone?"),
        max_length=2_000,
        long=True,
        needed=gettext_lazy("Say in a few words what shows that it is gone."),
    )

    ROWS: ClassVar = FIRST_ROWS

    def __init__(self, *args: Any, deletion: BackupDeletion, **options: Any) -> None:
        self.deletion = deletion
        super().__init__(*args, **options)


def _not_listed(
    case: RightsRequest, register: list[System | Recipient]
) -> list[System | Recipient]:
    """Rows of the register that are not on the list, told by promise or by choice."""
    listed = {
        (task.system_id, task.recipient_id)
        for task in case.tasks.all()
        if not task.is_dropped
    }
    return [place for place in register if listing.key_of(place) not in listed]


def _grouped(
    places: Iterable[System | Recipient],
) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places:
        is_recipient = isinstance(place, Recipient)
        group = _("Recipients") if is_recipient else _("Systems")
        groups.setdefault(group, []).append((_key(place), place.name))
    return list(groups.items())


def _key(place: System | Recipient) -> str:
    return f"{'recipient' if isinstance(place, Recipient) else 'system'}-{place.pk}"
