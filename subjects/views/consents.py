"""The consent ledger of a person, and noting what came by another road."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import StaffRequest
from audit.trail import record_access
from subjects import consenting, grounds, marketing
from subjects.errors import SubjectsError
from subjects.forms.data import ConsentForm
from subjects.models import ConsentEvent, DataSubject
from subjects.receipts import json_receipt, receipt_of
from subjects.views.frame import ask, crumbs, look, page, refused


@require_safe
@page()
def consents(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Every change, newest first, with the words that were shown."""
    found = look(request, person)
    events = consenting.ledger(person)
    for event in events:
        event.exception_words = (  # type: ignore[attr-defined]
            grounds.words(event.exception) if event.exception else ""
        )
    context = {
        "page": found,
        "person": person,
        "events": events,
        "is_stopped": marketing.is_stopped(person),
        "zone": request.user.time_zone,
        "crumbs": crumbs(person, _("Consents")),
    }
    return render(request, "subjects/consents.html", context)


@page("subjects.record_consent")
def note(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Note a yes, a no or an exception."""
    form = ConsentForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            event = _noted(form, person, request)
        except SubjectsError as error:
            refused(form, error)
        else:
            done = _("The change is in the ledger.")
            same = _("That stood in the ledger already.")
            messages.success(request, done if event else same)
            return redirect("subjects:consents", person.pk)
    return ask(
        request,
        person,
        form,
        title=_("Note a consent"),
        action=_("Note it"),
        back_url=reverse("subjects:consents", args=[person.pk]),
    )


@page("subjects.record_consent")
def stop(request: StaffRequest, person: DataSubject) -> HttpResponse:
    """Stop all advertising at once, at the person's word."""
    if request.method == "POST":
        how = consenting.How(ConsentEvent.Channel.OFFICE, person.language)
        try:
            marketing.stop(person, how, by=request.user)
        except SubjectsError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Nothing more is advertised to this person."))
        return redirect("subjects:consents", person.pk)
    title = _("Stop all advertising")
    context = {
        "person": person,
        "title": title,
        "text": _(
            "From now on nothing is advertised to %(person)s, and what waits to be "
            "sent is not. Letters about their rights still go."
        )
        % {"person": person.ref},
        "action": title,
        "crumbs": crumbs(person, title),
    }
    return render(request, "subjects/confirm.html", context)


@require_safe
@page()
def receipt(request: StaffRequest, person: DataSubject, row: int) -> HttpResponse:
    """The receipt of one change as JSON-LD, as the person gets it."""
    event = get_object_or_404(
        ConsentEvent.objects.of(person).select_related(
            "consent__purpose__controller", "consent__data_subject", "text", "effect"
        ),
        pk=row,
    )
    record_access(
        "record", event, controller_id=person.controller_id, subject_id=person.pk
    )
    return json_receipt(receipt_of(event))


def _noted(
    form: ConsentForm, person: DataSubject, request: StaffRequest
) -> ConsentEvent | None:
    said, how = form.cleaned_data, form.how()
    if said["change"] == form.GIVEN:
        return consenting.give(person, said["purpose"], how, by=request.user)
    if said["change"] == form.NO:
        event = consenting.withdraw(person, said["purpose"], how, by=request.user)
        return event
    return consenting.note_exception(
        person, said["purpose"], how, exception=said["exception"], by=request.user
    )
