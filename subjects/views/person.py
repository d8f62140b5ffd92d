"""`/desk/subjects/<id>/`: one person, what is hidden, who they are, what happened."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from audit.trail import act, record_access
from subjects.errors import SubjectsError
from subjects.forms.people import IdentifierForm, PersonForm, RevealForm
from subjects.history import history_page
from subjects.knowing import add_identifier, edit_person, remove_identifier
from subjects.models import DataSubject, Identifier
from subjects.views.frame import ask, crumbs, look, page, refused


def show(
    request: StaffRequest,
    person: DataSubject,
    *,
    form: RevealForm | None = None,
    revealed: bool = False,
) -> HttpResponse:
    found = look(request, person)
    context = {
        "page": found,
        "person": person,
        "reveal_form": form or RevealForm(auto_id="reveal-%s"),
        "form": form,
        "revealed": revealed,
        "zone": request.user.time_zone,
        "crumbs": crumbs(person),
    }
    return render(request, "subjects/person.html", context)


@require_safe
@page()
def detail(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Everything in one place; a record merged away leads to the one that goes on."""
    if person.merged_into is not None:
        messages.info(
            request,
            _("%(ref)s was merged into this record.") % {"ref": person.ref},
        )
        return redirect(person.merged_into)
    return show(request, person)


@page("subjects.reveal")
def reveal(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Show identifiers and values for one page view, once it is said why."""
    if request.method != "POST":
        return redirect(person)
    form = RevealForm(request.POST, auto_id="reveal-%s")
    if not form.is_valid():
        return show(request, person, form=form)
    with act(by=request.user, reason_code=form.cleaned_data["reason"]):
        record_access(
            "reveal",
            person,
            controller_id=person.controller_id,
            subject_id=person.pk,
        )
    return show(request, person, revealed=True)


@page("subjects.edit")
def edit(request: StaffRequest, person: DataSubject) -> HttpResponse:
    form = PersonForm(request.POST or None, controller=person.controller, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            edit_person(person, by=request.user, **form.cleaned_data)
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, _("The change is stored."))
            return redirect(person)
    return ask(request, person, form, title=_("Change who this is"), action=_("Save"))


@page("subjects.edit")
def identifiers(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Note one more thing the person is known by."""
    form = IdentifierForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_identifier(person, by=request.user, **form.cleaned_data)
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, _("The identifier is noted."))
            return redirect(person)
    return ask(
        request,
        person,
        form,
        title=_("Add an identifier"),
        action=_("Add"),
        lede=_("It counts as proven once an identity check has shown it."),
    )


@page("subjects.edit")
def drop_identifier(
    request: StaffRequest, person: DataSubject, row: int
) -> HttpResponse:
    """Take one out, after a look at what it is."""
    known = get_object_or_404(Identifier.objects.of(person), pk=row)
    if request.method == "POST":
        try:
            remove_identifier(known, by=request.user)
        except SubjectsError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The identifier is taken out."))
        return redirect(person)
    title = _("Take out an identifier")
    context = {
        "person": person,
        "title": title,
        "text": _("%(kind)s of %(person)s. The history keeps that it was here.")
        % {"kind": known.get_kind_display(), "person": person.ref},
        "action": _("Take it out"),
        "crumbs": crumbs(person, title),
    }
    return render(request, "subjects/confirm.html", context)


@require_safe
@page()
def history(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """What happened, act by act; `record` keeps it to one record."""
    look(request, person)
    record = request.GET.get("record", "")
    page, acts = history_page(person, request.GET.get("page"), record=record)
    context = {
        "person": person,
        "page": page,
        "acts": acts,
        "record": record,
        "pager_query": f"record={record}&" if record else "",
        "zone": request.user.time_zone,
        "crumbs": crumbs(person, _("History")),
        "trail_query": urlencode(
            {"person": person.ref, **({"record": record} if record else {})}
        ),
    }
    return render(request, "subjects/history.html", context)
