"""`/desk/notices/`: the list, one notice, its plan."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from policies import publishing_steps
from policies.channels import names_of
from policies.errors import NotPossible
from policies.forms.notices import PlanForm, VersionForm
from policies.models import Campaign, PolicyVersion
from policies.naming import language_name
from policies.telling import plans, verbs, wording
from policies.telling.next_steps import next_steps
from policies.telling.progress import progress_of
from policies.views.notice_frame import (
    ROWS,
    crumbs_to,
    home,
    notice_of,
    prepares,
    sees,
)
from policies.views.notice_steps import ACTS, Act

S = Campaign.State


@require_safe
@sees
def notice_list(request: StaffRequest) -> HttpResponse:
    mine = Campaign.objects.visible_to(request.user).select_related(
        "version__policy__controller"
    )
    page = Paginator(mine, ROWS).get_page(request.GET.get("page"))
    may_begin = request.user.has_perm(verbs.PREPARE)
    context = {
        "page": page,
        "add_url": reverse("notices:new") if may_begin else "",
    }
    return render(request, "policies/notices/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@prepares
def new(request: StaffRequest) -> HttpResponse:
    """Choose an announced version that nobody is told about yet."""
    versions = _untold(request)
    form = VersionForm(
        request.POST or None,
        versions=versions,
        initial={"version": request.GET.get("version", "")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            campaign = verbs.draft(form.cleaned_data["version"], by=request.user)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            return redirect("notices:plan", campaign.pk)
    context = {
        "form": form,
        "has_versions": versions.exists(),
        "crumbs": [home(), (_("Tell people"), "")],
    }
    return render(request, "policies/notices/new.html", context)


@require_safe
@sees
def notice(request: StaffRequest, pk: int) -> HttpResponse:
    """Where it stands: what is missing, whom it would tell, or how far it is."""
    campaign = notice_of(request, pk)
    now = timezone.now()
    texts = list(
        campaign.texts.filter(round=campaign.round).select_related("letter")
        if campaign.round
        else ()
    )
    shown = next(
        (one for one in texts if str(one.pk) == request.GET.get("text")),
        texts[0] if texts else None,
    )
    context = {
        "campaign": campaign,
        "version": campaign.version,
        "steps": publishing_steps.of_notice(campaign),
        "acts": _acts(request, campaign),
        "texts": [(one, language_name(one.language)) for one in texts],
        "shown": shown,
        "words": wording.paragraphs(shown.letter.body) if shown else "",
        "sender": settings.NOTICE_FROM_EMAIL,
        "crumbs": crumbs_to(campaign),
        "next_steps": next_steps(campaign.version, at=now),
        "may_prepare": request.user.has_perm(verbs.PREPARE, campaign),
    }
    if campaign.is_open:
        found = plans.outlook(campaign, at=now)
        context |= {
            "outlook": found,
            "shows": names_of(campaign.shows),
            "missing": plans.missing(campaign),
            "late": plans.why_late(found),
        }
        return render(request, "policies/notices/preparing.html", context)
    context["progress"] = progress_of(campaign, at=now)
    context["must_by"] = plans.last_moment(campaign.version)
    is_fragment = request.headers.get("X-Fragment") == "progress"
    template = (
        "policies/notices/_figures.html"
        if is_fragment
        else ("policies/notices/sending.html")
    )
    response = render(request, template, context)
    response["Vary"] = "X-Fragment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@prepares
def plan(request: StaffRequest, pk: int) -> HttpResponse:
    campaign = notice_of(request, pk, verbs.PREPARE)
    form = PlanForm(request.POST or None, campaign=campaign)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.plan(campaign, by=request.user, **form.chosen)
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The plan is kept."))
            return redirect(campaign)
    context = {
        "form": form,
        "campaign": campaign,
        "crumbs": crumbs_to(campaign, _("Who and how")),
    }
    return render(request, "policies/notices/plan.html", context)


def _untold(request: StaffRequest) -> Any:
    """Announced versions of this person's companies without a notice."""
    mine = PolicyVersion.objects.visible_to(request.user).untold()
    return mine.select_related("policy").order_by("policy", "pk")


def _acts(request: StaffRequest, campaign: Campaign) -> list[tuple[Act, str]]:
    """The steps that are open to this person now, with their addresses."""
    offered = ("propose", "approve", "resume", "pause", "cancel")
    return [
        (ACTS[name], reverse("notices:step", args=[campaign.pk, name]))
        for name in offered
        if campaign.state in ACTS[name].states
        and request.user.has_perm(ACTS[name].permission, campaign)
        and not (name == "approve" and campaign.proposed_by_id == request.user.pk)
        and not (name == "propose" and campaign.state == S.PROPOSED)
    ]
