"""`/desk/settings/history/`: how long what records said before is kept."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from accounts.models import Controller
from subjects import history_periods
from subjects.errors import SubjectsError
from subjects.forms.data import HistoryPeriodForm
from subjects.models import HistoryPeriod
from subjects.views.frame import refused


@require_safe
@permission_required("rulebook.view", raise_exception=True)
def periods(request: StaffRequest) -> HttpResponse:
    """Every company with its own period, or the office's setting."""
    mine = Controller.objects.visible_to(request.user).order_by("name")
    own = HistoryPeriod.objects.in_bulk(field_name="controller_id")
    may = Controller.objects.where_may(request.user, history_periods.PERMISSION)
    changeable = set(may.values_list("pk", flat=True))
    rows = [
        {"controller": one, "own": own.get(one.pk), "may_change": one.pk in changeable}
        for one in mine
    ]
    context = {"rows": rows, "usual": settings.HISTORY_KEPT_DAYS}
    return render(request, "subjects/history_periods.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(history_periods.PERMISSION, raise_exception=True)
def period(request: StaffRequest, slug: str) -> HttpResponse:
    """The period of one company."""
    mine = Controller.objects.visible_to(request.user)
    controller = get_object_or_404(mine, slug=slug)
    if not request.user.has_perm(history_periods.PERMISSION, controller):
        raise PermissionDenied
    own = HistoryPeriod.objects.filter(controller=controller).first()
    initial = {"days": own and own.days, "because": own.because if own else ""}
    form = HistoryPeriodForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            history_periods.set_period(controller, by=request.user, **form.cleaned_data)
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, _("The period is set."))
            return redirect("history:periods")
    way = [(_("Older versions"), reverse("history:periods")), (controller.name, "")]
    context = {
        "controller": controller,
        "form": form,
        "usual": settings.HISTORY_KEPT_DAYS,
        "crumbs": way,
    }
    return render(request, "subjects/history_period.html", context)
