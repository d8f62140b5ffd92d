"""`/desk/settings/calendars/`: what each establishment counts by, and its own days."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import Establishment
from accounts.places import country_name
from rights import calendars
from rights.calendars import Effect
from rights.errors import CalendarNotChanged
from rights.forms.office import FIRST_YEAR, LAST_YEAR, DayForm, RemoveDayForm
from rights.views.staff import StaffRequest
from rulebook.calendars import package_version
from rulebook.errors import UnknownCalendar
from rulebook.establishment_calendar import weekend_of, year_of
from rulebook.models import CalendarDay

sees = permission_required("rulebook.view", raise_exception=True)


@dataclass(frozen=True)
class Shown:
    """An establishment as the list and its page head tell of it."""

    establishment: Establishment
    country: str
    weekend: str
    own_days: int


def _shown(establishment: Establishment, own_days: int) -> Shown:
    year = timezone.localdate().year
    rest = [str(WEEKDAYS[day]) for day in weekend_of(establishment, year)]
    country = country_name(establishment.country)
    return Shown(establishment, country, ", ".join(rest), own_days)


def about[**P](
    permission: str,
) -> Callable[
    [Callable[Concatenate[StaffRequest, Establishment, P], HttpResponse]],
    Callable[Concatenate[StaffRequest, int, P], HttpResponse],
]:
    """A page about one establishment; another company's answers 404."""

    def decorate(
        view: Callable[Concatenate[StaffRequest, Establishment, P], HttpResponse],
    ) -> Callable[Concatenate[StaffRequest, int, P], HttpResponse]:
        @permission_required(permission, raise_exception=True)
        @wraps(view)
        def found(
            request: StaffRequest, pk: int, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            mine = Establishment.objects.visible_to(request.user)
            establishment = get_object_or_404(mine.select_related("controller"), pk=pk)
            if not request.user.has_perm(permission, establishment):
                raise PermissionDenied
            return view(request, establishment, *args, **kwargs)

        return found

    return decorate


@require_safe
@sees
def calendar_list(request: StaffRequest) -> HttpResponse:
    mine = Establishment.objects.visible_to(request.user).select_related("controller")
    in_force = CalendarDay.objects.filter(removed_at=None, establishment__in=mine)
    own = Counter(in_force.values_list("establishment_id", flat=True))
    found = [_shown(each, own[each.pk]) for each in mine]
    found.sort(key=lambda each: (each.establishment.controller.name, each.country))
    context = {"calendars": found, "package": package_version()}
    return render(request, "requests/office/calendars.html", context)


@require_safe
@about("rulebook.view")
def calendar(request: StaffRequest, establishment: Establishment) -> HttpResponse:
    return _year_page(request, establishment, form=DayForm())


@about(calendars.PERMISSION)
def preview(request: StaffRequest, establishment: Establishment) -> HttpResponse:
    """What the day would change, before anything is kept; POST only."""
    if request.method != "POST":
        return redirect("office:calendar", establishment.pk)
    form = DayForm(request.POST)
    if "change" in request.POST or not form.is_valid():
        return _year_page(request, establishment, form=form)
    day = form.day()
    try:
        calendars.why_not(establishment, on=day["on"], is_working=day["is_working"])
    except CalendarNotChanged as error:
        form.add_error("on", str(error))
        return _year_page(request, establishment, form=form)
    return _preview_page(request, establishment, form)


@about(calendars.PERMISSION)
def add(request: StaffRequest, establishment: Establishment) -> HttpResponse:
    """Keep the day as previewed; if other dates would move by now, ask again."""
    if request.method != "POST":
        return redirect("office:calendar", establishment.pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        return _year_page(request, establishment, form=form)
    day = form.day()
    effects = calendars.foresee_day(
        establishment, on=day["on"], is_working=day["is_working"]
    )
    if request.POST.get("seen") != calendars.fingerprint(effects):
        return _preview_page(request, establishment, form, is_new=True)
    try:
        entered = calendars.add_day(establishment, by=request.user, **day)
    except CalendarNotChanged as error:
        form.add_error("on", str(error))
        return _year_page(request, establishment, form=form, status=409)
    messages.success(request, _("The day is entered."))
    return redirect("office:calendar-day", establishment.pk, entered.pk)


@require_safe
@about("rulebook.view")
def day(
    request: StaffRequest, establishment: Establishment, day_pk: int
) -> HttpResponse:
    """One day, who entered it and which dates it moved."""
    found = _day(establishment, day_pk)
    context = {
        "establishment": establishment,
        "day": found,
        "entered": calendars.changes_of(found),
        "removed": None
        if found.is_in_force
        else calendars.changes_of(found, removed=True),
        "may_change": _may_change(request, establishment),
        "reads_cases": _reads_cases(request, establishment),
        "crumbs": _crumbs(establishment, found.name),
    }
    return render(request, "requests/office/calendar_day.html", context)


@about(calendars.PERMISSION)
def remove(
    request: StaffRequest, establishment: Establishment, day_pk: int
) -> HttpResponse:
    """GET shows what taking the day out would change, POST does it."""
    found = _day(establishment, day_pk)
    form = RemoveDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            calendars.remove_day(
                found, reason=form.cleaned_data["reason"], by=request.user
            )
        except CalendarNotChanged as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The day is taken out."))
            return redirect("office:calendar-day", establishment.pk, found.pk)
    effects = (
        calendars.foresee_day(establishment, on=found.on, is_working=None)
        if found.is_in_force
        else []
    )
    context = {
        **_effects(request, establishment, effects),
        "day": found,
        "form": form,
        "crumbs": _crumbs(establishment, found.name, _("Take out")),
    }
    return render(request, "requests/office/calendar_remove.html", context)


def _year_page(
    request: StaffRequest,
    establishment: Establishment,
    *,
    form: DayForm,
    status: int = 200,
) -> HttpResponse:
    year = _year(request.GET)
    try:
        holidays = year_of(establishment, year, get_language() or "en")
    except UnknownCalendar:
        holidays = []
    own = CalendarDay.objects.filter(establishment=establishment, on__year=year)
    days = list(own.select_related("entered_by", "removed_by"))
    context = {
        "establishment": establishment,
        "shown": _shown(establishment, sum(day.is_in_force for day in days)),
        "package": package_version(),
        "year": year,
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "holidays": holidays,
        "days": days,
        "form": form,
        "may_change": _may_change(request, establishment),
        "crumbs": _crumbs(establishment),
    }
    return render(request, "requests/office/calendar.html", context, status=status)


def _preview_page(
    request: StaffRequest,
    establishment: Establishment,
    form: DayForm,
    *,
    is_new: bool = False,
) -> HttpResponse:
    entered = form.day()
    effects = calendars.foresee_day(
        establishment, on=entered["on"], is_working=entered["is_working"]
    )
    names = list(form.fields)
    context = {
        **_effects(request, establishment, effects),
        "entered": entered,
        "typed": [(name, request.POST.get(name, "")) for name in names],
        "seen": calendars.fingerprint(effects),
        "is_new": is_new,
        "crumbs": _crumbs(establishment, _("Preview")),
    }
    return render(request, "requests/office/calendar_preview.html", context)


def _effects(
    request: StaffRequest, establishment: Establishment, effects: list[Effect]
) -> dict[str, Any]:
    return {
        "establishment": establishment,
        "moved": [each for each in effects if each.moves],
        "kept": [each for each in effects if not each.moves],
        "reads_cases": _reads_cases(request, establishment),
    }


def _day(establishment: Establishment, pk: int) -> CalendarDay:
    days = CalendarDay.objects.select_related(
        "establishment__controller", "entered_by", "removed_by"
    )
    found: CalendarDay = get_object_or_404(days, pk=pk, establishment=establishment)
    return found


def _year(query: QueryDict) -> int:
    """The year asked for; this one where it is none we can show."""
    asked = query.get("year", "")
    if asked.isdecimal() and FIRST_YEAR <= int(asked) <= LAST_YEAR:
        return int(asked)
    return timezone.localdate().year


def _may_change(request: StaffRequest, establishment: Establishment) -> bool:
    return request.user.has_perm(calendars.PERMISSION, establishment)


def _reads_cases(request: StaffRequest, establishment: Establishment) -> bool:
    """Whoever does not read cases sees references, and no way to them."""
    return request.user.has_perm("requests.view", establishment)


def _crumbs(establishment: Establishment, *more: str) -> list[tuple[str, str]]:
    own = reverse("office:calendar", args=[establishment.pk]) if more else ""
    way = [(_("Calendars"), reverse("office:calendars")), (establishment.name, own)]
    return way + [(label, "") for label in more]
