"""Two versions of a policy beside each other, and what was decided on each change."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from policies.categories import LABELS
from policies.changes import Difference, base_of, difference, mark_of
from policies.classifying import Classification, classify
from policies.comparing import Comparison, compare
from policies.consequences import beside_the_choice, promise_in_short, triggers
from policies.deciding import assessments_to_decide
from policies.diff_page import Shown, Unchanged, diff_items
from policies.forms.deciding import (
    NO,
    YES,
    AssessmentDecisionForm,
    DecisionForm,
    SignOffForm,
)
from policies.gates import Obstacle, before_announcement
from policies.models import MaterialChange, PolicyVersion
from policies.naming import language_name
from policies.promised import promised
from policies.promised_effects import Promised
from policies.reading import summary_languages
from policies.telling import audience
from policies.version_boxes import VersionBox, box_of
from policies.views.frame import url_of
from policies.wording import clauses_in

VIEWS = ("sides", "one", "full")


@dataclass
class Figures:
    material: int = 0
    editorial: int = 0
    open: int = 0

    @property
    def total(self) -> int:
        return self.material + self.editorial + self.open


class ComparePage:
    """What the page of two versions shows; `bound` is a form that came back wrong."""

    def __init__(
        self,
        version: PolicyVersion,
        other: PolicyVersion,
        *,
        now: datetime,
        may_decide: bool,
        language: str = "",
        view: str = "",
        chosen: str = "",
        bound: Any = None,
    ) -> None:
        self.version, self.other, self.now = version, other, now
        self.languages = [
            (code, language_name(code)) for code in _shared(version, other)
        ]
        codes = [code for code, _name in self.languages]
        first = version.language if version.language in codes else "".join(codes[:1])
        self.language = language if language in codes else first
        self.view = view if view in VIEWS else "sides"
        self.chosen, self.bound = chosen, bound
        base = base_of(version)
        self.decides = base is not None and base.pk == other.pk
        self.decides = self.decides and self.language == version.language
        self.may_decide = may_decide and self.decides and version.is_open

    @property
    def boxes(self) -> list[VersionBox]:
        return [box_of(one, at=self.now) for one in (self.other, self.version)]

    @cached_property
    def found(self) -> Difference | None:
        """The difference that decisions are about, in the language of the original."""
        return difference(self.version) if self.decides else None

    @cached_property
    def compared(self) -> tuple[Comparison, Classification]:
        if self.found is not None:
            return self.found.comparison, self.found.classification
        texts = [
            one.translations.filter(language=self.language).first()
            for one in (self.other, self.version)
        ]
        before, after = ([] if text is None else clauses_in(text) for text in texts)
        comparison = compare(before, after, keyed=True)
        return comparison, classify(comparison)

    @cached_property
    def rows(self) -> list[MaterialChange]:
        rows = MaterialChange.objects.filter(version=self.version)
        return list(rows.select_related("decided_by"))

    @cached_property
    def promised(self) -> Promised:
        return promised(self.version, self.found)

    @cached_property
    def items(self) -> list[Shown | Unchanged]:
        items = diff_items(*self.compared, everything=self.view == "full")
        for item in items:
            if isinstance(item, Shown):
                self._tell(item)
        self._give_form(items)
        return items

    @property
    def changes(self) -> list[Shown]:
        return [item for item in self.items if isinstance(item, Shown)]

    @cached_property
    def figures(self) -> Figures:
        figures = Figures()
        for item in self.changes:
            setattr(figures, item.state, getattr(figures, item.state) + 1)
        figures.open += len(self.assessments)
        return figures

    @property
    def open_sentence(self) -> str:
        count = self.figures.open
        return ngettext(
            "%(count)d change is not classified.",
            "%(count)d changes are not classified.",
            count,
        ) % {"count": count}

    @cached_property
    def missing(self) -> list[Obstacle]:
        """What stops the announcement, if it were made now; of an open version."""
        if not self.decides or self.version.state in {"announced", "withdrawn"}:
            return []
        return before_announcement(
            self.version, announced_at=self.now, found=self.found
        )

    @property
    def publish_url(self) -> str:
        """Where it goes on once every change is decided: the plan says what is left."""
        return "" if self.figures.open else url_of(self.version, "publish")

    @cached_property
    def confirmed(self) -> list[MaterialChange]:
        return [row for row in self.rows if row.state == row.State.CONFIRMED]

    @cached_property
    def assessments(self) -> list[Any]:
        """Impact assessments that nobody has decided on, each with its form."""
        if not self.decides or not self.version.is_open:
            return []
        found = assessments_to_decide(self.version)
        for one in found:
            one.form = self._assessment_form(one.code)  # type: ignore[attr-defined]
        return found

    @cached_property
    def raised(self) -> list[MaterialChange]:
        """Decisions that no change of words stands behind."""
        return [row for row in self.rows if row.impact_assessment and row.is_decided]

    @property
    def sign_off(self) -> SignOffForm | None:
        """Where nothing is left to decide and nothing is material."""
        if not self.may_decide or self.figures.open or self.confirmed:
            return None
        if isinstance(self.bound, SignOffForm):
            return self.bound
        return SignOffForm(initial={"reason": self.version.not_material_reason})

    @property
    def triggers(self) -> list[str]:
        people = 0
        if self.confirmed:
            people = audience.concerned(self.version, at=timezone.now()).count()
        return triggers(
            self.version.policy, self.confirmed, self.promised, people=people
        )

    @property
    def consequences(self) -> dict[str, str]:
        return beside_the_choice(self.version.policy)

    @property
    def lede(self) -> str:
        return promise_in_short(self.version.policy)

    def _tell(self, item: Shown) -> None:
        """What was decided on it, and what the rulebook makes of it."""
        if not self.decides:
            return
        mark = mark_of(item.row)
        rows = [row for row in self.rows if row.mark == mark]
        decided = [row for row in rows if row.is_decided]
        followed = self.promised.followed_by(mark)
        item.notes = [one.sentence for one in followed]
        item.warnings = [words for one in followed for words in one.warnings]
        item.warnings += [one.warning for one in self.promised.weakened_by(mark)]
        if self.may_decide:
            item.decide_url = f"?change={mark}#{item.anchor}"
        if not decided or len(decided) < len(rows):
            return
        told = [row for row in decided if row.state == row.State.CONFIRMED]
        item.state = "material" if told else "editorial"
        item.decided_as = [LABELS[row.category] for row in told]
        last = (told or decided)[0]
        item.decided_by = _who(last)
        item.reason = last.reason
        item.told_as = next(
            (words for row in told if (words := row.summary_in(self.language))), ""
        )

    def _give_form(self, items: list[Shown | Unchanged]) -> None:
        """To the change that came back wrong or was chosen, else the first open one."""
        if not self.may_decide:
            return
        shown = [item for item in items if isinstance(item, Shown)]
        chosen = self.chosen
        if isinstance(self.bound, DecisionForm):
            chosen = self.bound["mark"].value() or ""
        item = next((one for one in shown if mark_of(one.row) == chosen), None)
        item = item or next((one for one in shown if one.state == "open"), None)
        if item is None:
            return
        mark = mark_of(item.row)
        if isinstance(self.bound, DecisionForm) and self.bound["mark"].value() == mark:
            item.form = self.bound
            return
        item.form = self._form(item, mark)

    @cached_property
    def asked_in(self) -> list[str]:
        return summary_languages(self.version)

    def _form(self, item: Shown, mark: str) -> DecisionForm:
        rows = [row for row in self.rows if row.mark == mark and row.is_decided]
        told = [row for row in rows if row.state == row.State.CONFIRMED]
        offers = self.promised.offered_by(mark)
        suggested = [one.category for one in item.change.suggestions]
        categories = [row.category for row in told] or [
            one for one in suggested if one != "REVIEW"
        ]
        is_material = YES if (told or (categories and not rows)) else NO if rows else ""
        summary = told[0].summary if told else {}
        return DecisionForm(
            policy=self.version.policy,
            languages=self.asked_in,
            offers=offers,
            initial={
                "mark": mark,
                "is_material": is_material,
                "category": "".join(categories[:1]),
                "also": "".join(categories[1:2]),
                "reason": rows[0].reason if rows else "",
                "rights_reduced": told[0].rights_reduced
                if told
                else item.change.rights_reduced,
                "new_use": told[0].new_use if told else item.change.adds_use,
                "follows": [given["code"] for row in told for given in row.follows]
                if told
                else [one.rule.code for one in offers if one.is_likely],
                **{f"summary_{language}": words for language, words in summary.items()},
            },
        )

    def _assessment_form(self, code: str) -> AssessmentDecisionForm:
        bound = self.bound
        if (
            isinstance(bound, AssessmentDecisionForm)
            and bound["assessment"].value() == code
        ):
            return bound
        return AssessmentDecisionForm(
            None,
            languages=self.asked_in,
            initial={"assessment": code, "is_material": YES},
            auto_id=f"{code}-%s",
        )

    @property
    def decide_action(self) -> str:
        return url_of(self.version, "decide")


def _shared(version: PolicyVersion, other: PolicyVersion) -> list[str]:
    mine, theirs = (
        set(one.translations.values_list("language", flat=True))
        for one in (version, other)
    )
    both = mine & theirs
    return sorted(both, key=lambda code: (code != version.language, code))


def _who(row: MaterialChange) -> str:
    name = row.decided_by.full_name if row.decided_by else _("The portal")
    form = pgettext("date format", "j M")
    when = date_format(localtime(row.decided_at), form) if row.decided_at else ""
    return f"{name}, {when}"
