"""The team of a company: who works here, who was invited, what each may do."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import workflow
from accounts.errors import AccountError
from accounts.forms import InvitationForm, RoleForm
from accounts.http import StaffRequest
from accounts.models import Controller, Invitation, Membership, User
from accounts.teams import teams_of
from audit import alarms
from audit.trail import act, record_access
from correspondence import codes, letters
from rights.assigning import left_by

manages_team = permission_required("accounts.manage_team", raise_exception=True)


@manages_team
def team(request: StaffRequest) -> HttpResponse:
    teams = teams_of(request.user, at=timezone.now())
    for each in teams:
        record_access(
            "list",
            controller_id=each.controller.pk,
            count=len(each.memberships),
            of=Membership,
        )
    context = {"teams": teams, "alarms": alarms.lately(timezone.now())}
    return render(request, "desk/settings/team.html", context)


@manages_team
def invite(request: StaffRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invite_by_letter(by=request.user, **form.cleaned_data)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request,
                _("Invitation for %(name)s is on its way.")
                % {"name": invitation.full_name},
            )
            return redirect("accounts:team")
    context = {"form": form, "crumbs": _crumbs(_("Invite someone"))}
    return render(request, "desk/settings/invite.html", context)


@manages_team
@require_POST
def send_again(request: StaffRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)

    def renew() -> None:
        invite_by_letter(
            invitation.controller,
            email=invitation.email,
            full_name=invitation.full_name,
            role=invitation.role,
            language=invitation.language,
            by=request.user,
        )

    return _do(request, renew, _("A new letter is on its way; the old code is void."))


@manages_team
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    invitation = _invitation(request, pk)
    return _do(
        request,
        lambda: workflow.withdraw_invitation(invitation, by=request.user),
        _("Invitation withdrawn."),
    )


@manages_team
def member(request: StaffRequest, pk: int) -> HttpResponse:
    """One person's role in one company; POST changes it."""
    membership = _membership(request, pk)
    form = RoleForm(request.POST or None, initial={"role": membership.role})
    if request.method == "POST" and form.is_valid():
        try:
            workflow.change_role(membership, by=request.user, **form.cleaned_data)
        except AccountError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Role changed."))
            return redirect("accounts:team")
    record_access("record", membership.user, controller_id=membership.controller_id)
    crumbs = _crumbs(membership.user.full_name)
    context = {
        "form": form,
        "membership": membership,
        "left": len(left_by(membership.user, request.user)),
        "crumbs": crumbs,
    }
    return render(request, "desk/settings/member.html", context)


@manages_team
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    return _do(
        request,
        lambda: workflow.remove_membership(membership, by=request.user),
        _("Role removed."),
        back=membership,
    )


@manages_team
@require_POST
def deactivate(request: StaffRequest, pk: int) -> HttpResponse:
    """Close an account; where open requests are left with it, lead to handing over."""
    membership = _membership(request, pk)
    person = membership.user
    answer = _do(
        request,
        lambda: workflow.deactivate(person, by=request.user),
        _("Account deactivated. Its sessions have ended."),
        back=membership,
    )
    person.refresh_from_db()
    if not person.is_active and left_by(person, request.user):
        return redirect("team:hand-over", person.pk)
    return answer


@manages_team
@require_POST
def reset_second_factor(request: StaffRequest, pk: int) -> HttpResponse:
    membership = _membership(request, pk)
    return _do(
        request,
        lambda: workflow.reset_second_factor(membership.user, by=request.user),
        _("Two-step sign-in is reset. The next sign-in sets it up anew."),
        back=membership,
    )


@transaction.atomic
def invite_by_letter(controller: Controller, *, by: User, **person: str) -> Invitation:
    """Invite, and queue the letter whose code proves that its mailbox is read: one act.

    Raises what `workflow.invite` raises; then there is no letter either.
    """
    now = timezone.now()
    with act(by=by, controller_id=controller.pk, at=now):
        invitation = workflow.invite(controller, by=by, at=now, **person)
        code = codes.issue(
            "invitation",
            subject_key=invitation.email,
            browser_key="",
            valid_for=workflow.INVITATION_LASTS,
            at=now,
        )
        letters.write(
            "accounts/letters/invitation",
            kind="invitation",
            controller=controller,
            language=invitation.language,
            to_email=invitation.email,
            to_name=invitation.full_name,
            context={"invitation": invitation, "site_url": settings.SITE_URL},
            code=code,
            at=now,
            time_zone=by.time_zone,
        )
    return invitation


def _do(
    request: StaffRequest, verb: Any, done: str, *, back: Membership | None = None
) -> HttpResponse:
    """Run the verb in one transaction, and say what came of it."""
    try:
        with transaction.atomic():
            verb()
    except AccountError as error:
        messages.error(request, str(error))
        if back is not None:
            return redirect("accounts:member", pk=back.pk)
    else:
        messages.success(request, done)
    return redirect("accounts:team")


def _crumbs(here: str) -> list[tuple[str, str]]:
    return [(_("Team"), reverse("accounts:team")), (here, "")]


def _membership(request: StaffRequest, pk: int) -> Membership:
    mine = Membership.objects.visible_to(request.user)
    return get_object_or_404(mine.select_related("user", "controller"), pk=pk)


def _invitation(request: StaffRequest, pk: int) -> Invitation:
    mine = Invitation.objects.visible_to(request.user).pending()
    return get_object_or_404(mine.select_related("controller"), pk=pk)
