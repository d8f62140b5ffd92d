"""Who was told by a notice, what they answered, and the report of it."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from audit.trail import record_access
from correspondence.drawing import PdfNotDrawn, to_pdf
from correspondence.models import Delivery
from policies.forms.notices import RecipientFilters
from policies.models import Acknowledgement
from policies.telling import proof as proofs
from policies.telling import report, verbs, wording
from policies.views.notice_frame import ROWS, crumbs_to, notice_of, sees
from subjects.csv_files import csv_response
from subjects.models import DataSubject


@require_safe
@sees
def recipients(request: StaffRequest, pk: int) -> HttpResponse:
    """Everyone on the list, by number: whom a number is, the proof page shows."""
    campaign = notice_of(request, pk)
    form = RecipientFilters(request.GET)
    form.is_valid()
    rows = Delivery.objects.filter(campaign_id=campaign.pk).select_related(
        "person", "letter"
    )
    wanted = {key: value for key, value in form.cleaned_data.items() if value}
    page: Page[Delivery] = Paginator(
        rows.filter(**wanted).order_by("pk"), ROWS
    ).get_page(request.GET.get("page"))
    query = "".join(f"{key}={value}&" for key, value in wanted.items())
    count = page.paginator.count
    context = {
        "campaign": campaign,
        "form": form,
        "page": page,
        "query": query,
        "applied": [
            (dict(form.fields[key].choices)[value], f"?{_without(wanted, key)}")  # type: ignore[attr-defined]
            for key, value in wanted.items()
        ],
        "clear_url": reverse("notices:recipients", args=[pk]),
        "summary": ngettext("%(n)d message", "%(n)d messages", count) % {"n": count},
        "crumbs": crumbs_to(campaign, _("People")),
    }
    return render(request, "policies/notices/recipients.html", context)


@require_safe
@sees
def proof(request: StaffRequest, pk: int, person: int) -> HttpResponse:
    """How one person was told: by which way, when, with which words."""
    campaign = notice_of(request, pk)
    found = get_object_or_404(DataSubject.objects.visible_to(request.user), pk=person)
    made = proofs.proof_of(campaign, found)
    if made.letter is None:
        raise Http404
    record_access(
        "record", found, controller_id=campaign.controller_id, subject_id=found.pk
    )
    context = {
        "campaign": campaign,
        "proof": made,
        "words": wording.paragraphs(made.letter.body),
        "version": campaign.version,
        "may_prepare": request.user.has_perm(verbs.PREPARE, campaign),
        "crumbs": [
            *crumbs_to(campaign, _("People"))[:-1],
            (_("People"), reverse("notices:recipients", args=[pk])),
            (found.ref, ""),
        ],
    }
    return render(request, "policies/notices/proof.html", context)


@require_safe
@sees
def answers(request: StaffRequest, pk: int) -> HttpResponse:
    """Who agreed and who said no, the newest first; the noes by default."""
    campaign = notice_of(request, pk)
    kind = request.GET.get("kind", Acknowledgement.Kind.DECLINED)
    if kind not in Acknowledgement.Kind.values:
        kind = Acknowledgement.Kind.DECLINED
    rows = (
        Acknowledgement.objects.filter(version=campaign.version, kind=kind)
        .select_related("data_subject")
        .order_by("-at", "-pk")
    )
    tabs = [
        {
            "label": str(one.label),
            "url": f"?kind={one.value}",
            "current": one.value == kind,
        }
        for one in (
            Acknowledgement.Kind.DECLINED,
            Acknowledgement.Kind.ACCEPTED,
            Acknowledgement.Kind.ACKNOWLEDGED,
        )
    ]
    context = {
        "campaign": campaign,
        "page": Paginator(rows, ROWS).get_page(request.GET.get("page")),
        "query": f"kind={kind}&",
        "tabs": tabs,
        "crumbs": crumbs_to(campaign, _("Answers")),
    }
    return render(request, "policies/notices/answers.html", context)


@require_safe
@sees
def report_csv(request: StaffRequest, pk: int) -> HttpResponse:
    campaign = notice_of(request, pk)
    return csv_response(f"notice-{pk}", report.HEADER, report.rows_of(campaign))


@require_safe
@sees
def report_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    campaign = notice_of(request, pk)
    context = {
        "campaign": campaign,
        "facts": report.facts_of(campaign, at=timezone.now()),
        "rows": report.labelled_rows(campaign),
    }
    page = render(request, "policies/notices/report.html", context).content.decode()
    try:
        drawn = to_pdf(page)
    except PdfNotDrawn as error:
        messages.error(request, str(error))
        return redirect(campaign)
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="notice-{pk}.pdf"'},
    )


def _without(wanted: dict[str, str], key: str) -> str:
    return "&".join(f"{k}={v}" for k, v in wanted.items() if k != key)
