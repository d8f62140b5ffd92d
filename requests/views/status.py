"""`/r/<ref>/`: the page of one request, opened by a code for an hour.

Without that grant every reference looks the same, whether or not a request has it.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from audit.trail import record_access
from rights import (
    explaining,
    filed_together,
    files,
    grants,
    guards,
    late_words,
    opening,
    workflow,
)
from rights.errors import StepNotAllowed
from rights.following import Following
from rights.forms.filing import CodeForm
from rights.forms.status import MessageForm, ReferenceForm, WithdrawForm
from rights.models import RightsRequest
from rights.views.pages import policy_url_of, public_page, speak, too_many
from rulebook.remedies import remedies

View = Callable[..., HttpResponse]
CaseView = Callable[[HttpRequest, RightsRequest], HttpResponse]


def spoken(view: View) -> View:
    """Speak the language asked for (`?lang=ms`, kept), else the open request's."""

    @wraps(view)
    def wrapper(request: HttpRequest, ref: str = "", **kwargs: Any) -> HttpResponse:
        speak(request, grants.language_of(request.session, ref))
        return view(request, ref, **kwargs) if ref else view(request, **kwargs)

    return wrapper


def opened(view: CaseView) -> View:
    """Hand over the case if this browser may open it; else ask for a code."""

    @wraps(view)
    def wrapper(request: HttpRequest, ref: str) -> HttpResponse:
        if not grants.is_granted(request.session, ref):
            late_words.keep(
                request.session,
                ref,
                page=getattr(request.resolver_match, "view_name", ""),
                body=request.POST.get("body", "").strip(),
            )
            return redirect("status:code", ref)
        cases = RightsRequest.objects.select_related(
            "claimant", "controller", "establishment__controller"
        )
        return view(request, get_object_or_404(cases, ref=ref))

    return spoken(wrapper)


@login_not_required
@spoken
def enter(request: HttpRequest) -> HttpResponse:
    """Type the reference; the address of the page never holds more than that."""
    is_posted = request.method == "POST"
    form = ReferenceForm(request.POST if is_posted else None)
    if is_posted and form.is_valid():
        return redirect("status:page", form.cleaned_data["ref"])
    return public_page(request, "requests/status/enter.html", {"form": form})


