"""What is held of a person, what is restricted, what must be kept."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from subjects import holding, restricting, reviewing
from subjects.errors import SubjectsError
from subjects.forms.data import (
    BecauseForm,
    DataForm,
    HoldForm,
    LookAgainForm,
    RestrictForm,
)
from subjects.keeping import add_data, edit_data
from subjects.models import DataHeld, DataSubject, LegalHold, Restriction
from subjects.views.frame import ask, crumbs, look, page, refused


@require_safe
@page()
def data(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """The table of data held, on a page to print."""
    context = {
        "page": look(request, person),
        "person": person,
        "zone": request.user.time_zone,
        "crumbs": crumbs(person, _("Data held")),
    }
    return render(request, "subjects/data.html", context)


@page("subjects.edit")
def add(request: StaffRequest, person: DataSubject) -> HttpResponse:
    form = DataForm(request.POST or None, person=person)
    return _store(
        request,
        person,
        form,
        lambda: add_data(person, by=request.user, **form.said()),
        title=_("Note data held"),
        done=_("The data is noted."),
        action=_("Save"),
    )


@page("subjects.edit")
def edit(request: StaffRequest, person: DataSubject, row: int) -> HttpResponse:
    look(request, person)
    found = get_object_or_404(DataHeld.objects.of(person), pk=row)
    form = DataForm(request.POST or None, person=person, row=found)
    return _store(
        request,
        person,
        form,
        lambda: edit_data(
            found,
            by=request.user,
            revision=form.cleaned_data["revision"],
            **form.said(),
        ),
        title=_("Change what is noted"),
        done=_("The change is stored."),
        action=_("Save"),
    )


@page()
def restrictions(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """What stands and what stood: restrictions and holds, with the way to new ones."""
    found = look(request, person)
    every = Restriction.objects.of(person).select_related("data_held__activity")
    holds = LegalHold.objects.of(person).select_related("data_held__activity")
    context = {
        "page": found,
        "person": person,
        "restrictions": every.order_by("-placed_at"),
        "holds": holds.order_by("-placed_at"),
        "zone": request.user.time_zone,
        "crumbs": crumbs(person, _("Restrictions")),
    }
    return render(request, "subjects/restrictions.html", context)


@page("subjects.restrict")
def restrict(request: StaffRequest, person: DataSubject) -> HttpResponse:
    form = RestrictForm(request.POST or None, person=person)

    def verb() -> object:
        said = form.cleaned_data
        why = restricting.Why(said["ground"], said["words"], said["review_on"])
        return restricting.restrict(person, form.chosen(), why, by=request.user)

    return _store(
        request,
        person,
        form,
        verb,
        title=_("Restrict data"),
        done=_("The data is restricted from now on."),
        action=_("Restrict"),
        lede=_(
            "It is kept and not used: nobody edits or exports it, and only letters "
            "about their rights go to the person."
        ),
        back_url=_restrictions(person),
    )


@page("subjects.restrict")
def lift(request: StaffRequest, person: DataSubject, row: int) -> HttpResponse:
    found = get_object_or_404(Restriction.objects.of(person).standing(), pk=row)
    form = BecauseForm(request.POST or None)
    return _store(
        request,
        person,
        form,
        lambda: restricting.lift(found, by=request.user, **form.cleaned_data),
        title=_("Lift the restriction"),
        done=_("The restriction is lifted."),
        action=_("Lift it"),
        lede=_("Tell the person before the data is used again."),
        back_url=_restrictions(person),
    )


@page("subjects.restrict")
def hold(request: StaffRequest, person: DataSubject) -> HttpResponse:
    form = HoldForm(request.POST or None, person=person)

    def verb() -> object:
        said = form.cleaned_data
        why = holding.Why(
            said["ground"],
            said["source"],
            said["until"],
            said["review_on"],
            said["ends_on"],
            fields=tuple(said["fields_kept"]),
        )
        return holding.place_hold(person, form.chosen(), why, by=request.user)

    return _store(
        request,
        person,
        form,
        verb,
        title=_("Keep by a duty"),
        done=_("The data is not erased while this stands."),
        action=_("Keep it"),
        lede=_("It may be used as before. Only erasing waits."),
        back_url=_restrictions(person),
    )


@page("subjects.restrict")
def release(request: StaffRequest, person: DataSubject, row: int) -> HttpResponse:
    found = get_object_or_404(LegalHold.objects.of(person).standing(), pk=row)
    form = BecauseForm(request.POST or None)
    return _store(
        request,
        person,
        form,
        lambda: holding.release_hold(found, by=request.user, **form.cleaned_data),
        title=_("End the duty to keep"),
        done=_("The duty to keep has ended."),
        action=_("End it"),
        back_url=_restrictions(person),
    )


@page("subjects.restrict")
def look_again(
    request: StaffRequest, person: DataSubject, row: int, model: Any
) -> HttpResponse:
    """A hold or a restriction whose day of review has come still stands."""
    found = get_object_or_404(model.objects.of(person).standing(), pk=row)
    form = LookAgainForm(request.POST or None)
    return _store(
        request,
        person,
        form,
        lambda: reviewing.look_again(found, by=request.user, **form.cleaned_data),
        title=_("Look at it again"),
        done=_("Noted that it still stands."),
        action=_("It still stands"),
        back_url=_restrictions(person),
    )


def _restrictions(person: DataSubject) -> str:
    return reverse("subjects:restrictions", args=[person.pk])


def _store(
    request: StaffRequest,
    person: DataSubject,
    form: Any,
    verb: Callable[[], object],
    *,
    title: str,
    done: str,
    action: str,
    lede: str = "",
    back_url: str = "",
) -> HttpResponse:
    """Take the step if the form is good; else draw it with what is wrong."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, done)
            return redirect(back_url or person.get_absolute_url())
    return ask(
        request, person, form, title=title, action=action, lede=lede, back_url=back_url
    )
