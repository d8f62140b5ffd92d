"""The identity check: `/desk/requests/<ref>/identity/`."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rights import identifying
from rights.case_page import crumbs, facts_asked
from rights.choices import NEW
from rights.forms.desk import IdentityForm, PlainStep, StepForm
from rights.models import RightsRequest
from rights.views.case import look, record_reveal
from rights.views.staff import StaffRequest, page, step
from rights.views.steps import take


def show(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    form: StepForm | None = None,
    seen: int | None = None,
    status: int = 200,
    revealed: bool = False,
) -> HttpResponse:
    """What the policy lets us ask, what the person gave, what it showed."""
    case = look(request, rights_request)
    if form is None and case.can_settle_identity and case.identity_check:
        form = IdentityForm.drawn(
            rights_request, case.identity_check, case.facts, case.seen
        )
    context = {
        "page": case,
        "rights_request": rights_request,
        "form": form or PlainStep(rights_request=rights_request, seen=case.seen),
        "changes": None if seen is None else case.changes_since(seen),
        "revealed": revealed,
        "lede": _("%(ref)s: only what the policy lets us ask of this person.")
        % {"ref": rights_request.ref},
        "crumbs": crumbs(rights_request, _("Identity check")),
    }
    return render(request, "requests/desk/identity.html", context, status=status)


@page()
def identity(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, rights_request)
    if not request.user.has_perm("requests.triage", rights_request):
        raise PermissionDenied
    if rights_request.state in NEW:
        return _start(request, rights_request)
    facts = facts_asked(rights_request)
    form = IdentityForm(request.POST, rights_request=rights_request, facts=facts)
    verb = partial(identifying.settle_identity, rights_request, by=request.user)
    done = _("The result of the identity check is kept.")
    return take(request, form, verb, done=done, again=show)


def _start(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(identifying.start_identity_check, rights_request, by=request.user)
    answer = take(
        request, form, verb, done=_("The identity check is open."), again=show
    )
    if answer.status_code == 302:
        return redirect("requests:identity", rights_request.ref)
    return answer


@step("requests.triage")
def reveal(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """Show what the person gave to prove who they are, for one page view."""
    record_reveal(request, rights_request)
    return show(request, rights_request, revealed=True)
