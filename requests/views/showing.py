"""`/r/<ref>/identity/`: the person shows a document for the check of who they are."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from audit.trail import Actor
from rights import guards, proving
from rights.errors import StepNotAllowed
from rights.forms.status import ShowForm
from rights.models import RightsRequest
from rights.views.pages import too_many
from rights.views.status import case_page, opened


@login_not_required
@opened
def show(request: HttpRequest, rights_request: RightsRequest) -> HttpResponse:
    """Send a copy while the check is open, and only what the policy asks for."""
    asked = proving.asked_of_person(rights_request)
    is_posted = request.method == "POST" and bool(asked)
    form = ShowForm(
        request.POST if is_posted else None,
        request.FILES if is_posted else None,
        shows=asked,
    )
    if is_posted and form.is_valid():
        if not guards.may_write(request, ref=rights_request.ref):
            return too_many(request, rights_request.establishment)
        try:
            proving.take_document(rights_request, form.shown, by=Actor.subject())
        except StepNotAllowed as error:
            form.add_error("file", str(error))
        else:
            notices.success(request, _("We have your document."))
            return redirect("status:page", rights_request.ref)
    context = {"form": form, "asked": asked}
    return case_page(request, rights_request, "identity", context)
