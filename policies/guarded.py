"""Whether something people are guarded by is gone: their yes, or care for children."""

from policies.comparing import ChangeKind
from policies.consents import waits_for_yes
from policies.events import Event
from policies.lessened import came, went
from policies.vocabulary import changed_words, words

# There a yes is spoken of for other reasons: to take it back, to reach someone.
ELSEWHERE = ("rights", "contact", "retention", "security")


def yes_lost(event: Event) -> bool:
    """A use that waited for a yes waits for none, or for less of one. Whoever is not
    asked can neither say no beforehand nor take a yes back afterwards."""
    if event.row.kind is ChangeKind.INSERTED:
        return False
    before, after = event.said_before, event.said_after
    if basis_joined(event):
        return True
    asks = words("asking_yes").found_in(before)
    topic = event.topic_before
    if topic and topic.name in ELSEWHERE and not asks:
        return False
    if not waits_for_yes(before):
        return False
    if event.row.kind is ChangeKind.DELETED:
        return asks
    if not waits_for_yes(after) or came(event, "opting_out"):
        return True
    return went(event, "express")


def basis_joined(event: Event) -> bool:
    """Another ground stands beside the yes, or in a list of what needs none."""
    gone, new = event.swapped(changed_words()["legal_basis"])
    asked = words("consent")
    about = asked.found_in(event.said_before) or asked.found_in(event.above)
    return new and not gone and about


def children_less_safe(event: Event) -> bool:
    """What was required or ruled out for children is advised, or no longer said."""
    if came(event, "advice"):
        return True
    if event.row.after and words("consent").found_in(event.came):
        return False
    if event.only_went:
        kept = ("noes", "required", "consent")
        return any(words(name).found_in(event.gone) for name in kept)
    return any(went(event, name) for name in ("noes", "required"))
