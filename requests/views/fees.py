"""The fee of a request: `/desk/requests/<ref>/fee/approve/` and its other steps.

It is proposed on a page of its own (rights.views.ways).
"""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _

from rights import charging
from rights.forms.desk import PlainStep
from rights.forms.fees import FeeBackForm, FeeSettledForm
from rights.models import RightsRequest
from rights.views.case import show
from rights.views.staff import StaffRequest, step
from rights.views.steps import take


@step(charging.APPROVING)
def approve(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = PlainStep(request.POST, rights_request=rights_request)
    verb = partial(charging.approve_fee, rights_request, by=request.user)
    done = _("The fee is approved. The letter to the person is on its way.")
    return take(request, form, verb, done=done, again=show)


@step(charging.APPROVING)
def send_back(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = FeeBackForm(request.POST, rights_request=rights_request)
    verb = partial(charging.return_fee, rights_request, by=request.user)
    done = _("The fee is sent back. The request stays free.")
    return take(request, form, verb, done=done, again=show)


@step(charging.DECIDING)
def settle(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = FeeSettledForm(request.POST, rights_request=rights_request)
    verb = partial(charging.settle_fee, rights_request, by=request.user)
    done = _("The fee is settled. The person is told.")
    return take(request, form, verb, done=done, again=show)
