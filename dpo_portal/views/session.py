"""Staying signed in, and what was typed when that had ended."""

import re

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from accounts import unsent
from accounts.http import StaffRequest
from dpo_portal.session_end import SessionEnd

REFERENCE = re.compile(r"R-\d{4}-\d{4,9}")


def stay(request: StaffRequest) -> HttpResponse:
    """Let the session last its full time again, counted from now.

    A script asks for JSON and stays on its page; a plain form goes back to that page.
    """
    if request.method == "POST":
        request.session.modified = True
        ends = SessionEnd(request.session.get_expiry_date(), timezone.now())
        if request.accepts("text/html"):
            messages.success(request, ends.sentence)
        else:
            return JsonResponse({"seconds": ends.seconds, "sentence": ends.sentence})
    back = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if own else "desk:home")


def unsent_form(request: StaffRequest) -> HttpResponse:
    """Read once more what did not arrive; then send it, or let it go (POST)."""
    kept = unsent.find(request.session, request.user)
    if kept is None:
        return redirect("desk:home")
    if request.method == "POST":
        unsent.forget(request.session)
        messages.success(request, _("What you had typed is deleted."))
        return redirect("desk:home")
    found = REFERENCE.search(kept.path)
    return render(
        request, "desk/unsent.html", {"kept": kept, "ref": found and found.group()}
    )
