"""What the addresses of the change history and of the access log may ask for.

Each filter alone is read along an index of its own (audit/models/ledger.py); what was
typed to find a person is kept sealed and stands in the address as a key (`s`).
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import forms
from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from accounts.models import User
from audit import browser, profiles
from audit.context import ActorKind, Channel
from audit.models import AuditedModel
from dpo_portal.record_words import field_words, kind_words
from dpo_portal.trail.fields import (
    CaseField,
    GroupedSelect,
    MomentField,
    PersonField,
    RecordField,
)
from dpo_portal.trail.scope import Scope
from dpo_portal.trail.words import CHANNELS, LOOKS
from rights.models import RightsRequest
from subjects import searching
from subjects.folding import terms
from subjects.models import DataSubject

MOST_FOUND = 200  # people or cases that words may mean
OUTSIDE = "outside"  # who: changes that came round the side


class TrailFilters(forms.Form):
    """What both lists share; a wrong value is answered with a sentence."""

    person = PersonField(
        label=gettext_lazy("Person"), required=False, widget=forms.HiddenInput
    )
    s = forms.CharField(
        label=gettext_lazy("Looked for"), required=False, widget=forms.HiddenInput
    )
    case = CaseField(
        label=gettext_lazy("Case"), required=False, widget=forms.HiddenInput
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who"), required=False, widget=GroupedSelect
    )
    before = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=0, max_value=10**18
    )
    after = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=0, max_value=10**18
    )
    kept: tuple[str, ...] = (
        "person",
        "s",
        "case",
    )  # sent along by the form of visible fields

    def __init__(self, data: Any, *, scope: Scope, user: User) -> None:
        super().__init__(data)
        self.scope, self.user = scope, user
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", _("Anyone")),
            *((str(one.pk), str(one)) for one in scope.staff),
            *self.more_who(),
        ]
        for name, label in (
            ("from", pgettext("the first day", "From")),
            ("to", pgettext("the last day", "To")),
        ):
            is_minute = "T" in (data.get(name) or "")
            kind = "datetime-local" if is_minute else "date"
            self.fields[name] = MomentField(
                scope=scope,
                is_end=name == "to",
                label=label,
                required=False,
                widget=forms.DateInput(attrs={"type": kind}),
            )

    def more_who(self) -> list[tuple[str, str]]:
        return []

    def clean_s(self) -> searching.Words | None:
        """The words behind the key: one's own, of the last half day."""
        key = self.cleaned_data["s"]
        if not key:
            return None
        words = searching.find(key, by=self.user, at=timezone.now())
        if words is None:
            raise forms.ValidationError(
                _("What you looked for is forgotten after half a day. Type it again.")
            )
        return words

    def narrow(self, entries: Any) -> Any:
        """The entries asked for. Call it on a valid form."""
        asked = self.cleaned_data
        if asked["person"]:
            entries = entries.filter(subject_id__in=asked["person"])
        if asked["s"]:
            entries = entries.filter(self._meant(asked["s"].text))
        if asked["case"] is not None:
            entries = entries.filter(case_id=asked["case"])
        if asked["who"]:
            entries = self._by(entries, asked["who"])
        if asked["from"]:
            entries = entries.filter(occurred_at__gte=asked["from"])
        if asked["to"]:
            entries = entries.filter(occurred_at__lt=asked["to"])
        return entries

    def _by(self, entries: Any, who: str) -> Any:
        if who == OUTSIDE:
            return entries.filter(actor_kind=ActorKind.SQL)
        return entries.filter(actor_id=int(who))

    def _meant(self, text: str) -> Q:
        """Entries about people of that name, and of cases they asked for."""
        if not (found := list(terms(text))):
            return Q(pk__in=[])
        mine = {"controller__in": self.scope.controllers}
        people = DataSubject.objects.filter(**mine).matching(text)
        cases = RightsRequest.objects.filter(**mine)
        for term in found:
            cases = cases.filter(claimant__search_text__contains=term)
        ids = list(people.values_list("pk", flat=True)[:MOST_FOUND])
        numbers = list(cases.values_list("pk", flat=True)[:MOST_FOUND])
        return Q(subject_id__in=ids) | Q(case_id__in=numbers)

    @property
    def is_by_time(self) -> bool:
        """Only days are asked for, or nothing: then moments give the order."""
        given = {name for name, value in self.cleaned_data.items() if value}
        return bool(given & {"from", "to"}) and given <= {
            *("from", "to", "before", "after")
        }


