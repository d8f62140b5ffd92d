"""Documents of an identity check: `/desk/requests/<ref>/identity/document/`."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from audit.trail import record_access
from rights import proving
from rights.errors import StepNotAllowed
from rights.forms.proofs import DocumentForm
from rights.models import IdentityDocument, RightsRequest
from rights.views.identity import document_form, show
from rights.views.staff import StaffRequest, step
from rights.views.steps import take


@step(proving.PERMISSION)
def take_in(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """Keep a copy until the check has its result, or note that it was shown."""
    form: DocumentForm = document_form(
        rights_request, request.POST, files=request.FILES
    )
    verb = partial(proving.take_document, rights_request, by=request.user)
    done = _("The document is noted. A copy is deleted once the check has its result.")
    answer = take(request, form, verb, done=done, again=show)
    if answer.status_code == 302:
        return redirect("requests:identity", rights_request.ref)
    return answer


@step(proving.PERMISSION)
def look_at(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    """The copy, to be looked at outside the browser; that it was is recorded."""
    documents = IdentityDocument.objects.select_related("check_made__rights_request")
    document = get_object_or_404(
        documents, pk=pk, check_made__rights_request=rights_request
    )
    try:
        content, name = proving.opened(document, by=request.user)
    except StepNotAllowed:
        return redirect("requests:identity", rights_request.ref)
    record_access(
        "reveal",
        document,
        controller_id=rights_request.controller_id,
        case_id=rights_request.pk,
        subject_id=rights_request.data_subject_id,
    )
    response = HttpResponse(content, content_type=document.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
