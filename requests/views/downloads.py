"""Handing out the files of a case: always to be saved, never shown or run by us."""

from typing import Any

from django import forms
from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audit.errors import FileGone
from audit.trail import record_access
from rights import files, grants
from rights.case_page import crumbs
from rights.errors import StepNotAllowed
from rights.models import CaseFile, RightsRequest
from rights.views.staff import StaffRequest, page
from rights.views.status import spoken

SANDBOX = "default-src 'none'; sandbox"  # even a viewer that opens it runs nothing


@require_safe
@login_not_required
@spoken
def of_person(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    """A file on the person's own page, for a few minutes after the code.

    After that a new code is asked for: whoever finds the page open later gets words,
    and no file.
    """
    if not grants.is_fresh(request.session, ref):
        if grants.is_granted(request.session, ref):
            grants.revoke(request.session, ref)
            notices.info(request, _("For a file we ask for a new code."))
        return redirect("status:code", ref)
    rows = CaseFile.objects.select_related("rights_request")
    found = get_object_or_404(rows, pk=pk, rights_request__ref=ref)
    if not found.is_open_to_person(timezone.now()):
        raise Http404
    return hand_out(found)


@require_safe
@page()
def of_office(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    return hand_out(_of(rights_request, pk))


@page("requests.triage")
def erase(
    request: StaffRequest, rights_request: RightsRequest, pk: int
) -> HttpResponse:
    """Ask once more, with the reason; then the file is gone for good."""
    found = _of(rights_request, pk)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        because = CaseFile.Because(form.cleaned_data["because"])
        try:
            files.erase(rights_request, [found], because=because, by=request.user)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
        else:
            notices.success(request, _("The file is erased."))
            return redirect(rights_request)
    context: dict[str, Any] = {
        "rights_request": rights_request,
        "file": found,
        "form": form,
        "crumbs": crumbs(rights_request, _("Erase a file")),
    }
    return render(request, "requests/desk/file_erase.html", context)


class EraseForm(forms.Form):
    because = forms.ChoiceField(
        label=gettext_lazy("Why is it erased?"),
        widget=forms.RadioSelect,
        choices=[
            (because, because.label)
            for because in (CaseFile.Because.CHECKED, CaseFile.Because.MISTAKE)
        ],
        error_messages={"required": gettext_lazy("Say why the file is erased.")},
    )


def _of(rights_request: RightsRequest, pk: int) -> CaseFile:
    there = CaseFile.objects.there().select_related("rights_request")
    return get_object_or_404(there, pk=pk, rights_request=rights_request)


def hand_out(found: CaseFile) -> HttpResponse:
    """The file as it came, to be saved under its name; that it left is recorded."""
    try:
        data = files.content(found)
    except FileGone:
        raise Http404 from None
    case = found.rights_request
    record_access(
        "export",
        found,
        controller_id=case.controller_id,
        case_id=case.pk,
        subject_id=case.data_subject_id,
    )
    return as_attachment(data, found.name, found.file_kind().type)


def as_attachment(data: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    response["Content-Disposition"] = disposition or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    return response
