"""Coming in without a password yet, or any more: invitation, and a forgotten password.

Both prove the mailbox by a one-time code and answer alike whether or not anyone by that
address is known.
"""

import secrets
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts import workflow
from accounts.errors import InvitationClosed
from accounts.forms import (
    CodeForm,
    NewPasswordForm,
    ResetForm,
    ResetRequestForm,
    invited_user,
)
from accounts.models import Invitation, User
from correspondence import codes, letters, limits

PROOF_LASTS = timedelta(minutes=30)
PER = timedelta(minutes=15)
MAILBOX = (
    "invited_mailbox"  # session: the address whose code was right, signed with time
)
RESET = "password_reset"  # session: the address asked for, and this browser's key


@login_not_required
@never_cache
def invitation(request: HttpRequest) -> HttpResponse:
    """Step 1: the address and the code of the letter."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = User.objects.normalize_email(form.cleaned_data["email"])
        if not _allowed(request, "invitation-code"):
            _too_many(form)
        elif _is_right(email, form.cleaned_data["code"]):
            request.session.cycle_key()
            request.session[MAILBOX] = signing.dumps(email, salt=MAILBOX)
            return redirect("accept-invitation")
        else:
            form.add_error(
                "code",
                _(
                    "This code does not fit this address, or it is no longer valid. "
                    "Look for the newest letter, or ask your administrator for another."
                ),
            )
    return render(request, "accounts/invitation.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest) -> HttpResponse:
    """Step 2: a password for a new account; a known one just takes its new roles."""
    email = _proved_mailbox(request)
    waiting = Invitation.objects.open(timezone.now()).filter(email=email)
    invitations = list(waiting.select_related("controller").order_by("pk"))
    if not email or not invitations:
        messages.error(request, str(InvitationClosed()))
        return redirect("invitation")
    has_account = User.objects.filter(email=email, is_active=True).exists()
    person = invited_user(invitations[0])
    form = (
        forms.Form(request.POST or None)
        if has_account
        else NewPasswordForm(request.POST or None, user=person)
    )
    if request.method == "POST" and (has_account or form.is_valid()):
        password = "" if has_account else form.cleaned_data["password"]
        with transaction.atomic():
            for each in invitations:
                workflow.accept_invitation(each, password=password)
        del request.session[MAILBOX]
        messages.success(request, _("Welcome. Sign in with your e-mail and password."))
        return redirect("account_login")
    context = {"form": form, "invitations": invitations, "has_account": has_account}
    return render(request, "accounts/accept_invitation.html", context)


@login_not_required
@never_cache
def forgotten_password(request: HttpRequest) -> HttpResponse:
    form = ResetRequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = User.objects.normalize_email(form.cleaned_data["email"])
        if not _allowed(request, "password-mail") or not limits.allow(
            "password-mail", email, limit=3, per=PER
        ):
            _too_many(form)
        else:
            browser_key = secrets.token_urlsafe(24)
            _send_reset_code(email, browser_key)
            request.session[RESET] = [email, browser_key]
            return redirect("reset-password")
    return render(request, "accounts/forgotten_password.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def reset_password(request: HttpRequest) -> HttpResponse:
    """The code and a new password. The second factor is asked at sign-in as always."""
    if RESET not in request.session:
        return redirect("account_reset_password")
    email, browser_key = request.session[RESET]
    form = ResetForm(request.POST or None, user=User(email=email))
    if request.method == "POST" and form.is_valid():
        outcome = codes.check(
            RESET,
            subject_key=email,
            browser_key=browser_key,
            digits=form.cleaned_data["code"],
        )
        user = User.objects.filter(email=email, is_active=True).first()
        if outcome.is_ok and user is not None:
            get_adapter(request).set_password(user, form.cleaned_data["password"])
            workflow.end_sessions(user)
            del request.session[RESET]
            messages.success(request, _("Password changed. You can sign in with it."))
            return redirect("account_login")
        form.add_error(
            "code",
            _("This code is wrong or no longer valid. You can ask for a new one."),
        )
    return render(request, "accounts/reset_password.html", {"form": form})


def _is_right(email: str, digits: str) -> bool:
    outcome = codes.check(
        "invitation", subject_key=email, browser_key="", digits=digits
    )
    return outcome.is_ok


def _proved_mailbox(request: HttpRequest) -> str:
    try:
        email: str = signing.loads(
            request.session.get(MAILBOX, ""), salt=MAILBOX, max_age=PROOF_LASTS
        )
    except signing.BadSignature:
        return ""
    return email


@transaction.atomic
def _send_reset_code(email: str, browser_key: str) -> None:
    now = timezone.now()
    # Issued whether or not the address is known: every later answer is then the same.
    code = codes.issue(RESET, subject_key=email, browser_key=browser_key, at=now)
    user = User.objects.filter(email=email, is_active=True).first()
    membership = user and user.memberships.select_related("controller").first()
    if user is None or membership is None:
        return
    # Whoever asks has not shown yet that they are this person.
    letters.write(
        "accounts/letters/password_reset",
        kind="password_reset",
        controller=membership.controller,
        language=user.language,
        to_email=user.email,
        to_name=user.full_name,
        context={"user": user},
        code=code,
        at=now,
        time_zone=user.time_zone,
    )


def _allowed(request: HttpRequest, scope: str) -> bool:
    address = get_adapter(request).get_client_ip(request)
    return limits.allow(f"{scope}-address", address, limit=20, per=PER)


def _too_many(form: forms.Form) -> None:
    form.add_error(
        None, _("That was too often in a short time. Wait 15 minutes and try again.")
    )
