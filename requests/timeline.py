"""The timeline of a case, newest first: its events, and what became of its letters."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.trail import ActorKind
from correspondence.models import Delivery
from rights.choices import Outcome
from rights.models import (
    AuthorityMatter,
    CaseEvent,
    Fee,
    FulfilmentTask,
    IdentityDocument,
    RightsRequest,
)
from rights.timeline_looks import (
    FOLDED,
    LOOKS,
    MESSAGES,
    OF_TASKS,
    PARTS,
    TROUBLE,
    WITH_LETTER,
    letter_name,
)

Type = CaseEvent.Type

MACHINES = {"job", "migration", "sql"}
FEW = 3  # so many updates of systems in a row are folded into one


@dataclass(frozen=True)
class Entry:
    at: datetime
    title: str
    icon: str
    tone: str = "neutral"
    rest: str = ""
    actor: str = ""
    text: str = ""
    letter_id: int | None = None
    message_id: int | None = None
    is_task: bool = False
    folded: list["Entry"] = field(default_factory=list)

    @property
    def since(self) -> datetime:
        return self.folded[-1].at if self.folded else self.at


def people_in(events: Iterable[CaseEvent]) -> set[int]:
    """Whose names the timeline needs."""
    found: set[int] = set()
    for event in events:
        found |= {event.actor_id} if event.actor_id else set()
        owner = event.data.get("owner")
        found |= {owner} if owner else set()
    return found


def timeline(
    rights_request: RightsRequest,
    events: Iterable[CaseEvent],
    deliveries: Iterable[Delivery],
    names: Mapping[int, str],
    part: str = "",
) -> list[Entry]:
    """Newest first; runs of system updates are folded, what they say is kept.

    Of one part only (timeline_looks.PARTS), or everything.
    """
    tasks = {task.pk: task for task in rights_request.tasks.all()}
    post = list(deliveries)
    entries = [
        _told(rights_request, event, names, tasks, post)
        for event in events
        if part not in PARTS or event.type in PARTS[part]
    ]
    if part not in PARTS or part == MESSAGES:
        entries += _trouble(post)
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return _fold(entries)


def _told(
    rights_request: RightsRequest,
    event: CaseEvent,
    names: Mapping[int, str],
    tasks: Mapping[int, FulfilmentTask],
    post: Sequence[Delivery],
) -> Entry:
    icon, tone = LOOKS[event.type]
    sent = _letter_of(event, post)
    return Entry(
        at=event.at,
        title=str(event.get_type_display()),
        icon=icon,
        tone=tone,
        rest=_rest(rights_request, event, names, tasks),
        actor=actor(event, names),
        text=_text(event, tasks, sent),
        letter_id=sent.letter_id if sent else event.data.get("letter"),
        message_id=event.message_id,
        is_task=event.type in FOLDED,
    )


def actor(event: CaseEvent, names: Mapping[int, str]) -> str:
    if event.actor_id:
        return names.get(event.actor_id, "")
    if event.actor_kind in MACHINES:
        return _("automatic")
    if event.actor_kind == ActorKind.RECIPIENT:
        return _("by the recipient, through its own link")
    return _("the person")


def _rest(
    rights_request: RightsRequest,
    event: CaseEvent,
    names: Mapping[int, str],
    tasks: Mapping[int, FulfilmentTask],
) -> str:
    match event.type:
        case Type.FILED:
            return _("by %(channel)s") % {
                "channel": rights_request.get_channel_display()
            }
        case Type.ASSIGNED:
            owner = event.data.get("owner")
            if owner is None:
                return _("to nobody")
            return _("to %(name)s") % {"name": names.get(owner, "")}
        case Type.FULFILLED if event.data.get("nothing"):
            return _("with the answer: nothing was left to do")
        case _ if event.type in OF_TASKS and event.type not in FOLDED:
            return _name_of(event, tasks)
    return _said_by_its_data(event)


def _said_by_its_data(event: CaseEvent) -> str:
    """What the event itself carries: an outcome, a way, the name of a tag."""
    match event.type:
        case Type.ACKNOWLEDGED if first := event.data.get("receipt_of"):
            return _("in one letter with %(ref)s") % {"ref": first}
        case Type.TAGGED | Type.UNTAGGED:
            return str(event.data.get("name", ""))
        case Type.AUTHORITY_ENDED:
            return str(AuthorityMatter.Outcome(event.data["outcome"]).label)
        case Type.DOCUMENT_TAKEN:
            return str(IdentityDocument.Way(event.data["way"]).label)
        case Type.FEE_SETTLED:
            return str(Fee.State(event.data["state"]).label)
        case Type.DECISION_PROPOSED:
            return str(Outcome(event.data["outcome"]).label)
    return ""


def _letter_of(event: CaseEvent, post: Sequence[Delivery]) -> Delivery | None:
    """The letter a step wrote: both carry the moment of the step."""
    if event.type not in WITH_LETTER:
        return None
    for delivery in post:
        letter = delivery.letter
        if letter.created_at == event.at and letter.kind != "code":
            return delivery
    return None


def _text(
    event: CaseEvent, tasks: Mapping[int, FulfilmentTask], sent: Delivery | None
) -> str:
    if sent is not None:
        return _("Letter: %(state)s.") % {"state": sent.get_state_display()}
    match event.type:
        case Type.IDENTITY_VERIFIED | Type.IDENTITY_UNPROVEN if event.data.get("asked"):
            return _("%(matching)d of %(asked)d facts match.") % event.data
        case Type.DOCUMENT_DELETED:
            return _("The copy is gone. Its fingerprint was %(sha256)s.") % {
                "sha256": event.data["sha256"][:16]
            }
        case _ if event.type in FOLDED:
            return _name_of(event, tasks)
    return ""


def _name_of(event: CaseEvent, tasks: Mapping[int, FulfilmentTask]) -> str:
    task = tasks.get(event.data["task"])
    return task.title if task else ""


def _trouble(deliveries: Iterable[Delivery]) -> list[Entry]:
    """What went wrong on the way of a letter; what went well stands at its step."""
    return [
        Entry(
            at=event.at,
            title=letter_name(delivery.letter.kind),
            rest=str(event.get_kind_display()),
            icon=TROUBLE[event.kind][0],
            tone=TROUBLE[event.kind][1],
            actor=_("automatic"),
            text=capfirst(event.detail_words),
            letter_id=delivery.letter_id,
        )
        for delivery in deliveries
        for event in delivery.events.all()
        if event.kind in TROUBLE
    ]


def _fold(entries: list[Entry]) -> list[Entry]:
    folded: list[Entry] = []
    is_task: Callable[[Entry], bool] = lambda entry: entry.is_task  # noqa: E731
    for together, run in groupby(entries, key=is_task):
        found = list(run)
        if together and len(found) >= FEW:
            title = _("%(number)d system updates") % {"number": len(found)}
            entry = Entry(at=found[0].at, title=title, icon="layers", folded=found)
            found = [entry]
        folded += found
    return folded