class KindAndField(forms.ChoiceField):
    """ "rightsrequest.stage"; a link kept from before may name the app too."""

    def prepare_value(self, value: Any) -> Any:
        return self._shortened(value)

    def to_python(self, value: Any) -> str:
        return super().to_python(self._shortened(value))

    def _shortened(self, value: Any) -> Any:
        kind, dot, name = str(value or "").rpartition(".")
        return f"{short_kinds().get(kind, kind)}{dot}{name}"


class ChangeFilters(TrailFilters):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of record"), required=False, widget=GroupedSelect
    )
    field = KindAndField(
        label=gettext_lazy("Field"), required=False, widget=GroupedSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=60
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Came by"), required=False, widget=GroupedSelect
    )
    record = RecordField(
        label=gettext_lazy("Record"), required=False, widget=forms.HiddenInput
    )
    request_id = forms.UUIDField(
        label=gettext_lazy("Page request"), required=False, widget=forms.HiddenInput
    )
    field_order = (
        *("who", "kind", "field", "reason", "channel", "from", "to"),
        *("person", "s", "case", "record", "request_id", "before", "after"),
    )
    kept = (*TrailFilters.kept, "record", "request_id")

    def __init__(self, data: Any, *, scope: Scope, user: User) -> None:
        super().__init__(data, scope=scope, user=user)
        groups = field_groups(get_language() or "")
        fields: Any = self.fields
        fields["who"].label = _("Who changed it")
        fields["kind"].choices = [
            ("", _("Any record")),
            *((label, kind) for label, kind, _fields in groups),
        ]
        fields["field"].choices = [
            ("", _("Any field")),
            *((kind, options) for _label, kind, options in groups),
        ]
        fields["channel"].choices = [
            ("", _("Any way")),
            *((code, CHANNELS[code]) for code in Channel),
        ]
        self.order_fields(self.field_order)

    def more_who(self) -> list[tuple[str, str]]:
        return [(OUTSIDE, _("From outside the portal"))]

    def narrow(self, entries: Any) -> Any:
        asked = self.cleaned_data
        entries = super().narrow(entries)
        if asked["record"]:
            label, pk = asked["record"]
            entries = entries.filter(model=label, object_pk=pk)
        if asked["kind"]:
            entries = entries.filter(model=asked["kind"])
        if asked["request_id"]:
            entries = entries.filter(request_id=asked["request_id"])
        if asked["channel"]:
            entries = entries.filter(channel=asked["channel"])
        if asked["reason"]:
            code = asked["reason"].strip()
            codes = {code, code.lower(), code.lower().replace(" ", "_")}
            # Said twice, so that the database sees that its partial index will do.
            entries = entries.filter(~Q(reason_code=""), reason_code__in=codes)
        if asked["field"]:
            kind, _dot, name = asked["field"].rpartition(".")
            labels = {short: label for label, short in short_kinds().items()}
            entries = browser.that_changed(entries, labels[kind], name)
        return entries


class AccessFilters(TrailFilters):
    what = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    field_order = ("who", "what", "from", "to", "person", "s", "case")

    def __init__(self, data: Any, *, scope: Scope, user: User) -> None:
        super().__init__(data, scope=scope, user=user)
        fields: Any = self.fields
        fields["who"].label = _("Who looked")
        fields["what"].choices = [("", _("Anything")), *LOOKS.items()]
        self.order_fields(self.field_order)

    def narrow(self, entries: Any) -> Any:
        entries = super().narrow(entries)
        if self.cleaned_data["what"]:
            entries = entries.filter(what=self.cleaned_data["what"])
        return entries


def tracked() -> Iterable[Any]:
    """The models whose changes are recorded, without abstract ones."""
    return (model for model in apps.get_models() if issubclass(model, AuditedModel))


@lru_cache(maxsize=1)
def short_kinds() -> dict[str, str]:
    """What stands in an address for a kind: its name, unless two apps have it."""
    names = Counter(model._meta.model_name for model in tracked())
    return {
        model._meta.label_lower: model._meta.model_name
        if names[model._meta.model_name] == 1
        else model._meta.label_lower
        for model in tracked()
    }


@lru_cache(maxsize=16)  # by language: some four hundred fields, the same all day
def field_groups(language: str) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each kind of record with its fields in words: label, kind, (value, words)."""
    found = []
    for model in tracked():
        label = model._meta.label_lower
        short = short_kinds()[label]
        fields = [
            (f"{short}.{one.name}", field_words(model._meta.get_field(one.name)))
            for one in profiles.profile(model).fields
            if not model._meta.get_field(one.name).primary_key
        ]
        fields.sort(key=lambda pair: pair[1].casefold())
        found.append((label, kind_words(model), fields))
    return sorted(found, key=lambda group: group[1].casefold())
