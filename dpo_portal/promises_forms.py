"""The form in which a person says how a promise is kept."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from accounts.models import User
from rulebook.models import PromiseRecord

WORDS = {"rows": 4}
FIELDS = ("what_is_done", "where_it_shows", "owner", "reviewed_on", "next_review_on")


class RecordForm(forms.Form):
    """How the company keeps a promise; `revision`: of the record it began from."""

    what_is_done = forms.CharField(
        label=gettext_lazy("What is done"),
        help_text=gettext_lazy("In plain words: who does what, and how often."),
        widget=forms.Textarea(attrs=WORDS),
    )
    where_it_shows = forms.CharField(
        label=gettext_lazy("Where it shows"),
        help_text=gettext_lazy(
            "A document, a system, a contract: where an auditor can see it. Name no "
            "person whose data it is about."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Owner"),
        help_text=gettext_lazy("Who looks at it again."),
    )
    reviewed_on = forms.DateField(label=gettext_lazy("Reviewed on"))
    next_review_on = forms.DateField(label=gettext_lazy("Next review on"))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        record: PromiseRecord | None,
        people: QuerySet[User],
        user: User,
        today: date,
    ) -> None:
        super().__init__(data)
        owner = cast("forms.ModelChoiceField[User]", self.fields["owner"])
        owner.queryset = people
        for name in ("reviewed_on", "next_review_on"):
            self.fields[name].widget = forms.DateInput(
                attrs={"type": "date"}, format="%Y-%m-%d"
            )
        if record is None:
            self.initial = {"owner": user.pk}
        else:
            self.initial = {name: getattr(record, name) for name in FIELDS}
            self.initial["owner"] = record.owner_id
            self.initial["revision"] = record.revision
        self.initial |= {"reviewed_on": today, "next_review_on": _in_a_year(today)}

    def is_current_again(self, record: PromiseRecord | None) -> None:
        """Draw it anew with all that was typed, on what the record is now."""
        revision = "" if record is None else str(record.revision)
        self.data = {**cast(QueryDict, self.data).dict(), "revision": revision}

    def says(self, record: PromiseRecord | None) -> bool:
        """Whether the record says already what was typed: the button pressed twice."""
        return record is not None and all(
            getattr(record, name) == self.cleaned_data[name] for name in FIELDS
        )


def _in_a_year(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)
