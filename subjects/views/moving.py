"""Merging two records, and taking people in and out as files."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from subjects import guards, importing, merging
from subjects.csv_files import csv_response
from subjects.errors import SubjectsError
from subjects.exporting import export_person
from subjects.forms.data import BecauseForm, ExportForm, MergeForm, TableForm
from subjects.import_columns import columns_of
from subjects.models import DataHeld, DataSubject, Merge
from subjects.views.frame import ask, look, page, refused
from subjects.views.people import choose, company_asked

SHOWN = 100  # rows of a preview; every bad one is among them
takes_in = permission_required("subjects.import", raise_exception=True)


@page("subjects.merge")
def merge(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Say which other record is this person: this one goes on."""
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mine = DataSubject.objects.visible_to(request.user)
        other = mine.filter(
            pk=form.cleaned_data["other"], controller=person.controller_id
        ).first()
        if other is None:
            form.add_error("other", _("This controller has no such record."))
        else:
            try:
                merging.merge(
                    person,
                    other,
                    evidence=form.cleaned_data["evidence"],
                    by=request.user,
                )
            except SubjectsError as error:
                refused(form, error)
            else:
                messages.success(request, _("The two records are one person now."))
                return redirect(person)
    rows = Merge.objects.filter(kept=person).select_related("other")
    return ask(
        request,
        person,
        form,
        title=_("Merge with another record"),
        action=_("Merge"),
        lede=_(
            "%(ref)s goes on. Nothing moves: both keep their history, and it can be "
            "undone."
        )
        % {"ref": person.ref},
        merges=rows,
        zone=request.user.time_zone,
    )


@page("subjects.merge")
def undo(request: StaffRequest, person: DataSubject, row: int) -> HttpResponse:
    found = get_object_or_404(Merge, pk=row, kept=person, undone_at=None)
    form = BecauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            merging.undo(found, by=request.user, **form.cleaned_data)
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, _("They are two people again."))
            return redirect(person)
    return ask(
        request,
        person,
        form,
        title=_("Undo the merge with %(ref)s") % {"ref": found.other.ref},
        action=_("Undo the merge"),
        back_url=reverse("subjects:merge", args=[person.pk]),
    )


@page("subjects.export")
def export(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Take out all that is held, with a reason; the file is the answer."""
    found = look(request, person)
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            file = export_person(person, by=request.user, **form.cleaned_data)
        except SubjectsError as error:
            refused(form, error)
        else:
            return HttpResponse(
                file.data,
                content_type=file.content_type,
                headers={"Content-Disposition": f'attachment; filename="{file.name}"'},
            )
    rows = list(DataHeld.objects.of(person).held())
    left_out = len(guards.restricted_ids(person, rows))
    lede = ngettext("%(n)d data set.", "%(n)d data sets.", len(rows) - left_out) % {
        "n": len(rows) - left_out
    }
    if left_out:
        lede += " " + ngettext(
            "%(n)d is restricted and left out.",
            "%(n)d are restricted and left out.",
            left_out,
        ) % {"n": left_out}
    return ask(
        request,
        found.person,
        form,
        title=_("Export what is held"),
        action=_("Download"),
        lede=lede,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@takes_in
def import_table(request: StaffRequest) -> HttpResponse:
    """Hand in a table of people; nothing is taken in before its preview."""
    title = _("Import people")
    company = company_asked(request, "subjects.import")
    if company is None:
        return choose(request, "subjects.import", title)
    is_posted = request.method == "POST"
    form = TableForm(
        request.POST if is_posted else None, request.FILES if is_posted else None
    )
    if is_posted and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            draft = importing.keep_draft(
                company,
                name=upload.name,
                data=upload.read(importing.tables.LARGEST + 1),
                by=request.user,
                at=timezone.now(),
            )
        except SubjectsError as error:
            refused(form, error)
        else:
            return redirect("subjects:preview", draft.key)
    context = {
        "form": form,
        "title": title,
        "lede": _("To %(company)s. All rows are taken in, or none.")
        % {"company": company.name},
        "action": _("Look at the rows"),
        "is_file": True,
        "columns": columns_of(company),
        "template_url": f"{reverse('subjects:import-template')}"
        f"?controller={company.slug}",
        "back_url": reverse("subjects:list"),
        "crumbs": [(_("Subjects"), reverse("subjects:list")), (title, "")],
    }
    return render(request, "subjects/form.html", context)


@require_safe
@takes_in
def empty_table(request: StaffRequest) -> HttpResponse:
    """A table to fill in: the columns, and one invented row to write over."""
    company = company_asked(request, "subjects.import")
    if company is None:
        return redirect("subjects:import")
    columns = columns_of(company)
    example = [column.example for column in columns]
    return csv_response("people", [column.name for column in columns], [example])


@require_http_methods(["GET", "HEAD", "POST"])
@takes_in
def preview(request: StaffRequest, key: str) -> HttpResponse:
    """What each row becomes; the button is there once every row is good."""
    draft = importing.find_draft(key, by=request.user, at=timezone.now())
    if draft is None:
        raise Http404
    if request.method == "POST":
        try:
            people = importing.import_people(draft, by=request.user)
        except SubjectsError as error:
            messages.error(request, str(error))
            return redirect("subjects:preview", key)
        done = ngettext("%(n)d person is in.", "%(n)d people are in.", len(people))
        messages.success(request, done % {"n": len(people)})
        return redirect("subjects:list")
    found = importing.preview(draft)
    good = [line for line in found.lines if not line.faults]
    title = _("Rows to import")
    context = {
        "preview": found,
        "good": good[:SHOWN],
        "good_count": len(good),
        "draft": draft,
        "title": title,
        "crumbs": [(_("Subjects"), reverse("subjects:list")), (title, "")],
    }
    return render(request, "subjects/preview.html", context)
