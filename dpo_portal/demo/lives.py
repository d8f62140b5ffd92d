"""Lives through the invented cases with the product's own verbs, dated back.

Only example data may be dated back; the verbs take `at` for that and for the tests.
"""

import tomllib
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.models import Establishment, User
from audit.trail import Actor
from correspondence import deliveries
from correspondence.models import Delivery
from rights import carrying_out, deciding, identifying, workflow
from rights.choices import Outcome, Relation, Right, SourceKind
from rights.deciding import Proposal
from rights.filing import Asked, begin, file
from rights.models import FulfilmentTask, IdentityFinding, RightsRequest
from rulebook import book as rulebook

CASES = Path(__file__).resolve().parent / "cases.toml"
NAMESPACE = uuid.UUID("6f1d6a0e-7a55-4f4e-9d5c-0f6a2b1c3d4e")

SYSTEMS = ("App account", "Marketing lists", "Support tickets", "Order history")
WORDS = {  # what the office writes to people, in their language
    "en": {
        "granted": "Everything you asked for",
        "kept": "Delivery photos of the last 30 days",
        "reason": "Other people can be seen in these pictures.",
        "question": "Which of your two addresses do you mean?",
    },
    "ms": {
        "granted": "Semua yang anda minta",
        "kept": "Gambar penghantaran 30 hari yang lalu",
        "reason": "Orang lain boleh dilihat dalam gambar ini.",
        "question": "Alamat yang mana satu anda maksudkan?",
    },
}


class Life:
    """One invented case and the clock its steps are taken by."""

    def __init__(
        self, row: dict[str, Any], office: dict[str, User], now: datetime
    ) -> None:
        self.row = row
        self.words = WORDS[row["language"]]
        self.office = office
        self.received_at = now - timedelta(hours=row["hours_ago"])
        self.now = now
        self.steps = 0
        self.request = self._file()

    @property
    def officer(self) -> User:
        return self.office[self.row.get("owner", "aina")]

    def at(self) -> datetime:
        """The next moment of this life: a few hours on, and never after now."""
        self.steps += 1
        stride = min((self.now - self.received_at) / 25, timedelta(hours=4))
        return self.received_at + stride * min(self.steps, 24)

    def _file(self) -> RightsRequest:
        row = self.row
        establishment = Establishment.objects.get(
            controller__slug=row["controller"], country=row["country"]
        )
        entitlement = rulebook.live(row["controller"]).entitlement(
            row["controller"], row["country"], row["right"]
        )
        asked = Asked(
            establishment=establishment,
            right=Right(row["right"]),
            granted_by=SourceKind(
                entitlement.source_kind if entitlement else SourceKind.OPERATOR
            ),
            name=row["name"],
            email=row["email"],
            language=row["language"],
            details=row["details"],
            relation=Relation(row.get("relation", Relation.SELF)),
            person_name=row.get("person_name", ""),
        )
        rights_request = file(
            asked,
            by=Actor.subject(),
            submission=uuid.uuid5(NAMESPACE, row["email"] + row["right"]),
            browser_key="demo",
            at=self.received_at,
        )
        self.post(rights_request, self.received_at + timedelta(seconds=30))
        return rights_request

    def post(self, rights_request: RightsRequest, at: datetime) -> None:
        """The mail server of the demo's past took every letter of this case."""
        waiting = Delivery.objects.filter(
            letter__case_id=rights_request.pk, accepted_at=None
        )
        for pk in waiting.values_list("pk", flat=True):
            deliveries.accept(pk, at=at)
        rights_request.refresh_from_db()

    def confirm(self) -> None:
        begin(
            self.request,
            by=Actor.subject(),
            at=self.received_at + timedelta(minutes=2),
        )
        self.post(self.request, self.received_at + timedelta(minutes=3))
        if "owner" in self.row:
            workflow.assign(
                self.request, owner=self.officer, by=self.officer, at=self.at()
            )

    def identify(self) -> None:
        identifying.start_identity_check(self.request, by=self.officer, at=self.at())

    def know(self) -> None:
        self.identify()
        route = rulebook.live(self.request.controller.slug).identity_route(
            self.request.controller.slug,
            self.request.establishment.country,
            self.request.right,
            self.request.channel,
        )
        identifying.settle_identity(
            self.request,
            by=self.officer,
            is_verified=True,
            findings={fact.code: IdentityFinding.Result.MATCH for fact in route.facts},
            at=self.at(),
        )

    def task(self, title: str, phase: FulfilmentTask.Phase) -> FulfilmentTask:
        return carrying_out.add_task(
            self.request,
            title=title,
            kind=FulfilmentTask.Kind.SYSTEM,
            phase=phase,
            by=self.officer,
            responsible="Apps team",
            at=self.at(),
        )

    def assess(self) -> None:
        self.know()
        for title in SYSTEMS[:3]:
            self.task(title, FulfilmentTask.Phase.ASSESS)
        first = self.request.tasks.first()
        if first is not None:
            self.settle(first, "Export from 2025 attached")

    def settle(self, task: FulfilmentTask, proof: str) -> None:
        carrying_out.settle_task(
            task,
            state=FulfilmentTask.State.DONE,
            proof=proof,
            by=self.officer,
            at=self.at(),
        )
        self.request.refresh_from_db()

    def ask(self) -> None:
        self.know()
        workflow.write_to_person(
            self.request,
            body=self.words["question"],
            by=self.officer,
            awaits_reply=True,
            at=self.at(),
        )
        self.post(self.request, self.at())

    def decide(self, proposal: Proposal) -> None:
        self.know()
        deciding.propose(self.request, proposal, by=self.officer, at=self.at())

    def grant(self) -> None:
        granted = self.words["granted"]
        self.decide(Proposal(outcome=Outcome.GRANTED, granted=granted))

    def refuse(self, outcome: Outcome) -> None:
        self.decide(
            Proposal(
                outcome=outcome,
                kept=self.words["kept"],
                ground="risk_to_others",
                reason=self.words["reason"],
            )
        )

    def answer(self) -> None:
        deciding.send_answer(self.request, by=self.officer, at=self.at())
        self.post(self.request, self.at())

    def carry_out(self) -> None:
        self.grant()
        for title in SYSTEMS:
            self.task(title, FulfilmentTask.Phase.CARRY_OUT)
        self.answer()
        for task in self.request.tasks.all()[:2]:
            self.settle(task, "Screenshot of the empty search")

    def grant_in_part(self) -> None:
        row = self.row
        grounds = rulebook.live(row["controller"]).grounds(
            row["controller"], row["country"], row["right"]
        )
        defer = next(ground for ground in grounds if ground.effect == "defer")
        self.decide(
            Proposal(
                outcome=Outcome.PARTLY_GRANTED,
                granted="Akaun dan kad bank\nSemua pemasaran, serta-merta",
                kept="Sejarah pesanan dan laluan, sehingga pertikaian selesai",
                ground=defer.code,
                reason="Pertikaian perjalanan D-7741 masih belum selesai.",
            )
        )
        deciding.approve(self.request, by=self.office["wei"], at=self.at())
        for title in SYSTEMS:
            self.task(title, FulfilmentTask.Phase.CARRY_OUT)
        self.answer()
        for task in self.request.tasks.all()[:2]:
            self.settle(task, "Proof filed in the app's own log")

    def finish(self) -> None:
        self.carry_out()
        for task in self.request.tasks.filter(state=FulfilmentTask.State.OPEN):
            self.settle(task, "Screenshot of the empty search")
        workflow.close(self.request, by=self.officer, at=self.at())
        self.post(self.request, self.at())


