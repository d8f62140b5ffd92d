"""One invented case, taken from step to step with the product's own verbs.

Only example data may be dated back; the verbs take `at` for that and for the tests.
"""

import uuid
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from accounts.models import Establishment, User
from audit.trail import Actor
from correspondence import deliveries
from correspondence.models import Delivery
from dpo_portal.demo.words import SYSTEMS, WORDS
from rights import (
    answering,
    asking,
    carrying_out,
    charging,
    deciding,
    extending,
    holding,
    identifying,
    listing,
    representing,
    task_ends,
    workflow,
)
from rights.backups import ERASING
from rights.choices import Outcome, Relation, Right, SourceKind
from rights.confirming import begin
from rights.deciding import Proposal
from rights.filing import Asked, Wish, file
from rights.models import FulfilmentTask, IdentityFinding, RightsRequest
from rulebook import book as rulebook

NAMESPACE = uuid.UUID("6f1d6a0e-7a55-4f4e-9d5c-0f6a2b1c3d4e")


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
        slowest = timedelta(hours=self.row.get("stride_hours", 4))
        stride = min((self.now - self.received_at) / 25, slowest)
        return self.received_at + stride * min(self.steps, 24)

    def _file(self) -> RightsRequest:
        row = self.row
        establishment = Establishment.objects.get(
            controller__slug=row["controller"], country=row["country"]
        )
        first, *others = [self._wish(right) for right in (row["right"], *self.also)]
        asked = Asked(
            establishment=establishment,
            right=first.right,
            granted_by=first.granted_by,
            also=tuple(others),
            name=row["name"],
            email=row["email"],
            language=row["language"],
            details=row["details"],
            relation=Relation(row.get("relation", Relation.SELF)),
            person_name=row.get("person_name", ""),
            guardian_name=row.get("guardian_name", ""),
            guardian_email=row.get("guardian_email", ""),
        )
        rights_request = file(
            asked,
            by=Actor.subject(),
            submission=key_of(row),
            browser_key="demo",
            at=self.received_at,
        )
        self.post(rights_request, self.received_at + timedelta(seconds=30))
        return rights_request

    @property
    def also(self) -> list[str]:
        """The other rights that were asked in the same act."""
        return list(self.row.get("also", ()))

    def _wish(self, right: str) -> Wish:
        slug, country = self.row["controller"], self.row["country"]
        found = rulebook.live(slug).entitlement(slug, country, right)
        granted_by = found.source_kind if found else SourceKind.OPERATOR
        return Wish(Right(right), SourceKind(granted_by), details=self.row["details"])

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

    def be_represented(self) -> None:
        """An officer has seen that the parent may act; then the person is known."""
        authority = representing.Authority(
            evidence="Birth certificate, shown at the counter",
            of_age_on=(self.now + timedelta(days=200)).date(),
            name=self.row["guardian_name"],
            email=self.row["guardian_email"],
        )
        representing.note_authority(
            self.request, authority, by=self.officer, at=self.at()
        )
        self.post(self.request, self.at())
        self.know()

    def charge(self) -> None:
        """One repeat too many: a fee is proposed, and waits for its second look."""
        self.know()
        terms = charging.Terms(
            Decimal("25.00"),
            "MYR",
            "You asked for the same copy twice in the last months.",
            "Bank transfer; the reference of your request is enough.",
        )
        charging.propose_fee(self.request, terms, by=self.officer, at=self.at())

    def task(self, title: str, phase: FulfilmentTask.Phase) -> FulfilmentTask:
        return listing.add_task(
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
        ends = task_ends.ends_of(task)
        erased = FulfilmentTask.State.ERASED
        erases = (
            erased in ends
            and task.phase == FulfilmentTask.Phase.CARRY_OUT
            and self.request.right in ERASING
        )
        carrying_out.settle_task(
            task,
            state=erased if erases else ends[0],
            proof=proof,
            by=self.officer,
            at=self.at(),
        )
        self.request.refresh_from_db()

    def ask(self) -> None:
        if not asking.why_not_flag(self.request, list(self.request.clocks.all())):
            asking.flag_claim(self.request, by=self.officer, at=self.at())
        self.know()
        asking.ask(
            self.request,
            body=self.words["question"],
            by=self.officer,
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
                ground=self.row.get("ground", "risk_to_others"),
                reason=self.words["reason"],
            )
        )

    def answer(self) -> None:
        answering.send_answer(self.request, by=self.officer, at=self.at())
        self.post(self.request, self.at())

    def carry_out(self) -> None:
        self.grant()
        self.list_systems()
        self.answer()
        for task in self.request.tasks.all()[:2]:
            self.settle(task, "Screenshot of the empty search")

    def list_systems(self) -> None:
        """Where the register names none, by hand; what it names is listed already."""
        if not self.request.tasks.filter(phase=FulfilmentTask.Phase.CARRY_OUT).exists():
            for title in SYSTEMS:
                self.task(title, FulfilmentTask.Phase.CARRY_OUT)

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
        self.list_systems()
        self.answer()
        for task in self.request.tasks.all()[:2]:
            self.settle(task, "Proof filed in the app's own log")

    def hold(self) -> None:
        """What is kept for now waits until the dispute is settled."""
        self.grant_in_part()
        ground = holding.available(self.request)[0].code
        review_on = (self.now + timedelta(days=14)).date()
        reason = holding.Reason(
            ground,
            self.words["until"],
            review_on,
            matter="dispute",
            reference="D-7741",
        )
        holding.place(self.request, reason, by=self.officer, at=self.at())
        self.post(self.request, self.at())

    def extend(self) -> None:
        self.assess()
        extending.extend(
            self.request,
            reason=self.words["more time"],
            by=self.officer,
            at=self.at(),
        )
        self.post(self.request, self.at())

    def finish(self) -> None:
        self.carry_out()
        for task in self.request.tasks.filter(state=FulfilmentTask.State.OPEN):
            self.settle(task, "Screenshot of the empty search")
        workflow.close(self.request, by=self.officer, at=self.at())
        self.post(self.request, self.at())


def key_of(row: dict[str, Any]) -> uuid.UUID:
    """Names a case for good; `again` tells apart who asks for the same once more."""
    again = row.get("again", "")
    return uuid.uuid5(NAMESPACE, f"{row['email']}{row['right']}{again}")
