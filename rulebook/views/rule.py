"""One rule, and its dates tried out: `/desk/settings/rulebook/<code>/`."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.http import StaffRequest
from accounts.models import User
from rulebook import confirming
from rulebook.errors import NotConfirmable, RulebookError
from rulebook.explanation import calendar_name
from rulebook.forms.rule import ConfirmForm
from rulebook.forms.trying import TryForm
from rulebook.rule_page import RulePage
from rulebook.scope import Scope
from rulebook.sentences import STARTS
from rulebook.trying import Tried, try_rule
from rulebook.views.pages import crumbs, rule_page


@rule_page()
def rule(request: StaffRequest, scope: Scope, code: str) -> HttpResponse:
    return _shown(request, scope, code)


@rule_page("rulebook.confirm", "POST")
def confirm(request: StaffRequest, scope: Scope, code: str) -> HttpResponse:
    """Say for the company that this rule of the law holds."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return _shown(request, scope, code, form=form)
    try:
        confirming.confirm(scope.controller, code, by=request.user, **form.cleaned_data)
    except NotConfirmable as error:
        if code_is_confirmed(scope, code, form.cleaned_data["version"], request.user):
            return _back(scope, code)  # the second press of one button
        form.add_error(None, str(error))
        return _shown(request, scope, code, form=form, status=409)
    messages.success(request, _("Confirmed for %(company)s.") % _company(scope))
    return _back(scope, code)


def code_is_confirmed(scope: Scope, code: str, version: int, by: User) -> bool:
    found = confirming.confirmations(scope.controller, [code])
    confirmation = found.get((code, version))
    return confirmation is not None and confirmation.confirmed_by_id == by.pk


def _company(scope: Scope) -> dict[str, str]:
    return {"company": scope.controller.name}


def _back(scope: Scope, code: str) -> HttpResponse:
    return redirect(f"{reverse('rulebook:rule', args=[code])}?{scope.query}")


def _shown(
    request: StaffRequest,
    scope: Scope,
    code: str,
    *,
    form: ConfirmForm | None = None,
    status: int = 200,
) -> HttpResponse:
    page = RulePage(scope, code)
    own = bool(page.rule.controller) and not page.rule.retired
    context = {
        "scope": scope,
        "page": page,
        "rule": page.rule,
        "try_form": TryForm(zone=scope.zone, now=timezone.now(), auto_id="try-%s"),
        "may_propose": own and scope.may("rulebook.propose"),
        "may_confirm": page.is_law and scope.may("rulebook.confirm"),
        "confirm_form": form or ConfirmForm(initial={"version": page.rule.version}),
        "crumbs": crumbs(scope, (code, "")),
    }
    return render(request, "rulebook/rule.html", context, status=status)


@rule_page()
def try_date(request: StaffRequest, scope: Scope, code: str) -> HttpResponse:
    """A date for a moment that never was: nothing is stored."""
    page = RulePage(scope, code)
    data = request.GET if "at" in request.GET else None
    form = TryForm(data, zone=scope.zone, now=timezone.now())
    tried = _tried(form, page, scope)
    context = {
        "scope": scope,
        "page": page,
        "rule": page.rule,
        "form": form,
        "tried": tried,
        "start": capfirst(str(STARTS[page.rule.start])),
        "calendar": calendar_name(scope.country, scope.establishment.subdivision),
        "why": tried.clock.explanation(get_language() or "en") if tried else [],
        "crumbs": crumbs(scope, (code, request.path[: -len("try/")]), (_("Try"), "")),
    }
    return render(request, "rulebook/try.html", context)


def _tried(form: TryForm, page: RulePage, scope: Scope) -> Tried | None:
    if (moment := form.moment) is None:
        return None
    try:
        language = get_language() or "en"
        return try_rule(page.rule, moment, scope.establishment, language)
    except RulebookError as error:
        if form.is_bound:
            form.add_error("at", str(error))
        return None
