"""`/desk/register/data/`: what is due to be erased, what waits, the run."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from accounts.models import Controller
from audit.trail import record_access
from subjects import ending, erasing
from subjects.errors import SubjectsError
from subjects.forms.erasing import RunForm
from subjects.models import DataHeld
from subjects.views.frame import refused

PER_PAGE = 25
AT_ONCE = 100  # data sets that one press erases
VIEWS = {
    "due": gettext_lazy("Due now"),
    "kept": gettext_lazy("Kept longer"),
    "later": gettext_lazy("Later"),
    "undated": gettext_lazy("No day set"),
}


@require_safe
@permission_required("subjects.view", raise_exception=True)
def due(request: StaffRequest) -> HttpResponse:
    """The dry run: what would be erased now, what is kept, what has a day or none."""
    now = timezone.now()
    mine = _ids(request, "subjects.view")
    sets = {
        "due": ending.due(mine, now=now),
        "kept": ending.kept(mine, now=now),
        "later": ending.later(mine, now=now),
        "undated": ending.undated(mine),
    }
    counts = {name: rows.count() for name, rows in sets.items()}
    view = request.GET.get("view", "due")
    view = view if view in VIEWS else "due"
    every = ("controller", "data_subject", "activity", "system")
    rows = sets[view].select_related(*every)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    for company, shown in Counter(row.controller_id for row in page).items():
        record_access("list", controller_id=company, count=shown, of=DataHeld)
    may_erase = ending.due(_ids(request, erasing.PERMISSION), now=now).count()
    context = {
        "page": page,
        "view": view,
        "tabs": [
            {
                "url": f"?view={name}",
                "label": label,
                "count": counts[name],
                "current": name == view,
            }
            for name, label in VIEWS.items()
        ],
        "pager_query": f"view={view}&",
        "counts": counts,
        "may_erase": may_erase,
    }
    return render(request, "subjects/ending.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(erasing.PERMISSION, raise_exception=True)
def erase(request: StaffRequest) -> HttpResponse:
    """The last word: how many go, from which systems, and what shows it there."""
    now = timezone.now()
    rows = ending.due(_ids(request, erasing.PERMISSION), now=now)
    state = rows.aggregate(number=Count("pk"), newest=Max("pk"))
    seen = f"{state['number']}-{state['newest'] or 0}"
    form = RunForm(request.POST or None, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != seen or not state["number"]:
            messages.error(request, _("Meanwhile the number changed. Look again."))
            return redirect("ending:erase")
        some, proof = list(rows[:AT_ONCE]), form.cleaned_data["proof"]
        try:
            done = ending.erase_due(some, by=request.user, proof=proof, at=now)
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, _done(done))
            return redirect("ending:due")
    systems = rows.exclude(system=None).order_by("system__name")
    context = {
        "form": form,
        "number": state["number"],
        "at_once": min(state["number"], AT_ONCE),
        "systems": sorted(
            {row.system for row in systems.select_related("system")}, key=str
        ),
        "crumbs": [(_("Retention"), reverse("ending:due")), (_("Erase"), "")],
    }
    return render(request, "subjects/ending_erase.html", context)


def _ids(request: StaffRequest, permission: str) -> list[int]:
    mine: Any = Controller.objects.where_may(request.user, permission)
    return list(mine.values_list("pk", flat=True))


def _done(number: int) -> str:
    words = ngettext(
        "%(n)d data set is erased. The worker now looks for leftovers.",
        "%(n)d data sets are erased. The worker now looks for leftovers.",
        number,
    )
    return words % {"n": number}
