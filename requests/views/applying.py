"""`…/preferences/policy/`: the text that applies to me, after a code by e-mail.

Here a person agrees to a version that asks for it, or says no. Both buttons are alike.
"""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Establishment
from audit.trail import record_access
from policies.models import Policy, PolicyVersion
from policies.telling import answering, plans, wording
from policies.telling.answering import Channel, Kind, Shown
from policies.telling.audience import best_of
from policies.telling.holding import Held, held_by
from rights import preferring
from rights.views.pages import args_of, public_page
from rights.views.preferences import opened
from subjects.models import DataSubject

BUTTONS = {"accept": Kind.ACCEPTED, "decline": Kind.DECLINED}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@opened
def applies(request: HttpRequest, place: Establishment, email: str) -> HttpResponse:
    """Each policy of the company with the version that holds for this person."""
    person = preferring.person_of(place.controller, email)
    if person is not None:
        record_access(
            "record", person, controller_id=person.controller_id, subject_id=person.pk
        )
    now = timezone.now()
    policies = Policy.objects.filter(controller=place.controller).order_by("pk")
    held = [held_by(person, one, at=now) for one in policies]
    if request.method == "POST":
        return _answer(request, place, person, held)
    language = get_language() or "en"
    context = {
        "held": [
            (one, _title(one, language), _changes(one.asked, language))
            for one in held
            if one.version or one.upcoming
        ],
        "is_known": person is not None,
        "back_url": reverse("public:preferences", args=args_of(place)),
    }
    template = "policies/notices/applies.html"
    return public_page(request, template, context, establishment=place)


def _answer(
    request: HttpRequest,
    place: Establishment,
    person: DataSubject | None,
    held: list[Held],
) -> HttpResponse:
    asked = {str(one.asked.pk): one.asked for one in held if one.asked}
    version = asked.get(request.POST.get("version", ""))
    kind = BUTTONS.get(request.POST.get("choice", ""))
    if person is None or version is None or kind is None:
        notices.error(request, _("That was no choice of this page. Choose again."))
    else:
        sentence = _("I agree") if kind is Kind.ACCEPTED else _("I do not agree")
        shown = Shown(Channel.WEB, get_language() or "en", sentence)
        answering.note(person, version, kind, shown)
        notices.success(request, _("Your choice is kept, and it counts from now on."))
    return redirect("public:applies", *args_of(place))


def _title(held: Held, language: str) -> str:
    version = held.version or held.upcoming
    return wording.title_of(version, language) if version else held.policy.title


def _changes(
    version: PolicyVersion | None, language: str
) -> tuple[str, list[wording.Told]]:
    """The changes of the version that asks, in the language nearest to the reader's."""
    if version is None:
        return language, []
    default = version.policy.default_language
    spoken = plans.languages_of(version) or [version.language]
    found = best_of(language, spoken, default)
    return found, wording.told(version, found)
