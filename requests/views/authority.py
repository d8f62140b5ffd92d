"""`/desk/requests/<ref>/authority/<pk>/`: one matter before an authority."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from rights import authority_matters
from rights.case_page import crumbs
from rights.forms.authority import EndForm, OrderForm
from rights.forms.desk import StepForm
from rights.models import AuthorityMatter, RightsRequest
from rights.views.case import look
from rights.views.staff import StaffRequest, page, step
from rights.views.steps import take


def show(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    matter: AuthorityMatter,
    form: StepForm | None = None,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = look(request, rights_request)
    forms: dict[str, StepForm] = {}
    if shown.may["decide"] and matter.is_open:
        about: dict[str, Any] = {
            "rights_request": rights_request,
            "seen": shown.seen,
        }
        forms = {"order": OrderForm(**about), "end": EndForm(**about)}
    if form is not None:
        forms[form.slot] = form
    context = {
        "page": shown,
        "rights_request": rights_request,
        "matter": matter,
        "form": form,
        "forms": forms,
        "why_no_order": authority_matters.why_not_order(rights_request, matter),
        "changes": None if seen is None else shown.changes_since(seen),
        "crumbs": crumbs(rights_request, _("Authority")),
    }
    return render(request, "requests/desk/authority.html", context, status=status)


@page()
def matter(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    return show(request, rights_request, matter=_matter(rights_request, pk))


@step("requests.decide")
def order(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    found = _matter(rights_request, pk)
    form = OrderForm(request.POST, rights_request=rights_request)
    verb = partial(authority_matters.take_order, found, by=request.user)
    done = _("The order is noted. Its last day runs in the list.")
    return take(request, form, verb, done=done, again=partial(show, matter=found))


@step("requests.decide")
def end(request: StaffRequest, rights_request: RightsRequest, pk: int) -> HttpResponse:
    found = _matter(rights_request, pk)
    form = EndForm(request.POST, rights_request=rights_request)
    verb = partial(authority_matters.end, found, by=request.user)
    done = _("It is noted how the matter ended.")
    return take(request, form, verb, done=done, again=partial(show, matter=found))


def _matter(rights_request: RightsRequest, pk: int) -> AuthorityMatter:
    mine = AuthorityMatter.objects.filter(rights_request=rights_request)
    return get_object_or_404(mine.select_related("task", "clock"), pk=pk)
