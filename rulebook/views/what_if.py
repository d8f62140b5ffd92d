"""All clocks of a case that never was: `/desk/settings/rulebook/what-if/`."""

import json
from dataclasses import dataclass, replace
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from accounts.models import Establishment
from rulebook.book import live
from rulebook.case_clocks import Case, CaseClock, clocks_for
from rulebook.case_files import Place, read_case
from rulebook.conflicts import Conflict, conflicts_for
from rulebook.errors import RulebookError
from rulebook.establishment_calendar import manual_days
from rulebook.forms.what_if import WhatIfForm
from rulebook.models import Rule as RuleRow
from rulebook.rows import Rule
from rulebook.scope import establishments_of
from rulebook.sentences import SOURCES, source_words
from rulebook.views.pages import reads_rulebook
from rulebook.words import STATUSES

TRIED_OUT = "WHAT-IF"  # how case_files calls the promises of the input
NOT_TYPED = {"add", "count", "controller", "country"}  # pressed, or said by a link


@dataclass(frozen=True, slots=True)
class Card:
    """One clock as the page shows it."""

    clock: CaseClock
    title: str
    status_label: str
    source_label: str
    source: str
    url: str
    why: list[str]
    zone: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The clocks of the case, what is at odds among them, and the case as JSON."""

    cards: list[Card]
    conflicts: list[Conflict]
    command: str
    zone: str


@require_safe
@reads_rulebook
def what_if(request: StaffRequest) -> HttpResponse:
    establishments = establishments_of(request.user)
    if not establishments:
        raise Http404
    data = request.GET if set(request.GET) - NOT_TYPED else None
    first = _asked_for(request, establishments)
    form = WhatIfForm(
        data, establishments=establishments, first=first, now=timezone.now()
    )
    answer = None
    if form.is_bound and form.is_valid():
        try:
            answer = _answer(form)
        except RulebookError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "answer": answer,
        "crumbs": [(_("Rulebook"), reverse("rulebook:rules")), (_("What if"), "")],
    }
    return render(request, "rulebook/what_if.html", context)


def _asked_for(request: StaffRequest, here: list[Establishment]) -> Establishment:
    """The place that the link came from, else the first of those one works for."""
    place = request.GET.get("controller"), request.GET.get("country")
    found = (one for one in here if (one.controller.slug, one.country) == place)
    return next(found, here[0])


def _answer(form: WhatIfForm) -> Answer:
    data = form.case()
    case = read_case(data, _places(form.establishments))
    if form.establishment:
        case = replace(case, manual_days=manual_days(form.establishment))
    clocks = clocks_for(live(case.controller or "", case.country), case)
    return Answer(
        [_card(clock, case) for clock in clocks],
        conflicts_for([_named(clock.rule) for clock in clocks], case.right),
        json.dumps(data, ensure_ascii=False, indent=1),
        case.time_zone.key,
    )


def _named(rule: Rule) -> Rule:
    """A promise tried out is called so, where another has its paragraph."""
    if rule.code.startswith(TRIED_OUT):
        return replace(rule, clause=_("tried out here"))
    return rule


def _places(establishments: list[Establishment]) -> Any:
    """Where companies stand, as far as this person may know."""

    def place(slug: str, country: str) -> Place | None:
        here = [one for one in establishments if one.controller.slug == slug]
        if not here:
            raise KeyError(slug)
        for one in here:
            if one.country == country:
                return Place(one.time_zone, one.subdivision)
        return None

    return place


def _card(clock: CaseClock, case: Case) -> Card:
    rule = clock.rule
    shown = not rule.code.startswith(TRIED_OUT)
    url = reverse("rulebook:rule", args=[rule.code]) if shown else ""
    if shown and not rule.controller:
        url = f"{url}?controller={case.controller}" if case.controller else ""
    return Card(
        clock,
        str(RuleRow.Clock(clock.clock).label),
        str(STATUSES[clock.status]),
        str(SOURCES[rule.source_kind]) if shown else _("What if"),
        source_words(rule) if shown else _("A promise tried out here"),
        url,
        clock.explanation(get_language() or "en"),
        case.time_zone.key,
    )
