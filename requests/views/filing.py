"""The last pages of the public form: check, code, sent."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Establishment
from audit.trail import Actor
from correspondence.codes import CodeOutcome
from rights import (
    confirming,
    drafts,
    filed_together,
    filing,
    grants,
    guards,
    opening,
)
from rights.choices import Relation, State
from rights.drafts import DETAILS, STEPS, Draft
from rights.explaining import owed, wish
from rights.forms.filing import CheckForm, CodeForm
from rights.forms.public import ContactForm, filled
from rights.models import RightsRequest
from rights.offers import Offer, Option, offer
from rights.views.pages import args_of, place_or_404, public_page, too_many
from rights.views.public import keep_draft


@login_not_required
def check(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """All answers once more, then send. Sending them twice files one request."""
    place = place_or_404(controller, country)
    draft = drafts.find_open(request.session, place)
    offered = offer(place)
    so_far = filled(draft, place, offered)
    if so_far.missing:
        return redirect("public:step", *args_of(place), so_far.missing)
    is_posted = request.method == "POST"
    form = CheckForm(request.POST if is_posted else None, draft=draft)
    if is_posted and form.is_valid():
        if not draft.is_sent:
            if not guards.may_file(request, email=so_far.answers["email"]):
                return too_many(request, place)
            draft.is_trapped = form.is_trapped
            _send(request, place, draft, so_far.answers, offered)
        return redirect("public:code", *args_of(place))
    context = {
        "form": form,
        "items": _items(place, offered, so_far.answers),
        "chosen": offered.chosen(so_far.answers["right"]),
        "number": len(STEPS) + 1,
        "total": len(STEPS) + 1,
        "back_url": reverse("public:step", args=[*args_of(place), STEPS[-1]]),
        "trap": guards.TRAP,
    }
    return public_page(
        request, "requests/public/check.html", context, establishment=place
    )


@login_not_required
def code(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """Type the code; the right one confirms the request and opens its page."""
    place = place_or_404(controller, country)
    draft = drafts.find(request.session, place)
    if draft is None or draft.is_confirmed:
        return redirect("public:sent", *args_of(place))
    if not draft.is_sent:
        return redirect("public:request", *args_of(place))
    is_posted = request.method == "POST"
    form = CodeForm(request.POST if is_posted else None)
    if is_posted and form.is_valid():
        if not guards.may_try_code(request):
            return too_many(request, place)
        outcome = _take_code(request, place, draft, form.cleaned_data["digits"])
        if outcome is None or outcome.is_ok:
            return redirect("public:sent", *args_of(place))
        form.refuse(outcome)
    context = {
        "form": form,
        "email": draft.answers["email"],
        "change_url": _change_url(place, "contact"),
        "again_url": reverse("public:code-again", args=args_of(place)),
    }
    return public_page(
        request, "requests/public/code.html", context, establishment=place
    )


@require_POST
@login_not_required
def code_again(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """Send another code; the one before stops working."""
    place = place_or_404(controller, country)
    draft = drafts.find(request.session, place)
    if draft is not None and draft.is_sent and not draft.is_confirmed:
        browser = grants.browser_key(request.session)
        whose = draft.filed or draft.submission
        if not guards.may_send_code(request, ref=whose, browser=browser):
            return too_many(request, place)
        if draft.is_trapped:
            opening.prepare_trap(draft.submission, browser_key=browser)
        else:
            opening.send_confirmation_again(_filed(draft), browser_key=browser)
        messages.success(request, _("A new code is on its way."))
    return redirect("public:code", *args_of(place))


@require_safe
@login_not_required
def sent(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """The reference, every date owed, and what happens next."""
    place = place_or_404(controller, country)
    draft = drafts.find(request.session, place)
    if draft is None or not draft.is_sent:
        return redirect("public:request", *args_of(place))
    if not draft.is_confirmed:
        return redirect("public:code", *args_of(place))
    rights_request = _filed(draft)
    every = [rights_request, *filed_together.asked_with(rights_request)]
    language = get_language() or "en"
    context = {
        "rights_request": rights_request,
        "sent": [
            {
                "ref": one.ref,
                "asked": wish(one.right),
                "dates": owed(one, language=language),
                "url": reverse("status:page", args=[one.ref]),
            }
            for one in every
        ],
    }
    return public_page(
        request, "requests/public/sent.html", context, establishment=place
    )


def _send(
    request: HttpRequest,
    place: Establishment,
    draft: Draft,
    answers: dict[str, Any],
    offered: Offer,
) -> None:
    """File the request; where a machine filled the form in, only look as if."""
    browser = grants.browser_key(request.session)
    if draft.is_trapped:
        opening.prepare_trap(draft.submission, browser_key=browser)
    else:
        rights_request = filing.file(
            drafts.asked(
                answers, place, offered=offered, language=get_language() or "en"
            ),
            by=Actor.subject(),
            submission=uuid.UUID(draft.submission),
            browser_key=browser,
        )
        draft.filed = rights_request.ref
    draft.is_sent = True
    keep_draft(request, place, draft)


def _take_code(
    request: HttpRequest, place: Establishment, draft: Draft, digits: str
) -> CodeOutcome | None:
    """What became of the digits; None if the request was confirmed a moment ago."""
    browser = grants.browser_key(request.session)
    if draft.is_trapped:
        return opening.take_trap_code(
            draft.submission, digits=digits, browser_key=browser
        )
    rights_request = _filed(draft)
    if rights_request.state != State.UNCONFIRMED:
        drafts.finish(request.session, place, draft)
        return None
    outcome = confirming.confirm(rights_request, digits=digits, browser_key=browser)
    if not outcome.is_ok and rights_request.state != State.UNCONFIRMED:
        drafts.finish(request.session, place, draft)  # the first of two presses did it
        return None
    if outcome.is_ok:
        drafts.finish(request.session, place, draft)
        grants.grant(
            request, rights_request, *filed_together.asked_with(rights_request)
        )
    return outcome


def _filed(draft: Draft) -> RightsRequest:
    return get_object_or_404(RightsRequest, ref=draft.filed)


def _items(
    place: Establishment, offered: Offer, answers: dict[str, Any]
) -> list[dict[str, Any]]:
    """Question, answer and the way back to change it; empty answers say so."""
    form = ContactForm(establishment=place, offer=offered, answers=answers)
    chosen = offered.chosen(answers["right"])
    items = [
        ("who", _("Whose data is it?"), str(Relation(answers["relation"]).label)),
        ("what", _("What should we do?"), "\n".join(o.label for o in chosen)),
        *(("details", *_said(answers, option, len(chosen))) for option in chosen),
        *(
            ("contact", str(field.label), answers[name])
            for name, field in form.fields.items()
        ),
    ]
    return [
        {"label": label, "value": value, "url": _change_url(place, step)}
        for step, label, value in items
    ]


def _said(answers: dict[str, Any], option: Option, among: int) -> tuple[str, str]:
    """What was said of one right, under words that tell it from the others."""
    label = _("Details")
    if among > 1:
        label = _("Details of “%(wish)s”") % {"wish": option.label}
    return label, answers[DETAILS + option.right] or _("Nothing added")


def _change_url(place: Establishment, step: str) -> str:
    url = reverse("public:step", args=[*args_of(place), step])
    return f"{url}?then=check"
