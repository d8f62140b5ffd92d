"""`/desk/policies/`: the policies of one's companies, their versions, one version."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import StaffRequest
from policies import changes, workflow
from policies.drafting import draft_from
from policies.errors import NotPossible, NotReady
from policies.forms.steps import SendBackForm
from policies.models import Policy, PolicyVersion
from policies.policy_page import PolicyPage, summaries
from policies.version_page import VersionPage
from policies.views.frame import (
    approves,
    crumbs_to,
    edits,
    policy_of,
    policy_url,
    sees,
    url_of,
    version_of,
)


@require_safe
@sees
def policies(request: StaffRequest) -> HttpResponse:
    mine = Policy.objects.visible_to(request.user).select_related("controller")
    context = {"policies": summaries(mine, now=timezone.now())}
    return render(request, "policies/policies.html", context)


@require_safe
@sees
def policy(request: StaffRequest, controller: str, slug: str) -> HttpResponse:
    found = policy_of(request, controller, slug)
    may_edit = request.user.has_perm("policies.edit", found)
    page = PolicyPage(found, now=timezone.now(), may_edit=may_edit)
    return render(request, "policies/policy.html", {"page": page, "policy": found})


@require_POST
@edits
def draft(request: StaffRequest, controller: str, slug: str) -> HttpResponse:
    """Begin a draft with the words of the newest version that has some."""
    found = policy_of(request, controller, slug)
    newest = (
        PolicyVersion.objects.filter(policy=found, translations__isnull=False)
        .exclude(state=PolicyVersion.State.WITHDRAWN)
        .order_by("-number")
        .select_related("policy__controller")
        .first()
    )
    if newest is None:
        messages.error(request, _("No version has a text yet: import one first."))
        return redirect(policy_url(found))
    try:
        made = draft_from(newest, by=request.user, at=timezone.now())
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect(policy_url(found))
    return redirect(url_of(made, "version"))


@require_safe
@sees
def version(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    return _draw(request, version_of(request, controller, slug, number))


@require_POST
@edits
def submit(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    found = version_of(request, controller, slug, number, "policies.edit")
    now = timezone.now()
    try:
        changes.suggest(found, by=request.user, at=now)
        workflow.submit(found, by=request.user, at=now)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Submitted: a second person reads it now."))
    return redirect(url_of(found, "version"))


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def send_back(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    found = version_of(request, controller, slug, number, "policies.edit")
    form = SendBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            workflow.send_back(found, reason=reason, by=request.user, at=timezone.now())
        except NotPossible as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sent back to its author."))
            return redirect(url_of(found, "version"))
    context = {
        "form": form,
        "version": found,
        "crumbs": crumbs_to(found, _("Send back")),
        "back_url": url_of(found, "version"),
    }
    return render(request, "policies/send_back.html", context)


@require_POST
@approves
def approve(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    found = version_of(request, controller, slug, number, "policies.approve")
    try:
        workflow.approve(found, by=request.user, at=timezone.now())
    except NotReady as error:
        return _draw(
            request, found, refused=[sentence for _code, sentence in error.missing]
        )
    except NotPossible as error:
        return _draw(request, found, refused=[str(error)])
    messages.success(request, _("Approved: from now on the words stay as they are."))
    return redirect(url_of(found, "version"))


def _draw(
    request: StaffRequest, found: PolicyVersion, refused: Any = ()
) -> HttpResponse:
    user = request.user
    permissions = user.get_all_permissions(found.policy)
    page = VersionPage(
        found,
        now=timezone.now(),
        may_edit="policies.edit" in permissions,
        may_approve="policies.approve" in permissions,
        may_publish="policies.publish" in permissions,
        user_id=user.pk,
    )
    context = {
        "page": page,
        "version": found,
        "refused": list(refused),
        "crumbs": crumbs_to(found),
    }
    return render(request, "policies/version.html", context)
