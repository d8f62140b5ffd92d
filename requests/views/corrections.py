"""Correcting a clock: `/desk/requests/<ref>/clocks/<pk>/correct/`."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from rights import correcting
from rights.case_page import crumbs
from rights.forms.correcting import CorrectionForm
from rights.forms.desk import StepForm
from rights.models import Clock, RightsRequest
from rights.views.case import look
from rights.views.staff import StaffRequest, page
from rights.views.steps import take


@page(correcting.PERMISSION)
def correct(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    """Say what the clock says now and what it will say; a POST corrects it."""
    clocks = Clock.objects.select_related("rights_request")
    clock = get_object_or_404(clocks, pk=pk, rights_request=rights_request)
    again = partial(_show, clock=clock)
    if request.method != "POST":
        form = CorrectionForm(rights_request=rights_request)
        return again(request, rights_request, form=form)
    to_status = correcting.other(clock) or clock.status
    verb = partial(
        correcting.correct_clock, clock, to_status=to_status, by=request.user
    )
    return take(
        request,
        CorrectionForm(request.POST, rights_request=rights_request),
        verb,
        done=_("The clock is corrected."),
        again=again,
    )


def _show(
    request: StaffRequest,
    rights_request: RightsRequest,
    *,
    clock: Clock,
    form: StepForm,
    seen: int | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = look(request, rights_request)
    context = {
        "rights_request": rights_request,
        "clock": clock,
        "can": correcting.other(clock) is not None,
        "form": form,
        "changes": None if seen is None else shown.changes_since(seen),
        "crumbs": crumbs(rights_request, _("Correct a clock")),
    }
    return render(request, "requests/desk/correct.html", context, status=status)
