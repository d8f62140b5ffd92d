"""Tags of one request, put on and taken off from its page."""

from functools import partial

from django.http import HttpResponse
from django.utils.translation import gettext as _

from rights import tagging
from rights.forms.desk import TagForm
from rights.models import RightsRequest
from rights.views.case import show
from rights.views.staff import StaffRequest, step
from rights.views.steps import take


@step(tagging.WORKS)
def tag(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = TagForm(request.POST, rights_request=rights_request)
    verb = partial(tagging.tag, rights_request, by=request.user)
    return take(request, form, verb, done=_("The tag is on the request."), again=show)


@step(tagging.WORKS)
def untag(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    form = TagForm(request.POST, rights_request=rights_request)
    verb = partial(tagging.untag, rights_request, by=request.user)
    return take(request, form, verb, done=_("The tag is taken off."), again=show)
