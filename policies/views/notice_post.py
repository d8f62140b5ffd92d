"""Letters on paper: batches to print, the day they were posted, what came back."""

import threading

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from audit.trail import record_access
from correspondence.drawing import PdfNotDrawn, to_pdf
from correspondence.models import Delivery
from policies.days import last_day_of
from policies.errors import NotPossible
from policies.forms.post import CameBackForm, HandOverForm
from policies.models import Campaign, PostBatch
from policies.telling import plans, posting, printing
from policies.telling.steps import PREPARE
from policies.views.notice_frame import crumbs_to, notice_of, prepares, sees
from subjects import postal

State = Delivery.State
# A PDF holds a thread of the server and a core for some seconds: the others are for
# pages, however many batches somebody asks for at once.
DRAWING = threading.BoundedSemaphore(2)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def letters(request: StaffRequest, pk: int) -> HttpResponse:
    """What waits to be printed, and every batch. POST puts the next ones together."""
    campaign = notice_of(request, pk)
    refused = ""
    if request.method == "POST":
        _may(request, campaign)
        number, by = _number(request), request.user
        try:
            if "all" in request.POST:
                made = posting.put_all_together(campaign, number=number, by=by)
            else:
                made = [posting.put_together(campaign, number=number, by=by)]
        except NotPossible as error:
            refused = str(error)
        else:
            if len(made) == 1:
                return redirect(made[0])
            said = _("%(count)s batches are put together. Print each as a PDF.")
            messages.success(request, said % {"count": len(made)})
            return redirect("notices:post", pk)
    waiting = posting.unbatched(campaign).count()
    batches = _with_counts(campaign)
    context = {
        "campaign": campaign,
        "version": campaign.version,
        "refused": refused,
        "waiting": waiting,
        "most": posting.MOST_LETTERS,
        "next_number": max((one.number for one, _counts in batches), default=0) + 1,
        "batches": batches,
        "posted": sum(counts["posted"] for _batch, counts in batches),
        "must_by": plans.last_moment(campaign.version),
        "is_sending": campaign.state == Campaign.State.SENDING,
        "may_prepare": request.user.has_perm(PREPARE, campaign),
        "crumbs": crumbs_to(campaign, _("Letters to print")),
    }
    status = 409 if refused else 200
    return render(request, "policies/notices/post.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@sees
def batch(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One batch: its letters by number. POST says on which day they were posted."""
    campaign = notice_of(request, pk)
    found = _batch_of(campaign, number)
    today = last_day_of(timezone.now(), campaign.controller)
    form = HandOverForm(request.POST or None, initial={"on": today})
    if request.method == "POST":
        _may(request, campaign)
        if form.is_valid():
            try:
                posting.hand_over(found, by=request.user, **form.cleaned_data)
            except NotPossible as error:
                form.add_error("on", str(error))
            else:
                messages.success(request, _("It is noted that they were posted."))
                return redirect(found)
    rows = list(posting.of_batch(found))
    context = {
        "campaign": campaign,
        "batch": found,
        "rows": [(printing.number_of(row.pk), row) for row in rows],
        "taken_out": _taken_out(found, rows),
        "to_post": any(row.state == State.TO_PRINT for row in rows),
        "form": form,
        "may_prepare": request.user.has_perm(PREPARE, campaign),
        "crumbs": _crumbs(campaign, _name(found)),
        "title": _name(found),
    }
    return render(request, "policies/notices/batch.html", context)


@require_safe
@prepares
def batch_print(
    request: StaffRequest, pk: int, number: int, *, is_pdf: bool
) -> HttpResponse:
    """The letters as one PDF, or as a page to print from the browser.

    Where no PDF can be drawn, the way leads to the page, which says why.
    """
    campaign = notice_of(request, pk, PREPARE)
    found = _batch_of(campaign, number)
    printed = printing.letters_of(found, at=timezone.now())
    if not printed:
        messages.info(request, _("No letter of this batch waits to be printed."))
        return redirect(found)
    if is_pdf:
        if not DRAWING.acquire(blocking=False):
            messages.warning(
                request,
                _("Other letters are being drawn. Ask again once their PDF is there."),
            )
            return redirect("notices:post", pk)
        try:
            answer = _pdf_of(found, printed)
        except PdfNotDrawn as error:
            messages.error(request, str(error))
            return redirect("notices:batch-print", pk, number)
        finally:
            DRAWING.release()
    else:
        context = {"batch": found, "letters": printed, "title": _name(found)}
        answer = render(request, "policies/notices/batch_print.html", context)
    _record(campaign, printed)
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@prepares
def back(request: StaffRequest, pk: int) -> HttpResponse:
    """A letter came back: its number, and what the envelope says."""
    campaign = notice_of(request, pk, PREPARE)
    named = request.GET.get("letter", "")
    form = CameBackForm(request.POST or None, initial={"letter": named})
    if request.method == "POST" and form.is_valid():
        try:
            is_new = posting.came_back(
                campaign,
                form.cleaned_data["letter"],
                because=form.cleaned_data["because"],
                by=request.user,
            )
        except NotPossible as error:
            form.add_error("letter", str(error))
        else:
            said = (
                _("Noted. The person is told by the next way.")
                if is_new
                else _("That this letter came back was noted before.")
            )
            messages.success(request, said)
            return redirect("notices:post", pk)
    context = {
        "campaign": campaign,
        "form": form,
        "crumbs": _crumbs(campaign, _("A letter came back")),
    }
    return render(request, "policies/notices/came_back.html", context)


def _may(request: StaffRequest, campaign: Campaign) -> None:
    if not request.user.has_perm(PREPARE, campaign):
        raise PermissionDenied


def _number(request: StaffRequest) -> int:
    """Which batch the button was for, so that pressing it twice makes one."""
    typed = request.POST.get("number", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0


def _batch_of(campaign: Campaign, number: int) -> PostBatch:
    rows = PostBatch.objects.filter(campaign=campaign, number=number)
    return get_object_or_404(rows.select_related("made_by", "handed_over_by"))


def _with_counts(campaign: Campaign) -> list[tuple[PostBatch, dict[str, int]]]:
    """Every batch, the newest first, with how many of its letters stand how."""
    batches = campaign.post_batches.select_related("made_by").order_by("-number")
    counted = (
        posting.letters_of(campaign)
        .exclude(batch=None)
        .values("batch")
        .order_by()
        .annotate(
            waiting=Count("pk", filter=Q(state=State.TO_PRINT)),
            posted=Count("pk", filter=Q(state=State.POSTED)),
        )
    )
    by_number: dict[int | None, dict[str, int]] = {
        row["batch"]: {"waiting": row["waiting"], "posted": row["posted"]}
        for row in counted
    }
    none = {"waiting": 0, "posted": 0}
    return [(one, by_number.get(one.number, none)) for one in batches]


def _taken_out(found: PostBatch, rows: list[Delivery]) -> list[str]:
    """Numbers of letters that may lie printed and are not to be posted any more."""
    if found.handed_over_on is not None:
        return []
    addresses = postal.addresses_of([row.person_id or 0 for row in rows])
    return [
        printing.number_of(row.pk)
        for row in rows
        if row.state != State.TO_PRINT or row.person_id not in addresses
    ]


def _pdf_of(found: PostBatch, printed: list[printing.OnPaper]) -> HttpResponse:
    drawn = to_pdf(printing.page_of(found, printed), also=[printing.LOOKS])
    name = f"notice-{found.campaign_id}-letters-{found.number}.pdf"
    return HttpResponse(
        drawn,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _record(campaign: Campaign, printed: list[printing.OnPaper]) -> None:
    """Whoever prints takes out each person's name and address: one entry for each."""
    for one in printed:
        record_access(
            "export",
            one.person,
            controller_id=campaign.controller_id,
            subject_id=one.person.pk,
        )


def _name(found: PostBatch) -> str:
    return _("Batch %(number)s") % {"number": found.number}


def _crumbs(campaign: Campaign, last: str) -> list[tuple[str, str]]:
    *before, here = crumbs_to(campaign, last)
    to_print = (_("Letters to print"), reverse("notices:post", args=[campaign.pk]))
    return [*before, to_print, here]
