"""`/desk/`: what is urgent, how it went, what needs a person; at first a checklist."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.roles import PERMISSIONS
from correspondence import drawing
from dpo_portal.home import office
from dpo_portal.home.board import Board
from dpo_portal.home.first_steps import FirstSteps
from dpo_portal.views.office_settings import office_pages
from rights.desk_words import zone_words
from rights.file_kinds import KINDS
from rights.on_paper import standalone
from rights.views.downloads import as_attachment
from rights.views.staff import StaffRequest

WAIT_SECONDS = 30.0


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    return render(request, "desk/home.html", _told(request))


@require_safe
@permission_required("requests.view", raise_exception=True)
def board(request: StaffRequest) -> HttpResponse:
    """The same figures as PDF; where it cannot be drawn, the page and why."""
    told = _told(request)
    html = standalone(
        render_to_string("desk/home/on_paper.html", told),
        title=_("Requests and answers"),
        footer=f"{told['now'].astimezone(told['board'].zone):%Y-%m-%d %H:%M}",
    )
    try:
        pdf = drawing.to_pdf(html, seconds=WAIT_SECONDS)
    except drawing.PdfNotDrawn as error:
        messages.warning(request, str(error))
        return redirect("desk:home")
    return as_attachment(pdf, "board.pdf", KINDS["pdf"].type)


def _told(request: StaffRequest) -> dict[str, Any]:
    now, user = timezone.now(), request.user
    held = list(user.memberships.values_list("role", "controller_id"))
    granted = frozenset(verb for role, _at in held for verb in PERMISSIONS[role])
    told = Board(user, now, granted)
    reads = "requests.view" in granted
    request.roles = {role for role, _at in held}
    if reads:
        request.figures = {
            "requests:queue": told.work.scope.counts["open"],
            "notices:list": told.watch.counts["notices"],
        }
    runs = not reads and "accounts.manage_team" in granted
    return {
        "office": [] if reads else office_pages(granted),
        "team_items": office.items(user, now) if runs else [],
        "runs": runs,
        "board": told,
        "reads": reads,
        "first": FirstSteps(user, {at for _role, at in held}, granted, now),
        "now": now,
        "zone": zone_words(user.time_zone, now),
    }
