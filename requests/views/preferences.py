"""`…/preferences/`: what one's data may be used for, after a code by e-mail.

One switch for each purpose, with two equal buttons; a no is one press, as a yes is.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.models import Establishment
from audit.trail import Actor, record_access
from rights import grants, guards, preferring
from rights.forms.filing import CodeForm
from rights.forms.preferences import AddressForm, ChoiceForm
from rights.views.pages import args_of, place_or_404, public_page, too_many
from subjects import consenting, marketing, signals
from subjects.errors import SubjectsError
from subjects.models import ConsentEvent, ConsentPurpose, DataSubject
from subjects.receipts import json_receipt, receipt_of
from subjects.shown_texts import item_words

type Opened = Callable[Concatenate[HttpRequest, Establishment, str, ...], HttpResponse]
WAITING = "preferences_email"  # in the session: the address whose code is awaited


def opened(view: Opened) -> Callable[..., HttpResponse]:
    """Hand over the proven address; without one the way leads to the code."""

    @wraps(view)
    def wrapper(
        request: HttpRequest, controller: str, country: str, **more: object
    ) -> HttpResponse:
        place = place_or_404(controller, country)
        email = preferring.email_of(request.session, place.controller)
        if not email:
            return _go(place, "preferences")
        return view(request, place, email, **more)

    return wrapper


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """The switches; before that, the address that the code goes to."""
    place = place_or_404(controller, country)
    if email := preferring.email_of(request.session, place.controller):
        return _switches(request, place, email)
    is_posted = request.method == "POST"
    form = AddressForm(request.POST if is_posted else None)
    if is_posted and form.is_valid():
        email = form.cleaned_data["email"]
        if not preferring.may_ask(request, email=email):
            return too_many(request, place)
        preferring.send_code(
            place,
            email=email,
            language=get_language() or "en",
            browser_key=grants.browser_key(request.session),
        )
        request.session[WAITING] = email
        return _go(place, "preferences-code")
    context = {"form": form, "signal": signals.signal_of(request.headers)}
    template = "requests/preferences/address.html"
    return public_page(request, template, context, establishment=place)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, controller: str, country: str) -> HttpResponse:
    """Type the code; a browser's own signal is heeded as soon as we know for whom."""
    place = place_or_404(controller, country)
    email = request.session.get(WAITING, "")
    if not email:
        return _go(place, "preferences")
    is_posted = request.method == "POST"
    form = CodeForm(request.POST if is_posted else None)
    if is_posted and form.is_valid():
        if not guards.may_try_code(request):
            return too_many(request, place)
        outcome = preferring.take_code(
            place.controller,
            email=email,
            digits=form.cleaned_data["digits"],
            browser_key=grants.browser_key(request.session),
        )
        if outcome.is_ok:
            del request.session[WAITING]
            preferring.open_for(request, place.controller, email)
            _heed(request, place, email)
            return _go(place, "preferences")
        form.refuse(outcome)
    context = {"form": form, "email": email, "change_url": _url(place, "preferences")}
    template = "requests/preferences/code.html"
    return public_page(request, template, context, establishment=place)


@login_not_required
@require_POST
@opened
def choose(request: HttpRequest, place: Establishment, email: str) -> HttpResponse:
    """Keep one choice with the words that were shown."""
    form = ChoiceForm(request.POST, controller=place.controller)
    if not form.is_valid():
        notices.error(request, _("That was no choice of this page. Choose again."))
        return _go(place, "preferences")
    now, language = timezone.now(), get_language() or "en"
    person = preferring.person_of(place.controller, email) or preferring.make_known(
        place.controller, email, language=language, at=now
    )
    how = preferring.shown_here(place, language, at=now)
    said = form.cleaned_data
    by = Actor.subject()
    try:
        if said["choice"] == form.STOP:
            marketing.stop(person, how, by=by, at=now)
        elif said["choice"] == form.YES:
            consenting.give(person, said["purpose"], how, by=by, at=now)
        else:
            consenting.withdraw(person, said["purpose"], how, by=by, at=now)
    except SubjectsError as error:
        notices.error(request, str(error))
    else:
        notices.success(request, _("Your choice is kept, and it counts from now on."))
    return _go(place, "preferences")


@login_not_required
@require_safe
@opened
def receipt(
    request: HttpRequest, place: Establishment, email: str, uid: uuid.UUID
) -> HttpResponse:
    """The receipt of one choice, to read and to print."""
    event = _event(request, place, email, uid)
    context = {
        "event": event,
        "items": item_words(event.consent.purpose),
        "json_url": _url(place, "consent-jsonld", uid),
        "back_url": _url(place, "preferences"),
    }
    template = "requests/preferences/receipt.html"
    return public_page(request, template, context, establishment=place)


@login_not_required
@require_safe
@opened
def jsonld(
    request: HttpRequest, place: Establishment, email: str, uid: uuid.UUID
) -> HttpResponse:
    """The same receipt for programs."""
    return json_receipt(receipt_of(_event(request, place, email, uid)))


@login_not_required
@require_POST
@opened
def sign_out(request: HttpRequest, place: Establishment, email: str) -> HttpResponse:
    preferring.close(request.session, place.controller)
    notices.success(request, _("Your preferences are closed in this browser."))
    return _go(place, "country-home")


def _switches(request: HttpRequest, place: Establishment, email: str) -> HttpResponse:
    person = preferring.person_of(place.controller, email)
    switches: list[consenting.Standing] = []
    events: list[ConsentEvent] = []
    if person is not None:
        _look(person)
        switches = [
            one for one in consenting.standings(person) if not one.purpose.retired_on
        ]
        events = consenting.ledger(person)
    else:
        offered = ConsentPurpose.objects.of(place.controller).offered()
        switches = [consenting.Standing(one, None) for one in offered]
    asked = [one for one in switches if one.purpose.is_marketing]
    context = {
        "switches": [(one, ", ".join(item_words(one.purpose))) for one in switches],
        "has_marketing": bool(asked),
        "is_stopped": bool(asked) and all(one.state in consenting.NO for one in asked),
        "events": events,
        "signal": signals.signal_of(request.headers),
        "choose_url": _url(place, "choose"),
        "sign_out_url": _url(place, "preferences-sign-out"),
        "place_args": args_of(place),
    }
    template = "requests/preferences/switches.html"
    return public_page(request, template, context, establishment=place)


def _heed(request: HttpRequest, place: Establishment, email: str) -> None:
    signal = signals.signal_of(request.headers)
    person = preferring.person_of(place.controller, email)
    if signal is None or person is None or person.erased_at is not None:
        return
    language = get_language() or "en"
    if signals.heed(person, signal, language=language, at=timezone.now()):
        notices.success(
            request, _("Your browser asks for privacy: advertising is switched off.")
        )


def _event(
    request: HttpRequest, place: Establishment, email: str, uid: uuid.UUID
) -> ConsentEvent:
    """The change with this number, if it is this person's."""
    person = preferring.person_of(place.controller, email)
    events = ConsentEvent.objects.none()
    if person is not None:
        _look(person)
        events = ConsentEvent.objects.of(person)
    found: ConsentEvent = get_object_or_404(
        events.select_related(
            "consent__purpose__controller", "consent__data_subject", "text", "effect"
        ),
        uid=uid,
    )
    return found


def _look(person: DataSubject) -> None:
    record_access(
        "record", person, controller_id=person.controller_id, subject_id=person.pk
    )


def _url(place: Establishment, name: str, *more: object) -> str:
    return reverse(f"public:{name}", args=[*args_of(place), *more])


def _go(place: Establishment, name: str) -> HttpResponse:
    return redirect(_url(place, name))
