"""An approved version goes out: how, from when, what still stops it; and back.

What follows later stands here too: a version that mends it, a language that came late.
"""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import StaffRequest
from policies import gates, publishing_steps, workflow
from policies.errors import NotPossible
from policies.forms.publishing import AnnounceForm, PlanForm, WithdrawForm
from policies.models import PolicyVersion, Translation
from policies.naming import language_name
from policies.views.frame import approves, blame, crumbs_to, edits, url_of, version_of

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
            blame(form, error)
        else:
            messages.success(request, _("The plan is kept."))
            return redirect(url_of(found, "publish"))
    return _draw(request, found, form)


@require_POST
@publishes
def announce(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    """Now, or from the beginning of a later day."""
    found = version_of(request, controller, slug, number, "policies.publish")
    form, now = AnnounceForm(request.POST), timezone.now()
    if form.is_valid():
        moment = form.moment(found, now=now)
        try:
            workflow.announce(found, by=request.user, at=now, announced_at=moment)
        except NotPossible as error:
            blame(form, error)
        else:
            said = _("Announced: everyone can read it now.")
            if moment > now:
                said = _("It is announced on its day: nothing more has to be done.")
            messages.success(request, said)
            return redirect(url_of(found, "version"))
    return _draw(request, found, PlanForm.of(found), announcing=form)


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
            blame(form, error)
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


@require_POST
@edits
def correct(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    """Begin a version that mends this one."""
    found = version_of(request, controller, slug, number, "policies.edit")
    try:
        made = workflow.correct(found, by=request.user, at=timezone.now())
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(url_of(found, "version"))
    messages.success(
        request,
        _("Version %(new)d begins with the words of version %(old)d: mend them.")
        % {"new": made.number, "old": found.number},
    )
    return redirect(url_of(made, "version"))


@require_POST
@approves
def finish_language(
    request: StaffRequest, controller: str, slug: str, number: int, language: str
) -> HttpResponse:
    """Make a translation final that came after the approval."""
    found = version_of(request, controller, slug, number, "policies.approve")
    text = get_object_or_404(
        Translation.objects.select_related("version__policy__controller"),
        version=found,
        language=language,
    )
    try:
        workflow.finish_language(text, by=request.user, at=timezone.now())
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            _("The text in %(language)s is final, as an addition of today.")
            % {"language": language_name(language)},
        )
    return redirect(url_of(found, "version"))


def _draw(
    request: StaffRequest,
    found: PolicyVersion,
    form: PlanForm,
    announcing: AnnounceForm | None = None,
) -> HttpResponse:
    """The plan, all that still stops it, and the button where nothing does."""
    now = timezone.now()
    obstacles = gates.before_announcement(found, announced_at=now)
    is_approved = found.state == PolicyVersion.State.APPROVED
    may = request.user.has_perm("policies.publish", found.policy)
    context = {
        "form": announcing if announcing and announcing.errors else form,
        "plan_form": form,
        "announce_form": announcing or AnnounceForm(),
        "version": found,
        "steps": publishing_steps.of_version(found, obstacles),
        "obstacles": obstacles,
        "is_planned_here": found.state != PolicyVersion.State.WITHDRAWN
        and not found.is_announced,
        "may_announce": is_approved and not obstacles and may,
        "is_approved": is_approved,
        "is_later": bool(found.announced_at and found.announced_at > now),
        "crumbs": crumbs_to(found, _("Publish")),
        "back_url": url_of(found, "version"),
        "announce_url": url_of(found, "announce"),
    }
    return render(request, "policies/publish.html", context)
