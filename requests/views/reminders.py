"""`/desk/settings/reminders/`: when the colleagues of each company are reminded."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Controller
from rights import reminding
from rights.forms.office import POINTS, ReminderForm
from rights.models import ReminderSettings
from rights.offices import outside_words
from rights.views.staff import StaffRequest


@require_safe
@permission_required("rulebook.view", raise_exception=True)
def reminder_list(request: StaffRequest) -> HttpResponse:
    mine = Controller.objects.visible_to(request.user).order_by("name")
    known = ReminderSettings.objects.in_bulk(field_name="controller_id")
    may_change = set(
        Controller.objects.where_may(request.user, reminding.PERMISSION).values_list(
            "pk", flat=True
        )
    )
    rows = [
        {
            "controller": each,
            "settings": chosen,
            "points": ", ".join(_points(chosen)),
            "silent": outside_words(chosen),
            "may_change": each.pk in may_change,
        }
        for each in mine
        for chosen in [known.get(each.pk) or ReminderSettings(controller=each)]
    ]
    return render(request, "requests/office/reminders.html", {"rows": rows})


@permission_required(reminding.PERMISSION, raise_exception=True)
def reminders(request: StaffRequest, slug: str) -> HttpResponse:
    mine = Controller.objects.visible_to(request.user)
    controller = get_object_or_404(mine, slug=slug)
    if not request.user.has_perm(reminding.PERMISSION, controller):
        raise PermissionDenied
    chosen = ReminderSettings.of(controller)
    form = ReminderForm(request.POST or None, initial=_initial(chosen))
    if request.method == "POST" and form.is_valid():
        reminding.set_reminders(controller, by=request.user, **form.cleaned_data)
        messages.success(request, _("Reminders saved."))
        return redirect("office:reminders")
    way = [(_("Reminders"), reverse("office:reminders")), (controller.name, "")]
    context = {"controller": controller, "form": form, "crumbs": way}
    return render(request, "requests/office/reminder_form.html", context)


def _initial(chosen: ReminderSettings) -> dict[str, Any]:
    digest_at: time = chosen.digest_at
    return {
        "before_hours": chosen.before_hours,
        "digest_at": digest_at,
        "hours_at_once": chosen.hours_at_once,
        "last_day_at_once": chosen.last_day_at_once,
        "recipient_days": chosen.recipient_days,
        "silence_days": chosen.silence_days,
    }


def _points(chosen: ReminderSettings) -> list[str]:
    return [str(label) for hours, label in POINTS if hours in chosen.before_hours]
