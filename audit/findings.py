"""What a verification says: findings with their place, notes, and how far it came.

Each is a code with its facts; the sentence is made where somebody reads it, in their
language. No personal value stands in any of them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

MOST = 500  # kept in full; beyond that they are only counted

# What follows the colon tells apart sentences of one code.
SENTENCES = {
    "blanked": _("%(place)s was blanked without an entry that says why."),
    "chain": _("%(place)s is not what was sealed there."),
    "checkpoint": _("Seal %(seq)s differs from its checkpoint."),
    "checkpoint:outside": _("Seal %(seq)s differs from a checkpoint kept outside."),
    "cut": _("The seals end at %(seq)s, but checkpoint %(end)s is there."),
    "cut:outside": _(
        "The trail ends at seal %(seq)s, but a checkpoint kept outside covers "
        "%(end)s: what came between is gone."
    ),
    "cut:forged": _("The portal did not make the cut at seal %(seq)s."),
    "cut:unpublished": _(
        "The trail begins after seal %(seq)s, but no checkpoint kept outside covers it."
    ),
    "cut:verified": _("Seal %(seq)s, verified before, is gone or another."),
    "drift": _("%(record)s is not as its history says."),
    "entry_changed": _("%(place)s was changed afterwards."),
    "entry_changed:key": _("%(place)s is under a newer key, which is not here."),
    "entry_missing": _("%(place)s is gone."),
    "export": "%(sentence)s",  # of the offline verifier, which speaks English alone
    "forged": _("%(place)s was not written by the portal."),
    "history_changed": _("%(place)s was changed afterwards."),
    "history_missing": _("%(place)s is gone."),
    "not_erased": _("%(place)s still holds a value that was erased."),
    "open": _("The redaction %(uid)s was never closed."),
    "replayed": _("The entry %(uid)s is there %(count)s times."),
    "seal_missing": _("The seals %(first)s to %(last)s are gone."),
    "seal_missing:before": _("Seals before %(seq)s are missing."),
    "shape_missing": _("The shape %(shape)s is gone."),
    "signature": _("The signature of checkpoint %(seq)s is not ours."),
    "signature:given": _("The signature of checkpoint %(seq)s, given, is wrong."),
    "stray": _("%(place)s has no entry."),
    "time": _("%(place)s says another time than that of its seal."),
    "unguarded": _("The table %(table)s lacks a guard."),
    "unsigned": _("No checkpoint covers the newest seal, %(seq)s."),
}
NOTES = {
    "all": _("Nothing was verified before, so all of it is verified now."),
    "cut": _("What came before seal %(seq)s was kept long enough, and cut on %(at)s."),
    "export": "%(sentence)s",
    "left": _(
        "%(what)s has left the portal: its older values cannot be checked, its chain "
        "is."
    ),
    "outside": _("%(count)s changes came from outside the portal (actor sql)."),
    "unrecorded": _("%(count)s writes from outside wait to be recorded."),
    "waiting": _("%(count)s entries wait for their seal."),
}
PLACES = {
    "access": _("Access entry %(id)s (seal %(seq)s)"),
    "entry": _("Entry %(id)s (seal %(seq)s)"),
    "history": _("History row %(id)s of %(record)s"),
    "unsealed": _("Entry %(id)s, unsealed,"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`kind` names its sentence, and up to a colon its code, which is for machines."""

    kind: str
    facts: dict[str, Any]

    @property
    def code(self) -> str:
        return self.kind.partition(":")[0]

    @property
    def sentence(self) -> str:
        return _said(SENTENCES[self.kind], self.facts)

    def as_dict(self) -> dict[str, str]:
        return {"code": self.code, "sentence": self.sentence}

    def as_kept(self) -> list[Any]:
        """As a row keeps it, for whoever reads it later in another language."""
        return [self.kind, self.facts]


def from_kept(kept: Iterable[Any]) -> list[Finding]:
    return [Finding(kind, facts) for kind, facts in kept if kind in SENTENCES]


def _said(sentence: Any, facts: dict[str, Any]) -> str:
    """Fill in the facts; `place` is a kind of place with facts of its own."""
    told = dict(facts)
    if place := told.get("place"):
        kind, *more = place
        names = ("id", "record") if kind == "history" else ("id", "seq")
        told["place"] = str(PLACES[kind]) % dict(zip(names, more, strict=False))
    return str(sentence) % told


@dataclass(slots=True)
class Report:
    findings: list[Finding] = field(default_factory=list)
    said: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    newest: dict[str, Any] | None = None  # the checkpoint it reaches
    total: int = 0

    @property
    def is_clean(self) -> bool:
        return self.total == 0

    @property
    def notes(self) -> list[str]:
        return [_said(NOTES[kind], facts) for kind, facts in self.said]

    def found(self, kind: str, **facts: Any) -> None:
        self.total += 1
        if len(self.findings) < MOST:
            self.findings.append(Finding(kind, facts))

    def note(self, kind: str, **facts: Any) -> None:
        if (kind, facts) not in self.said:
            self.said.append((kind, facts))

    def count(self, what: str, more: int = 1) -> None:
        self.counts[what] = self.counts.get(what, 0) + more

    def as_dict(self) -> dict[str, Any]:
        return {
            "clean": self.is_clean,
            "findings": [finding.as_dict() for finding in self.findings],
            "total": self.total,
            "notes": self.notes,
            "counts": self.counts,
            "newest": self.newest,
        }
