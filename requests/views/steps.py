"""How every step of the desk is taken: one form, one verb, one answer."""

from collections.abc import Callable
from typing import Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

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
    """
    rights_request = form.rights_request
    if not form.is_valid():
        return again(request, rights_request, form=form)
    try:
        verb(**form.words())
    except ChangedMeanwhile as error:
        seen = form.cleaned_data["seen"] or 0
        form.rights_request = find(request, rights_request.ref)
        form.add_error(None, str(error))
        form.is_current_again()
        return again(request, form.rights_request, form=form, seen=seen, status=409)
    except StepNotAllowed as error:
        form.add_error(None, str(error))
        return again(request, rights_request, form=form, status=409)
    messages.success(request, done)
    return redirect(rights_request)
