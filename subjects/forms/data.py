"""Data sets, restrictions, holds, consents, merging, taking in and out."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from processing.models import Activity, DataItem, System
from processing.terms import LegalBasis, Purpose
from subjects import grounds
from subjects.consenting import How
from subjects.forms.fields import (
    CHOOSE,
    capital,
    day,
    lines,
    ticks,
    with_none,
    words,
)
from subjects.models import (
    ConsentEvent,
    ConsentPurpose,
    DataHeld,
    DataSubject,
    SubjectExport,
)
from subjects.models.legal_hold import Field
from subjects.naming import item_labels, set_title


class DataForm(forms.Form):
    """One set of data held of a person."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    title = words(gettext_lazy("Kind of data"), longest=200, required=False)
    activity = forms.ModelChoiceField(
        Activity.objects.none(),
        label=gettext_lazy("Activity of the register"),
        required=False,
        empty_label=gettext_lazy("None"),
        help_text=gettext_lazy("Items, purposes and basis come from it if left out."),
    )
    items = ticks(gettext_lazy("Items"))
    value = lines(gettext_lazy("What is held"), required=False)
    where = words(gettext_lazy("Where it lies"), required=False)
    source = words(gettext_lazy("Where it comes from"), required=False)
    from_person = forms.BooleanField(
        label=gettext_lazy("Given by the person"), required=False, initial=True
    )
    basis = forms.ChoiceField(
        label=gettext_lazy("Legal basis"),
        required=False,
        choices=with_none(LegalBasis),
    )
    purposes = ticks(gettext_lazy("Purposes"), choices=capital(Purpose))
    system = forms.ModelChoiceField(
        System.objects.none(),
        label=gettext_lazy("System"),
        required=False,
        empty_label=gettext_lazy("Not said"),
    )
    limit = words(gettext_lazy("Kept for"), required=False)
    held_since = day(gettext_lazy("Held since"), required=False)
    ends_on = day(gettext_lazy("To be erased on"), required=False)

    def __init__(
        self, data: Any = None, *, person: DataSubject, row: DataHeld | None = None
    ) -> None:
        super().__init__(data)
        company = person.controller_id
        fields: Any = self.fields
        fields["activity"].queryset = Activity.objects.of(company)
        fields["system"].queryset = System.objects.of(company).not_retired()
        known = DataItem.objects.of(company)
        fields["items"].choices = [(one.code, capfirst(str(one))) for one in known]
        if row is not None:
            names = [name for name in fields if name != "revision"]
            self.initial = {name: getattr(row, name) for name in names}
            self.initial |= {
                "revision": row.revision,
                "activity": row.activity_id,
                "system": row.system_id,
            }

    def said(self) -> dict[str, Any]:
        return {k: v for k, v in self.cleaned_data.items() if k != "revision"}


class SetsForm(forms.Form):
    """Which data sets something is about; none ticked means all of it."""

    sets = ticks(
        gettext_lazy("Which data"),
        help_text=gettext_lazy("None ticked means everything held of this person."),
    )

    def __init__(self, data: Any = None, *, person: DataSubject) -> None:
        super().__init__(data)
        labels = item_labels(person.controller_id)
        rows = DataHeld.objects.of(person).held().select_related("activity")
        self.rows = {str(row.pk): row for row in rows}
        field: Any = self.fields["sets"]
        field.choices = [(pk, set_title(row, labels)) for pk, row in self.rows.items()]
        if not self.rows:  # a list without a line would only ask a riddle
            field.widget = forms.MultipleHiddenInput()

    def chosen(self) -> list[DataHeld]:
        return [self.rows[pk] for pk in self.cleaned_data["sets"]]


class RestrictForm(SetsForm):
    ground = forms.ChoiceField(label=gettext_lazy("Ground"))
    words = words(
        gettext_lazy("Reason in words"),
        required=False,
        help_text=gettext_lazy("Stands in the banner of the person's page."),
    )
    review_on = day(gettext_lazy("Look at it again on"), required=False)

    def __init__(self, data: Any = None, *, person: DataSubject) -> None:
        super().__init__(data, person=person)
        found = grounds.of_restriction(person.controller.slug)
        field: Any = self.fields["ground"]
        field.choices = [CHOOSE, *((one.code, str(one)) for one in found)]


