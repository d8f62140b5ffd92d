"""`/u/<token>/`: stop advertising with one press, from a mail.

GET shows the button, since mail scanners open links; POST acts, also the one that a
mail program sends by itself (RFC 8058). The address is the proof: no sign-in, no code.
"""

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from audit.trail import Actor
from correspondence import advertising
from rights.views.pages import public_page, speak
from subjects import marketing
from subjects.consenting import How
from subjects.errors import SubjectsError
from subjects.models import ConsentEvent


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    person = advertising.person_of(token)
    if person is None:
        raise Http404
    speak(request, person.language)
    if person.erased_at is None and request.method == "POST":
        how = How(ConsentEvent.Channel.LINK, person.language)
        with suppress(SubjectsError):  # erased meanwhile: nothing is kept to stop
            marketing.stop(person, how, by=Actor.subject())
    context = {
        "company": person.controller.name,
        "is_stopped": person.erased_at is not None or marketing.is_stopped(person),
    }
    response = public_page(request, "requests/preferences/stop.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response
