"""`/desk/register/processing/`: what is done with data. For reading, so far."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from accounts.places import country_name
from processing.forms.filters import ActivityFilters
from processing.models import Activity, DataItem, Recipient, System
from processing.views.frame import page_of, sees_register
from rulebook.rows import label_in


@require_safe
@sees_register
def activities(request: StaffRequest) -> HttpResponse:
    filters = ActivityFilters(request.GET, user=request.user)
    mine = Activity.objects.visible_to(request.user).select_related("controller")
    page = page_of(request, filters.of(mine))
    count = page.paginator.count
    context = {
        "form": filters,
        "page": page,
        "pager_query": filters.query(),
        "clear_url": reverse("processing:list"),
        "summary": ngettext("%(n)d activity", "%(n)d activities", count) % {"n": count},
    }
    return render(request, "processing/activities.html", context)


@require_safe
@sees_register
def activity(request: StaffRequest, pk: int) -> HttpResponse:
    mine = Activity.objects.visible_to(request.user).select_related("controller")
    found = get_object_or_404(mine, pk=pk)
    language = get_language() or "en"
    context = {
        "activity": found,
        "items": _items(found),
        "source": label_in(found.source, language),
        "retention": label_in(found.retention, language),
        "note": label_in(found.note, language),
        "systems": _serving(System, found),
        "recipients": _serving(Recipient, found),
        "crumbs": [(_("Processing"), reverse("processing:list")), (found.code, "")],
    }
    return render(request, "processing/activity.html", context)


def _items(activity: Activity) -> list[DataItem]:
    """Its items in its own order, each with the countries that leave it out."""
    known = DataItem.objects.of(activity.controller_id).filter(code__in=activity.items)
    by_code = {item.code: item for item in known}
    items: list[Any] = [by_code[code] for code in activity.items if code in by_code]
    for item in items:
        left_out = activity.items_except.get(item.code, [])
        item.not_in = ", ".join(country_name(code) for code in left_out)
    return items


def _serving(model: type[System] | type[Recipient], activity: Activity) -> list[Any]:
    places = model.objects.of(activity.controller_id).active(timezone.localdate())
    return [place for place in places if activity.code in place.activities]