class HoldForm(SetsForm):
    fields_kept = ticks(
        gettext_lazy("Only these fields"),
        choices=capital(Field),
        help_text=gettext_lazy(
            "None ticked keeps all of it, and whose it is. Else the rest may be erased."
        ),
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Duty"), choices=with_none(grounds.Duty)
    )
    source = words(gettext_lazy("Law or clause"), longest=200)
    until = words(gettext_lazy("Until what happens"), longest=200)
    review_on = day(gettext_lazy("Look at it again on"))
    ends_on = day(gettext_lazy("Ends by itself on"), required=False)


class BecauseForm(forms.Form):
    because = words(gettext_lazy("Reason"))


class LookAgainForm(forms.Form):
    """It still stands; when somebody looks the next time."""

    review_on = day(gettext_lazy("Look at it again on"))
    because = words(gettext_lazy("Why it still stands"))


class HistoryPeriodForm(forms.Form):
    """How many days older versions keep their values at one company."""

    days = forms.IntegerField(
        label=gettext_lazy("Days"),
        required=False,
        help_text=gettext_lazy("Empty: the setting of the office counts."),
    )
    because = words(
        gettext_lazy("Why this long?"),
        help_text=gettext_lazy("Auditors read it. Name no person."),
        error_messages={"required": gettext_lazy("Say why it is this long.")},
    )


class ConsentForm(forms.Form):
    """A change of a consent that came by another road than the portal's own page."""

    GIVEN, NO, EXCEPTION = "given", "no", "exception"

    purpose = forms.ModelChoiceField(
        ConsentPurpose.objects.none(),
        label=gettext_lazy("Purpose"),
        empty_label=gettext_lazy("Choose"),
    )
    change = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        widget=forms.RadioSelect,
        choices=(
            (GIVEN, gettext_lazy("The person agreed")),
            (NO, gettext_lazy("The person said no, or took it back")),
            (EXCEPTION, gettext_lazy("No consent is needed")),
        ),
    )
    exception = forms.ChoiceField(label=gettext_lazy("Exception"), required=False)
    channel = forms.ChoiceField(label=gettext_lazy("How"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=lambda: settings.LANGUAGES
    )
    evidence = words(
        gettext_lazy("What shows it"),
        required=False,
        help_text=gettext_lazy("Needed for a yes; a no needs no proof."),
    )

    def __init__(self, data: Any = None, *, person: DataSubject) -> None:
        super().__init__(data, initial={"language": person.language})
        fields: Any = self.fields
        offered = ConsentPurpose.objects.of(person.controller_id).offered()
        fields["purpose"].queryset = offered
        found = grounds.exceptions(person.controller.slug)
        fields["exception"].choices = [CHOOSE, *((x.code, str(x)) for x in found)]
        # The portal's own roads write themselves.
        own = {"web", "link", "gpc", "dnt", "import"}
        fields["channel"].choices = [
            CHOOSE,
            *(
                (code, capfirst(str(label)))
                for code, label in ConsentEvent.Channel.choices
                if code not in own
            ),
        ]

    def how(self) -> How:
        said = self.cleaned_data
        return How(
            ConsentEvent.Channel(said["channel"]),
            said["language"],
            "",
            said["evidence"],
        )


class MergeForm(forms.Form):
    other = words(
        gettext_lazy("The other record"),
        longest=20,
        help_text=gettext_lazy("Its number, such as S-00012."),
    )
    evidence = words(gettext_lazy("What shows that they are one person"))

    def clean_other(self) -> int:
        typed = self.cleaned_data["other"].strip().upper().removeprefix("S-")
        if not typed.isdecimal() or len(typed) > 15:
            raise forms.ValidationError(gettext_lazy("Write a number like S-00012."))
        return int(typed)


class ExportForm(forms.Form):
    why = words(gettext_lazy("What is the file for?"))
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        widget=forms.RadioSelect,
        choices=SubjectExport.Format.choices,
        initial=SubjectExport.Format.JSON,
    )


class TableForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV in UTF-8 or XLSX, up to 5 MB and 5,000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )
