"""The list of rules: `/desk/settings/rulebook/`."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from rulebook.forms.scope import ScopeForm
from rulebook.rule_list import RuleList
from rulebook.scope import Scope, establishments_of
from rulebook.views.pages import reads_rulebook


@require_safe
@reads_rulebook
def rules(request: StaffRequest) -> HttpResponse:
    if not request.GET and not establishments_of(request.user):
        return render(request, "rulebook/none.html")
    scope = Scope.of(request.user, request.GET)
    listed = RuleList(scope)
    context = {
        "scope": scope,
        "list": listed,
        "filters": ScopeForm(scope=scope),
        "summary": _summary(scope, len(listed.rules)),
        "may_propose": scope.may("rulebook.propose"),
    }
    return render(request, "rulebook/rules.html", context)


def _summary(scope: Scope, number: int) -> str:
    text = ngettext(
        "%(company)s in %(country)s: %(number)s rule",
        "%(company)s in %(country)s: %(number)s rules",
        number,
    )
    return text % {
        "company": scope.controller.name,
        "country": scope.country_words,
        "number": number,
    }
