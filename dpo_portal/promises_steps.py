"""Published clause, rule, clock, evidence: the four steps and what there is of each."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dpo_portal.promises_page import PromisePage
from dpo_portal.promises_references import brief, page_of
from dpo_portal.promises_words import KEPT_BY, RECORDED
from rulebook.promise_terms import Kept


@dataclass(frozen=True, slots=True)
class Step:
    """One of the four; it leads to its part of the page, or to the rule's own."""

    label: str
    url: str
    result: str
    is_there: bool


def steps(page: PromisePage) -> tuple[Step, ...]:
    clause = page.promise.clause
    published = Step(_("Published clause"), "#words", clause, is_there=True)
    return (published, _rule(page), _clock(page), _evidence(page))


def _rule(page: PromisePage) -> Step:
    if page.rules:
        code = page.rules[0]
        url = page_of("rulebook:rule", code) or "#kept"
        return Step(_("Rule"), url, code, is_there=True)
    kept = page.promise.kept
    words = brief(page.promise)[0] if kept == Kept.ENFORCED else str(KEPT_BY[kept])
    return Step(_("Kept by"), "#kept", words, is_there=kept != Kept.OPEN)


def _clock(page: PromisePage) -> Step:
    total = page.figures.total
    if not page.sets_clocks:
        return Step(_("Clock"), "#clocks", _("sets none"), is_there=False)
    words = ngettext("%(number)s set", "%(number)s set", total) % {"number": total}
    return Step(_("Clock"), "#clocks", words, is_there=total > 0)


def _evidence(page: PromisePage) -> Step:
    if page.figures.judged:
        share = page.figures.share_in_time
        words = _("%(share)s %% in time") % {"share": share}
    elif page.figures.done:
        words = _("%(number)s done") % {"number": page.figures.done}
    elif page.standing in RECORDED:
        words = page.standing_label
    else:
        words = _("none yet")
    is_there = bool(page.figures.judged or page.figures.done or page.record)
    return Step(_("Evidence"), "#evidence", words, is_there=is_there)