def _refused(life: Life) -> None:
    life.refuse(Outcome.REFUSED)
    deciding.approve(life.request, by=life.office["wei"], at=life.at())
    life.answer()
    workflow.close(life.request, by=life.officer, at=life.at())
    life.post(life.request, life.at())


def _withdrawn(life: Life) -> None:
    workflow.withdraw(life.request, at=life.at())
    life.post(life.request, life.at())


REACHED: dict[str, Callable[[Life], None]] = {
    "new": lambda life: None,
    "identity_check": Life.identify,
    "ready_to_decide": Life.know,
    "assessing": Life.assess,
    "waiting": Life.ask,
    "ready_to_send": Life.grant,
    "proposed_refusal": lambda life: life.refuse(Outcome.REFUSED),
    "carrying_out": Life.carry_out,
    "partly_granted": Life.grant_in_part,
    "closed": Life.finish,
    "refused": _refused,
    "withdrawn": _withdrawn,
}


def rows() -> Iterator[dict[str, Any]]:
    yield from tomllib.loads(CASES.read_text())["cases"]


def live_through(office: dict[str, User], *, now: datetime) -> int:
    """Live every case of cases.toml that is not there yet; returns how many."""
    lived = 0
    for row in rows():
        submission = uuid.uuid5(NAMESPACE, row["email"] + row["right"])
        if RightsRequest.objects.filter(submission=submission).exists():
            continue
        life = Life(row, office, now)
        if row["reached"] != "unconfirmed":
            life.confirm()
            REACHED[row["reached"]](life)
        lived += 1
    return lived
