"""The pages that systems and recipients share: list, one, add, edit, retire."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import StaffRequest
from accounts.models import Controller
from processing.errors import NotKeepable, RowChanged
from processing.forms.filters import PlaceFilters
from processing.forms.places import PlaceForm, RetireForm, RevisedForm
from processing.models import Activity, Place, Recipient, System
from processing.views.frame import colleagues, companies_to_keep, page_of


@dataclass(frozen=True)
class Noun:
    """What a page needs to know to be about systems, or about recipients."""

    name: str  # of the template folder's files and of the URL: "system"
    model: type[System] | type[Recipient]
    form: type[PlaceForm]
    add: Callable[..., Place]
    edit: Callable[..., Place]
    retire: Callable[..., Place]
    many: Callable[[], str]  # "Systems", in the reader's language
    adding: Callable[[], str]
    counted: Callable[[int], str]

    @property
    def list_url(self) -> str:
        return reverse(f"processing:{self.name}s")

    def template(self, page: str) -> str:
        return f"processing/{page}.html"


def show_list(request: StaffRequest, noun: Noun) -> HttpResponse:
    filters = PlaceFilters(request.GET, user=request.user)
    mine = noun.model.objects.visible_to(request.user)
    page = page_of(request, filters.of(mine.select_related("controller", "owner")))
    today = timezone.localdate()
    for row in page:
        row.is_due = bool(row.next_review_on and row.next_review_on <= today)
    can_add = companies_to_keep(request.user).exists()
    context = {
        "form": filters,
        "page": page,
        "pager_query": filters.query(),
        "clear_url": noun.list_url,
        "summary": noun.counted(page.paginator.count),
        "add_url": reverse(f"processing:add-{noun.name}") if can_add else "",
    }
    return render(request, noun.template(f"{noun.name}s"), context)


def show(request: StaffRequest, noun: Noun, pk: int) -> HttpResponse:
    row = find(request, noun, pk)
    context = {
        "row": row,
        "activities": _activities(row),
        "may_edit": not row.is_retired
        and request.user.has_perm("processing.edit", row),
        "edit_url": reverse(f"processing:edit-{noun.name}", args=[row.pk]),
        "retire_url": reverse(f"processing:retire-{noun.name}", args=[row.pk]),
        "crumbs": [(noun.many(), noun.list_url), (row.name, "")],
    }
    return render(request, noun.template(noun.name), context)


def add(request: StaffRequest, noun: Noun) -> HttpResponse:
    """The form for the chosen company; the choice first where there are several."""
    mine = list(companies_to_keep(request.user))
    slug = request.GET.get("controller", mine[0].slug if len(mine) == 1 else "")
    crumbs = [(noun.many(), noun.list_url), (noun.adding(), "")]
    context: dict[str, Any]
    if not slug:
        context = {"companies": mine, "title": noun.adding(), "crumbs": crumbs}
        return render(request, "processing/choose.html", context)
    company = next((one for one in mine if one.slug == slug), None)
    if company is None:
        raise Http404
    form = _form(request, noun, company)
    if request.method == "POST" and form.is_valid():
        try:
            row = noun.add(company, by=request.user, **form.words())
        except NotKeepable as error:
            _blame(form, error)
        else:
            messages.success(request, _("The register has %(name)s.") % {"name": row})
            return redirect(row.get_absolute_url())
    context = {
        "form": form,
        "title": noun.adding(),
        "lede": company.name,
        "crumbs": crumbs,
        "back_url": noun.list_url,
    }
    return render(request, "processing/place_form.html", context)


def edit(request: StaffRequest, noun: Noun, pk: int) -> HttpResponse:
    row = _to_keep(request, noun, pk)
    form = _form(request, noun, row.controller, row)
    if request.method != "POST" or not form.is_valid():
        return _draw_edit(request, noun, row, form)
    try:
        row = noun.edit(
            row,
            revision=form.cleaned_data["revision"],
            by=request.user,
            **form.words(),
        )
    except RowChanged as error:
        row = find(request, noun, pk)
        if not form.says(row):  # or else: the second press of one button
            form.is_current_again(row)
            form.add_error(None, str(error))
            return _draw_edit(request, noun, row, form, status=409)
    except NotKeepable as error:
        _blame(form, error)
        return _draw_edit(request, noun, row, form)
    messages.success(request, _("Saved."))
    return redirect(row)


def retire(request: StaffRequest, noun: Noun, pk: int) -> HttpResponse:
    row = _to_keep(request, noun, pk)
    form = RetireForm(request.POST or None, row=row, today=timezone.localdate())
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            noun.retire(row, by=request.user, **form.cleaned_data)
        except RowChanged as error:
            row = find(request, noun, pk)
            if row.is_retired:  # the second press of one button
                return redirect(row)
            form.is_current_again(row)
            form.add_error(None, str(error))
            status = 409
        except NotKeepable as error:
            _blame(form, error)
        else:
            messages.success(request, _("%(name)s is retired.") % {"name": row})
            return redirect(row)
    context = {
        "form": form,
        "row": row,
        "crumbs": _crumbs(noun, row, _("Retire")),
        "back_url": row.get_absolute_url(),
    }
    return render(request, "processing/retire.html", context, status=status)


def find(request: StaffRequest, noun: Noun, pk: int) -> Any:
    """The row, if it stands in a register this person may see; else 404."""
    mine = noun.model.objects.visible_to(request.user)
    return get_object_or_404(mine.select_related("controller", "owner"), pk=pk)


def _to_keep(request: StaffRequest, noun: Noun, pk: int) -> Any:
    row = find(request, noun, pk)
    if not request.user.has_perm("processing.edit", row):
        raise PermissionDenied
    return row


def _form(
    request: StaffRequest, noun: Noun, controller: Controller, row: Any = None
) -> PlaceForm:
    data = request.POST if request.method == "POST" else None
    people = colleagues(controller.pk)
    return noun.form(data, controller=controller, people=people, row=row)


def _blame(form: RevisedForm, error: NotKeepable) -> None:
    """Say it at the field it is about, where the form has it."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _draw_edit(
    request: StaffRequest, noun: Noun, row: Any, form: PlaceForm, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "title": row.name,
        "lede": row.controller.name,
        "row": row,
        "is_stale": status == 409,
        "facts": f"processing/_{noun.name}.html",
        "activities": _activities(row),
        "crumbs": _crumbs(noun, row, _("Change")),
        "back_url": row.get_absolute_url(),
    }
    return render(request, "processing/place_form.html", context, status=status)


def _activities(row: Place) -> list[Activity]:
    known = Activity.objects.of(row.controller_id).filter(code__in=row.activities)
    return list(known)


def _crumbs(noun: Noun, row: Any, here: str) -> list[tuple[str, str]]:
    return [
        (noun.many(), noun.list_url),
        (row.name, row.get_absolute_url()),
        (here, ""),
    ]
