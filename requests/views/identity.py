"""The identity check: `/desk/requests/<ref>/identity/`."""

from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rights import asking_facts, identifying, proving
from rights.case_page import crumbs
from rights.choices import NEW
from rights.forms.desk import FactsForm, IdentityForm, PlainStep, StepForm
from rights.forms.proofs import DocumentForm
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
    adding = form if isinstance(form, DocumentForm) else None
    asking = form if isinstance(form, FactsForm) else None
    if adding is not None or asking is not None:
        form = None
    if adding is None and case.can_settle_identity and proving.may_show(rights_request):
        adding = document_form(rights_request, seen=case.seen)
    if form is None and case.can_settle_identity and case.identity_check:
        form = IdentityForm.drawn(
            rights_request, case.identity_check, case.facts, case.seen
        )
    if asking is None and case.can_settle_identity and case.facts:
        asking = FactsForm(
            rights_request=rights_request, facts=case.facts, seen=case.seen
        )
    context = {
        "page": case,
        "rights_request": rights_request,
        "document_form": adding,
        "facts_form": asking,
        "form": form or PlainStep(rights_request=rights_request, seen=case.seen),
        "changes": None if seen is None else case.changes_since(seen),
        "revealed": revealed,
        "lede": _("%(ref)s: only what the policy lets us ask of this person.")
        % {"ref": rights_request.ref},
        "crumbs": crumbs(rights_request, _("Identity check")),
    }
    return render(request, "requests/desk/identity.html", context, status=status)


def document_form(
    rights_request: RightsRequest, data: Any = None, **options: Any
) -> DocumentForm:
    """The form of a document, with what the register lets it show here."""
    shows = proving.labelled(rights_request)
    return DocumentForm(data, rights_request=rights_request, shows=shows, **options)


@page()
def identity(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, rights_request)
    if not request.user.has_perm("requests.triage", rights_request):
        raise PermissionDenied
    if rights_request.state in NEW:
        return _start(request, rights_request)
    facts = identifying.facts_of(rights_request)
    form: StepForm = IdentityForm(
        request.POST, rights_request=rights_request, facts=facts
    )
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
def ask(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """Write to the person which facts are missing."""
    facts = identifying.facts_of(rights_request)
    form = FactsForm(request.POST, rights_request=rights_request, facts=facts)
    verb = partial(asking_facts.ask_for_facts, rights_request, by=request.user)
    done = _("The letter with what is missing is on its way.")
    return take(request, form, verb, done=done, again=show)


@step("requests.triage")
def reveal(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """Show what the person gave to prove who they are, for one page view."""
    record_reveal(request, rights_request)
    return show(request, rights_request, revealed=True)