@login_not_required
@spoken
def code(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for a code, then type it. The answers are the same for every reference."""
    if grants.is_granted(request.session, ref):
        return redirect("status:page", ref)
    is_posted = request.method == "POST"
    form = CodeForm(request.POST if is_posted else None)
    if is_posted and form.is_valid():
        if not guards.may_try_code(request):
            return too_many(request)
        outcome = opening.take_status_code(
            ref,
            digits=form.cleaned_data["digits"],
            browser_key=grants.browser_key(request.session),
        )
        if outcome.is_ok:
            case = get_object_or_404(RightsRequest, ref=ref)
            grants.grant(request, case, *filed_together.asked_with(case))
            if waiting := late_words.page_of(request.session, ref):
                notices.info(request, _("This was not sent yet. Send it again."))
                return redirect(waiting, ref)
            return redirect("status:page", ref)
        form.refuse(outcome)
    context = {"form": form, "ref": ref, "was_sent": is_posted or "sent" in request.GET}
    return public_page(request, "requests/status/code.html", context)


@require_POST
@login_not_required
@spoken
def send_code(request: HttpRequest, ref: str) -> HttpResponse:
    """Mail a code to the address of this request, if there is such a request."""
    browser = grants.browser_key(request.session)
    if not guards.may_send_code(request, ref=ref, browser=browser):
        return too_many(request)
    opening.send_status_code(ref, browser_key=browser)
    response = redirect("status:code", ref)
    response["Location"] += "?sent"
    return response


@require_safe
@login_not_required
@opened
def page(request: HttpRequest, rights_request: RightsRequest) -> HttpResponse:
    """The date, where it stands, our answer, messages, and the ways on."""
    following = _follow(rights_request)
    place = rights_request.establishment
    context = {
        "following": following,
        "asked": explaining.wish(rights_request.right),
        "remedies": remedies(
            rights_request.controller.slug,
            place.country,
            get_language() or "en",
            is_complaint=True,  # that way stands below, as a link
        ),
        "contact_points": following.contact_points,
    }
    return case_page(request, rights_request, "page", context)


@login_not_required
@opened
def messages(request: HttpRequest, rights_request: RightsRequest) -> HttpResponse:
    """Read all messages and write one, with files. The same post twice is one."""
    is_posted = request.method == "POST"
    form = MessageForm(
        request.POST if is_posted else None,
        request.FILES if is_posted else None,
        initial=late_initial(request, rights_request),
    )
    if is_posted and form.is_valid():
        if not guards.may_write(request, ref=rights_request.ref):
            return too_many(request, rights_request.establishment)
        words = form.cleaned_data
        try:
            with files.stored(words.pop("attached")) as kept:
                workflow.hear_from_person(rights_request, attached=kept, **words)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
        else:
            late_words.forget(request.session)
            notices.success(request, _("We have your message."))
            return redirect("status:page", rights_request.ref)
    context = {"form": form, "following": _follow(rights_request)}
    return case_page(request, rights_request, "messages", context)


@login_not_required
@opened
def withdraw(request: HttpRequest, rights_request: RightsRequest) -> HttpResponse:
    """Take the request back after one more look; where that is too late, say why."""
    following = _follow(rights_request)
    is_posted = request.method == "POST"
    form = WithdrawForm(request.POST if is_posted else None)
    if is_posted and form.is_valid() and not following.why_not_withdraw:
        try:
            workflow.withdraw(rights_request)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
        else:
            notices.success(request, _("You took your request back."))
            return redirect("status:page", rights_request.ref)
    context = {"form": form, "following": following}
    return case_page(request, rights_request, "withdraw", context)


@require_safe
@login_not_required
@opened
def receipt(request: HttpRequest, rights_request: RightsRequest) -> HttpResponse:
    """What was asked and when, and every date owed, to print and keep."""
    context = {
        "following": _follow(rights_request),
        "asked": explaining.wish(rights_request.right),
        "printed_at": timezone.now(),
    }
    return case_page(request, rights_request, "receipt", context)


@require_POST
@login_not_required
@spoken
def sign_out(request: HttpRequest, ref: str) -> HttpResponse:
    """Close the page in this browser; a new code opens it again."""
    if grants.is_granted(request.session, ref):
        case = get_object_or_404(RightsRequest, ref=ref)
        for other in filed_together.asked_with(case):
            grants.revoke(request.session, other.ref)
    grants.revoke(request.session, ref)
    notices.success(request, _("You signed out of the page of %(ref)s.") % {"ref": ref})
    return redirect("status:enter")


def late_initial(request: HttpRequest, rights_request: RightsRequest) -> dict[str, str]:
    """What waits for the form of this page since its hour was over."""
    page = getattr(request.resolver_match, "view_name", "")
    words = late_words.find(request.session, rights_request.ref, page=page)
    return {"body": words} if words else {}


def case_page(
    request: HttpRequest,
    rights_request: RightsRequest,
    name: str,
    context: dict[str, Any],
) -> HttpResponse:
    """A page that shows something of the case; that it was read is recorded."""
    record_access(
        "record",
        rights_request,
        controller_id=rights_request.controller_id,
        case_id=rights_request.pk,
        subject_id=rights_request.data_subject_id,
    )
    place = rights_request.establishment
    if following := context.get("following"):
        slug = following.policy_slug
        context["policy_url"] = policy_url_of(place, slug) if slug else ""
    return public_page(
        request,
        f"requests/status/{name}.html",
        context | {"rights_request": rights_request},
        establishment=place,
    )


def _follow(rights_request: RightsRequest) -> Following:
    return Following(rights_request, at=timezone.now(), language=get_language() or "en")
