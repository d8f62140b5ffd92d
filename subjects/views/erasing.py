"""Erasing a person or some of their data, and what is known of it afterwards."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.http import StaffRequest
from subjects import erasing
from subjects.erasing_found import take_words_out
from subjects.erasing_shown import Shown, kept_words
from subjects.errors import SubjectsError
from subjects.forms.erasing import EraseForm, TakeOutForm
from subjects.models import DataSubject, Erasure
from subjects.views.frame import crumbs, look, page, refused


@page(erasing.PERMISSION)
def erase(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Choose, see what goes and what stays, and say so a second time."""
    look(request, person)
    found = erasing.plan(person)
    case = request.GET.get("case", "")
    form = EraseForm(request.POST or None, plan=found, initial={"case": case})
    title = _("Erase in this portal")
    context = {
        "person": person,
        "plan": found,
        "form": form,
        "kept": kept_words(one.as_list() for one in found.kept),
        "erasures": _erasures(person),
        "zone": request.user.time_zone,
        "title": title,
        "crumbs": crumbs(person, title),
    }
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["sure"]:
            return render(request, "subjects/erase_sure.html", context | _sure(form))
        try:
            _carry_out(request, person, form)
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, _("Erased. The worker now looks for leftovers."))
            return redirect("subjects:erase", person.pk)
    return render(request, "subjects/erase.html", context)


def _carry_out(request: StaffRequest, person: DataSubject, form: EraseForm) -> None:
    said, case_id = form.cleaned_data, form.case_id()
    why = said["because"]
    if said["extent"] == Erasure.Extent.PERSON:
        erasing.erase_person(person, by=request.user, case_id=case_id, because=why)
        return
    chosen = [row for row in form.plan.sets if str(row.pk) in said["sets"]]
    erasing.erase_sets(person, chosen, by=request.user, case_id=case_id, because=why)


def _sure(form: EraseForm) -> dict[str, Any]:
    """The second page: the act in words, with its counts."""
    said = form.cleaned_data
    is_person = said["extent"] == Erasure.Extent.PERSON
    number = len(form.plan.sets if is_person else said["sets"])
    action = ngettext("Erase %(n)d data set", "Erase %(n)d data sets", number)
    number_words = ngettext("%(n)d data set", "%(n)d data sets", number) % {"n": number}
    older = _("Every older version of it in the change history")
    if not is_person:
        items = [number_words, older]
    else:
        items = [
            *([number_words] if number else []),
            _("Name, identifiers, consents and everything noted about the person"),
            *_of_requests(form.plan),
            older,
        ]
    return {
        "action_text": _("Erase the whole person")
        if is_person
        else action % {"n": number},
        "items": items,
        "said": said,
    }


def _of_requests(plan: erasing.Plan) -> list[str]:
    """What goes of their closed requests; nothing where there is none."""
    closed = sum(not case.is_open for case in plan.cases)
    words = ngettext(
        "The words, letters and files of %(n)d closed request",
        "The words, letters and files of %(n)d closed requests",
        closed,
    )
    return [words % {"n": closed}] if closed else []


def _erasures(person: DataSubject) -> list[Shown]:
    """Every act of erasing, and the places that somebody has to look at."""
    return [Shown(row) for row in Erasure.objects.of(person).order_by("-pk")]


@page(erasing.PERMISSION)
def take_out(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Take the name out of one text that the scan found."""
    form = TakeOutForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        row = get_object_or_404(Erasure.objects.of(person), pk=said["erasure"])
        try:
            take_words_out(row, said["table"], said["pk"], by=request.user)
        except SubjectsError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The words are taken out of that text."))
    return redirect("subjects:erase", person.pk)
