"""The load of the team, and handing over what someone leaves: `/desk/team/`."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from rights.assigning import hand_over as hand_over_requests
from rights.assigning import left_by, shares, workers_of
from rights.bulk_words import by_reason, skipped_sentence
from rights.errors import StepNotAllowed
from rights.forms.team import HandOverForm
from rights.team_load import loads_of
from rights.views.staff import StaffRequest


@require_safe
@permission_required("requests.view_team", raise_exception=True)
def load(request: StaffRequest) -> HttpResponse:
    context = {
        "loads": loads_of(request.user, timezone.now()),
        "may_read": request.user.has_perm("requests.view"),
        "may_hand_over": request.user.has_perm("requests.hand_over"),
    }
    return render(request, "requests/desk/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("requests.hand_over", raise_exception=True)
def hand_over(request: StaffRequest, pk: int) -> HttpResponse:
    """First whom, then a page that says who gets how many, then the act."""
    person = get_object_or_404(User, pk=pk)
    cases = left_by(person, request.user)
    people = workers_of(sorted({at for _pk, at in cases})).exclude(pk=person.pk)
    if not cases and not _is_colleague(request, person):
        raise Http404
    form = HandOverForm(request.POST or None, people=people)
    form.initial["seen"] = len(cases)
    shown: list[tuple[str, int]] = []
    if request.method == "POST" and form.is_valid():
        to = list(form.cleaned_data["to"])
        dealt = Counter(shares(cases, to).values())
        shown = [(taker.full_name, dealt[taker]) for taker in to]
        is_current = form.cleaned_data["seen"] == len(cases)
        if "confirmed" in request.POST and is_current:
            return _take(request, person, to)
        again = request.POST.copy()
        again["seen"] = str(len(cases))
        form.data = again
        if dealt[None]:
            shown.append((_("stays where it is"), dealt[None]))
    number = len(cases)
    context = {
        "person": person,
        "form": form,
        "number": number,
        "dealt": shown,
        "action_text": ngettext(
            "Hand over %(number)s request", "Hand over %(number)s requests", number
        )
        % {"number": number},
        "crumbs": [(_("Load"), reverse("team:load")), (person.full_name, "")],
    }
    return render(request, "requests/desk/hand_over.html", context)


def _take(request: StaffRequest, person: User, to: list[User]) -> HttpResponse:
    try:
        result = hand_over_requests(person, to=to, by=request.user)
    except StepNotAllowed as error:
        messages.error(request, str(error))
        return redirect("team:hand-over", person.pk)
    number = len(result.done)
    done = ngettext(
        "%(number)s request was handed over.",
        "%(number)s requests were handed over.",
        number,
    )
    messages.success(request, done % {"number": number})
    for why, refs in by_reason(result.skipped):
        messages.warning(request, skipped_sentence(why, refs))
    return redirect("team:load")


def _is_colleague(request: StaffRequest, person: User) -> bool:
    """Whether they work for a company where one may hand over; others answer 404."""
    mine = request.user.memberships.values("controller_id")
    return person.memberships.filter(controller__in=mine).exists()
