"""What staff type when they log a request, once it is known where and how it came.

It depends on that (intake_place.py): which rights there are, which facts the policy
lets us keep, and in which time zone the moment of receipt is meant.
"""

import uuid
from collections.abc import Sequence
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Establishment
from rights.choices import Channel, Relation, Right
from rights.desk_words import RELATIONS, language_name
from rights.drafts import FACT
from rights.fact_words import desk_label
from rights.filing import Asked, Wish
from rights.forms.fields import Words
from rights.forms.public import DETAILS_LENGTH, NAME_LENGTH
from rights.forms.receipt import ReceiptForm
from rights.offers import Offer
from rulebook.rows import IdentityFact

ADDRESS_LENGTH = 500
THEMSELVES = (Relation.SELF, Relation.MINOR)


class LogForm(ReceiptForm):
    """The request itself, shaped by its place and its channel."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    right = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked"),
        help_text=gettext_lazy("Several, if the person asks for several at once."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose what is asked."),
            "invalid_choice": gettext_lazy("Choose what is asked."),
            "invalid_list": gettext_lazy("Choose what is asked."),
        },
    )
    details = Words(
        label=gettext_lazy("In the person's own words"),
        help_text=gettext_lazy(
            "As written, or as near to what was said as you can. Leave out health and "
            "other sensitive data unless the request is about it."
        ),
        max_length=DETAILS_LENGTH,
        long=True,
        needed=gettext_lazy("Write down what the person asks."),
    )
    relation = forms.ChoiceField(
        label=gettext_lazy("Who asks?"),
        choices=[(value.value, label) for value, label in RELATIONS.items()],
        widget=forms.RadioSelect,
        initial=Relation.SELF,
        error_messages={"required": gettext_lazy("Choose who asks.")},
    )
    name = Words(
        label=gettext_lazy("Name of who asks"),
        max_length=NAME_LENGTH,
        needed=gettext_lazy("Type the name of who asks."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person_name = Words(
        label=gettext_lazy("Name of the person whose data it is"),
        help_text=gettext_lazy("Only where someone asks for another person."),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "All letters go there. Leave it empty if the person has none: letters are "
            "printed then."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "invalid": gettext_lazy(
                "This is not a whole e-mail address. It looks like name@example.com."
            )
        },
    )
    postal_address = Words(
        label=gettext_lazy("Postal address"),
        help_text=gettext_lazy("For a person without e-mail."),
        max_length=ADDRESS_LENGTH,
        long=True,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )
    phone = Words(
        label=gettext_lazy("Phone number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of our letters"),
        error_messages={"required": gettext_lazy("Choose the language.")},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        place: Establishment,
        channel: Channel,
        offer: Offer,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.place, self.channel, self.offer = place, channel, offer
        self.zone = ZoneInfo(place.time_zone)
        self.is_asked_again = bool(data and data.get("is_asked_again"))
        self._shape()

    def _shape(self) -> None:
        right = cast(forms.MultipleChoiceField, self.fields["right"])
        right.choices = self._rights()
        right.hints = {  # type: ignore[attr-defined]
            option.right.value: _("By law, not in this policy")
            for option in self.offer.options
            if option.is_by_law
        }
        spoken = cast(forms.ChoiceField, self.fields["language"])
        spoken.choices = [(code, language_name(code)) for code in self.place.languages]
        town = self.place.place or self.place.name
        self.fields["received_time"].help_text = _("On the clock in %(place)s.") % {
            "place": town
        }
        if not self.is_asked_again:
            self.fields["is_long_ago"].widget = forms.HiddenInput()
        for fact in self.facts():
            self.fields[FACT + fact.code] = Words(
                label=desk_label(fact),
                max_length=NAME_LENGTH,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )

    def _rights(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """By whose word a person has each right: the policy's, or the law's alone."""
        kinds = ((False, _("In the policy")), (True, _("By law, not in this policy")))
        groups = [
            (
                label,
                [
                    (option.right.value, f"{option.right.label} ({option.label})")
                    for option in self.offer.options
                    if option.is_by_law == by_law
                ],
            )
            for by_law, label in kinds
        ]
        return [group for group in groups if group[1]]

    def facts(self) -> list[IdentityFact]:
        """All that some route of this policy lets us keep on this channel."""
        found: dict[str, IdentityFact] = {}
        for option in self.offer.options:
            for fact in self._facts_for(option.right):
                found.setdefault(fact.code, fact)
        return list(found.values())

    def _facts_for(self, right: str) -> Sequence[IdentityFact]:
        return self.offer.book.identity_route(
            self.place.controller.slug, self.place.country, right, self.channel
        ).facts

    @property
    def fact_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(FACT)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("received_on") and cleaned.get("received_time") is not None:
            self._check_receipt()
        self._check_person(cleaned)
        allowed = {
            fact.code
            for right in cleaned.get("right", ())
            for fact in self._facts_for(right)
        }
        for name in [name for name in self.fields if name.startswith(FACT)]:
            if cleaned.get(name) and name.removeprefix(FACT) not in allowed:
                self.add_error(
                    name, _("This policy does not ask for it here. Leave it empty.")
                )
        return cleaned

    def _check_person(self, cleaned: dict[str, Any]) -> None:
        for_another = cleaned.get("relation") not in {None, "", *THEMSELVES}
        if for_another and not cleaned.get("person_name"):
            self.add_error(
                "person_name", _("Type the name of the person whose data it is.")
            )
        ways = ("email", "postal_address", "phone")
        if not any(cleaned.get(way) or way in self.errors for way in ways):
            self.add_error(
                "email",
                _("Give one way to reach the person: e-mail, postal address or phone."),
            )

    def asked(self) -> Asked:
        """The words of the verb."""
        words = self.cleaned_data
        first, *others = [
            self._wish(option.right) for option in self.offer.chosen(words["right"])
        ]
        is_self = words["relation"] in THEMSELVES
        return Asked(
            establishment=self.place,
            right=first.right,
            granted_by=first.granted_by,
            facts=first.facts,
            also=tuple(others),
            relation=Relation(words["relation"]),
            name=words["name"],
            person_name="" if is_self else words["person_name"],
            email=words["email"],
            phone=words["phone"],
            postal_address=words["postal_address"],
            details=words["details"],
            language=words["language"],
            channel=self.channel,
        )

    def _wish(self, right: Right) -> Wish:
        """One right, with only the facts that its own route lets us keep."""
        words = self.cleaned_data
        given = {
            fact.code: words.get(FACT + fact.code, "")
            for fact in self._facts_for(right)
        }
        return Wish(
            right=right,
            granted_by=self.offer.granted_by(right),
            details=words["details"],
            facts={code: value for code, value in given.items() if value},
        )
