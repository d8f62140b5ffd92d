"""How every step of the desk is taken: one form, one verb, one answer."""

import json
from collections.abc import Callable
from typing import Protocol

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from rights.errors import ChangedMeanwhile, StepNotAllowed
from rights.forms.desk import StepForm
from rights.models import RightsRequest
from rights.views.staff import StaffRequest, find


class Again(Protocol):
    """Draws the page with the form that did not go through, and what changed since."""

    def __call__(
        self,
        request: StaffRequest,
        rights_request: RightsRequest,
        *,
        form: StepForm,
        seen: int | None = None,
        status: int = 200,
    ) -> HttpResponse: ...


def take(
    request: StaffRequest,
    form: StepForm,
    verb: Callable[..., object],
    *,
    done: str,
    again: Again,
) -> HttpResponse:
    """Take the step, say so, go back to the request.

    What cannot be done now answers 409 with the page as it is, the sentence at the form
    and all that was typed; after a change by someone else the page says what changed.
    The second press of one button is no such change: it goes where the first one went.
    """
    rights_request = form.rights_request
    if not form.is_valid():
        return again(request, rights_request, form=form)
    press = _press(request)
    is_first = cache.add(press, True, timeout=60)
    try:
        verb(**form.words())
    except ChangedMeanwhile as error:
        if not is_first:
            return redirect(rights_request)
        cache.delete(press)
        seen = form.cleaned_data["seen"] or 0
        form.rights_request = find(request, rights_request.ref)
        form.add_error(None, str(error))
        form.is_current_again()
        return again(request, form.rights_request, form=form, seen=seen, status=409)
    except StepNotAllowed as error:
        cache.delete(press)
        form.add_error(None, str(error))
        return again(request, rights_request, form=form, status=409)
    except Exception:
        cache.delete(press)  # it was not taken, so the next press is the first one
        raise
    messages.success(request, done)
    return redirect(rights_request)


def _press(request: StaffRequest) -> str:
    """Names one press of one button by one person, without saying what was typed."""
    typed = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
    )
    words = json.dumps([request.user.pk, request.path, typed])
    return "press:" + salted_hmac("rights.press", words, algorithm="sha256").hexdigest()
