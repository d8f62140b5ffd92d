"""How a task may end, and for which lawful reason somebody is not told.

How firmly it was promised to tell a recipient decides which reasons count.
"""

from django.utils.translation import gettext as _

from processing.terms import Told
from rights.errors import StepNotAllowed
from rights.models import FulfilmentTask

Because = FulfilmentTask.Because
Kind = FulfilmentTask.Kind
Task = FulfilmentTask.State

# How an officer may settle a task of each kind. What the portal holds is erased by an
# act of its own, which settles its task; nobody can only say so (erasing_here.py).
ENDS: dict[str, tuple[Task, ...]] = {
    Kind.SYSTEM: (Task.DONE, Task.ERASED, Task.NOT_NEEDED),
    Kind.RECIPIENT: (Task.CONFIRMED, Task.NOT_NEEDED, Task.NOT_TOLD),
    Kind.PORTAL: (Task.NOT_NEEDED,),
}
AFTER_ASKING = (Task.CONFIRMED, Task.NO_ANSWER, Task.KEPT, Task.NOT_NEEDED)
NEEDS_REASON = frozenset({Task.NOT_TOLD, Task.NO_ANSWER, Task.KEPT})

# Exceptions of the promise itself (ASB-5.4, NBX-6.6), and that there was nothing.
ALWAYS_LAWFUL = (Because.LAW, Because.OWN_CONSENT, Because.NOTHING_THERE)


def ends_of(task: FulfilmentTask) -> tuple[FulfilmentTask.State, ...]:
    """How an officer may settle this task now."""
    if task.state in {Task.TOLD, Task.DECLINED}:
        return AFTER_ASKING
    return ENDS[task.kind]


def reasons(task: FulfilmentTask, state: str) -> tuple[FulfilmentTask.Because, ...]:
    """The lawful reasons for this end; how firmly it was promised decides.

    AseanBiz promised to tell always (ASB-5.4), so there only the promise's own
    exceptions count; N.B. Express as far as it can (NBX-6.6), so effort counts too.
    """
    if state == Task.KEPT:
        return Because.LAW, Because.OWN_CONSENT
    if state == Task.NO_ANSWER:
        return *ALWAYS_LAWFUL, Because.SILENT
    if state != Task.NOT_TOLD:
        return ()
    if task.firmness == Told.ALWAYS:
        return ALWAYS_LAWFUL
    if task.firmness == Told.BEST_EFFORT:
        return *ALWAYS_LAWFUL, Because.UNREACHABLE
    return *ALWAYS_LAWFUL, Because.UNREACHABLE, Because.NOT_PROMISED


def guard(task: FulfilmentTask, state: str, because: str) -> None:
    """Raises StepNotAllowed for an end that a task of its kind has not."""
    if state not in ends_of(task):
        raise StepNotAllowed(_("A task of this kind does not end that way."))
    if state not in NEEDS_REASON:
        return
    allowed = reasons(task, state)
    if because not in allowed:
        raise StepNotAllowed(
            _("Choose a lawful reason. Here there are these: %(reasons)s.")
            % {"reasons": ", ".join(str(reason.label) for reason in allowed)}
        )
    if because == Because.SILENT and not task.reminders.exists():
        raise StepNotAllowed(
            _("The recipient has not been reminded yet, so its silence is no reason.")
        )
