"""An approved version goes out: how, from when, what still stops it; and back."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import StaffRequest
from policies import gates, workflow
from policies.errors import NotPossible
from policies.forms.publishing import PlanForm, WithdrawForm
from policies.models import PolicyVersion
from policies.views.frame import crumbs_to, edits, url_of, version_of

publishes = permission_required("policies.publish", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def plan(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    """Say how and from when; the page lists what still stops the announcement."""
    found = version_of(request, controller, slug, number, "policies.edit")
    is_posted = request.method == "POST"
    form = PlanForm.of(found, request.POST if is_posted else None)
    if is_posted and form.is_valid():
        try:
            workflow.plan(
                found, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotPossible as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("The plan is kept."))
            return redirect(url_of(found, "publish"))
    obstacles = gates.before_announcement(found, announced_at=timezone.now())
    is_approved = found.state == PolicyVersion.State.APPROVED
    context = {
        "form": form,
        "version": found,
        "obstacles": obstacles,
        "is_planned_here": found.state != PolicyVersion.State.WITHDRAWN
        and not found.is_announced,
        "may_announce": is_approved
        and not obstacles
        and request.user.has_perm("policies.publish", found.policy),
        "is_approved": is_approved,
        "crumbs": crumbs_to(found, _("Publish")),
        "back_url": url_of(found, "version"),
        "announce_url": url_of(found, "announce"),
    }
    return render(request, "policies/publish.html", context)


@require_POST
@publishes
def announce(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    found = version_of(request, controller, slug, number, "policies.publish")
    try:
        workflow.announce(found, by=request.user, at=timezone.now())
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(url_of(found, "publish"))
    messages.success(request, _("Announced: everyone can read it now."))
    return redirect(url_of(found, "version"))


@require_http_methods(["GET", "HEAD", "POST"])
@publishes
def withdraw(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    found = version_of(request, controller, slug, number, "policies.publish")
    is_posted = request.method == "POST"
    form = WithdrawForm(request.POST if is_posted else None)
    if is_posted and form.is_valid():
        try:
            workflow.withdraw(
                found,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
        except NotPossible as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Withdrawn: the version before holds again."))
            return redirect(url_of(found, "version"))
    title = _("Withdraw version %(number)d") % {"number": found.number}
    context = {
        "form": form,
        "title": title,
        "action": _("Withdraw"),
        "danger": True,
        "crumbs": crumbs_to(found, _("Withdraw")),
        "back_url": url_of(found, "version"),
    }
    return render(request, "policies/step.html", context)
