"""The case on paper: the whole file for the office, the receipt for the person."""

from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.trail import record_access
from correspondence import drawing
from correspondence.models import Letter
from rights import explaining, guards
from rights.case_page import CasePage
from rights.file_kinds import KINDS
from rights.following import Following
from rights.models import RightsRequest
from rights.on_paper import footer_of, standalone
from rights.timeline_looks import letter_name
from rights.views.downloads import as_attachment
from rights.views.pages import too_many
from rights.views.staff import StaffRequest, page
from rights.views.status import opened
from rights.wording import paragraphs

WAIT_SECONDS = 30.0  # of somebody before a page; a thick case takes a few


@require_safe
@page()
def case_file(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """Everything of the case on one page, nothing folded, to print."""
    context = _case(request, rights_request)
    return render(request, "requests/print/case.html", context)


@require_safe
@page()
def case_pdf(request: StaffRequest, rights_request: RightsRequest) -> HttpResponse:
    """The same as PDF; where it cannot be drawn, the page and why."""
    context = _case(request, rights_request)
    html = standalone(
        render_to_string("requests/print/_case.html", context),
        title=rights_request.ref,
        footer=context["footer"],
    )
    try:
        pdf = drawing.to_pdf(html, seconds=WAIT_SECONDS)
    except drawing.PdfNotDrawn as error:
        notices.warning(request, str(error))
        return redirect("requests:print", rights_request.ref)
    return as_attachment(pdf, f"{rights_request.ref}.pdf", KINDS["pdf"].type)


@require_safe
@login_not_required
@opened
def receipt_pdf(request: HttpRequest, rights_request: RightsRequest) -> HttpResponse:
    """The receipt as PDF; where it cannot be drawn, the page of it and why."""
    if not guards.may_draw(request, ref=rights_request.ref):
        return too_many(request, rights_request.establishment)
    now = timezone.now()
    language = get_language() or "en"
    context = {
        "rights_request": rights_request,
        "establishment": rights_request.establishment,
        "zone": rights_request.establishment.time_zone,
        "following": Following(rights_request, at=now, language=language),
        "asked": explaining.wish(rights_request.right),
        "printed_at": now,
    }
    title = _("Receipt %(ref)s") % {"ref": rights_request.ref}
    html = standalone(
        render_to_string("requests/status/_receipt.html", context),
        title=title,
        footer=footer_of(rights_request, at=now),
    )
    try:
        pdf = drawing.to_pdf(html, seconds=WAIT_SECONDS)
    except drawing.PdfNotDrawn as error:
        notices.warning(request, str(error))
        return redirect("status:receipt", rights_request.ref)
    _record(rights_request)
    return as_attachment(pdf, f"{rights_request.ref}.pdf", KINDS["pdf"].type)


def _case(request: StaffRequest, rights_request: RightsRequest) -> dict[str, Any]:
    """The case as the request page knows it, and every letter in full."""
    _record(rights_request)
    now = timezone.now()
    shown = CasePage(rights_request, user=request.user, now=now)
    letters = Letter.objects.filter(case_id=rights_request.pk).order_by("created_at")
    return {
        "page": shown,
        "rights_request": rights_request,
        "zone": rights_request.establishment.time_zone,
        "letters": [
            (letter_name(letter.kind), letter, paragraphs(letter.body))
            for letter in letters
            if letter.kind != "code"
        ],
        "footer": footer_of(rights_request, at=now),
    }


def _record(rights_request: RightsRequest) -> None:
    record_access(
        "export",
        rights_request,
        controller_id=rights_request.controller_id,
        case_id=rights_request.pk,
        subject_id=rights_request.data_subject_id,
    )
