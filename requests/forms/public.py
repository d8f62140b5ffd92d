"""The pages of the public form: each is shaped by the answers before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django import forms
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.models import Establishment
from rights.choices import Channel, Relation, Right
from rights.drafts import DETAILS, FACT, STEPS, Draft, rights_in
from rights.explaining import wish
from rights.forms.fields import Words
from rights.forms.questions import QUESTIONS
from rights.offers import Offer
from rulebook.book import IdentityFact, Minors

NAME_LENGTH, DETAILS_LENGTH = 200, 4000


class StepForm(forms.Form):
    """One page: bound to what was posted, or showing what was answered before."""

    step: ClassVar[str]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        establishment: Establishment,
        offer: Offer,
        answers: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(answers))
        self.establishment = establishment
        self.offer = offer
        self.answers = answers
        self.prepare()

    def prepare(self) -> None:
        """Shape the fields by the place and by what was answered before."""


class WhoForm(StepForm):
    step = "who"

    relation = forms.ChoiceField(
        label=gettext_lazy("Whose data is it?"),
        choices=Relation.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose whose data it is."),
            "invalid_choice": gettext_lazy("Choose whose data it is."),
        },
    )

    def prepare(self) -> None:
        field: Any = self.fields["relation"]
        field.heading = True
        field.choices = self._choices()
        age = {"age": self.minors.adult_age}
        if not self.minors.adult_age:
            field.hints = {
                Relation.SELF: _("It is about you."),
                Relation.PARENT: _("You are the parent or guardian."),
                Relation.REPRESENTATIVE: _("A person asked you to do this for them."),
            }
            return
        field.hints = {
            Relation.SELF: _("It is about you, and you are %(age)d or older.") % age,
            Relation.MINOR: _("A parent or guardian joins, and gets our answer."),
            Relation.PARENT: _(
                "You are the parent or guardian of someone under %(age)d."
            )
            % age,
            Relation.REPRESENTATIVE: _("A person asked you to do this for them."),
        }

    def _choices(self) -> list[tuple[str, Any]]:
        """Who is under age says so, where policy or law names an age."""
        age = self.minors.adult_age
        words: dict[str, Any] = dict(Relation.choices)
        words[Relation.MINOR] = _("For myself, and I am under %(age)s") % {"age": age}
        return [row for row in words.items() if age or row[0] != Relation.MINOR]

    @property
    def minors(self) -> Minors:
        place = self.establishment
        return self.offer.book.minors(place.controller.slug, place.country)


class WhatForm(StepForm):
    step = "what"

    right = forms.MultipleChoiceField(
        label=gettext_lazy("What should we do?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Choose what we should do."),
            "invalid_choice": gettext_lazy("Choose what we should do."),
            "invalid_list": gettext_lazy("Choose what we should do."),
        },
    )

    def clean_right(self) -> list[str]:
        """In the order of the page, whatever order the browser sent."""
        options = self.offer.chosen(self.cleaned_data["right"])
        return [option.right.value for option in options]

    def prepare(self) -> None:
        field: Any = self.fields["right"]
        field.choices = [(option.right, option.label) for option in self.offer.options]

    @property
    def common(self) -> list[tuple[BoundWidget, Any]]:
        return [pair for pair in self._pairs() if pair[1].is_common]

    @property
    def rarer(self) -> list[tuple[BoundWidget, Any]]:
        return [pair for pair in self._pairs() if not pair[1].is_common]

    @property
    def rarer_labels(self) -> list[str]:
        return [option.label for _widget, option in self.rarer]

    @property
    def rarer_is_open(self) -> bool:
        """Nothing chosen may lie hidden, and no error may point into a closed fold."""
        chosen = self["right"].value() or ()
        return not self.common or any(o.right in chosen for o in self.offer.rarer)

    def _pairs(self) -> list[tuple[BoundWidget, Any]]:
        field: BoundField = self["right"]
        return list(zip(field, self.offer.options, strict=True))


class DetailsForm(StepForm):
    step = "details"

    # Only where we could not even begin without it.
    NEEDED: ClassVar = frozenset(
        {
            Right.RECTIFICATION,
            Right.RESTRICTION,
            Right.OBJECTION,
            Right.AUTOMATED_DECISION,
            Right.CONTACT,
            Right.COMPLAINT,
        }
    )

    def prepare(self) -> None:
        rights = rights_in(self.answers)
        for right in rights:
            field: Any = _details(right, is_alone=len(rights) == 1)
            field.required = right in self.NEEDED
            self.fields[DETAILS + right] = field
            if value := self.answers.get(DETAILS + right):
                self.initial[DETAILS + right] = value


def _details(right: Right, *, is_alone: bool) -> Words:
    """The question for one right; among several it begins with what was chosen."""
    question, helps = QUESTIONS[right]
    field: Any = Words(
        label=question
        if is_alone
        else _("%(wish)s: %(question)s") % {"wish": wish(right), "question": question},
        help_text=helps,
        max_length=DETAILS_LENGTH,
        long=True,
        needed=_("Write a few words, so that we can begin."),
    )
    field.heading = is_alone
    return cast(Words, field)


class ContactForm(StepForm):
    step = "contact"

    name = Words(
        label=gettext_lazy("Your name"),
        max_length=NAME_LENGTH,
        needed=gettext_lazy("Type your name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    person_name = Words(
        label=gettext_lazy("Name of the person whose data it is"),
        max_length=NAME_LENGTH,
        needed=gettext_lazy("Type the name of the person whose data it is."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guardian_name = Words(
        label=gettext_lazy("Name of your parent or guardian"),
        max_length=NAME_LENGTH,
        needed=gettext_lazy("Type the name of your parent or guardian."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guardian_email = forms.EmailField(
        label=gettext_lazy("E-mail address of your parent or guardian"),
        help_text=gettext_lazy(
            "We write there only after we have checked that they may act for you."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy(
                "Type the e-mail address of your parent or guardian."
            ),
            "invalid": gettext_lazy(
                "This is not a whole e-mail address. It looks like name@example.com."
            ),
        },
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address"),
        help_text=gettext_lazy("We send a code there, and later our answer."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": gettext_lazy("Type your e-mail address."),
            "invalid": gettext_lazy(
                "This is not a whole e-mail address. It looks like name@example.com."
            ),
        },
    )

    def prepare(self) -> None:
        relation = self.answers["relation"]
        if relation in {Relation.SELF, Relation.MINOR}:
            del self.fields["person_name"]
        if relation != Relation.MINOR:
            del self.fields["guardian_name"], self.fields["guardian_email"]
        else:
            self.fields["email"].help_text = _(
                "We send a code there. Our answer goes to your parent or guardian."
            )
        self.order_fields(["name", "person_name", "email"])
        language = get_language() or "en"
        for fact in self.facts():
            label = fact.label_in(language)
            self.fields[FACT + fact.code] = Words(
                label=label,
                help_text=fact.help_in(language),
                max_length=NAME_LENGTH,
                needed=_("Fill in: %(label)s.") % {"label": label},
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            value = self.answers.get(FACT + fact.code)
            if value:
                self.initial[FACT + fact.code] = value

    def facts(self) -> list[IdentityFact]:
        """What the policy asks of a person who comes by this form; nothing else.

        Of several rights each fact is asked once, if any of them needs it.
        """
        place = self.establishment
        found: dict[str, IdentityFact] = {}
        for right in rights_in(self.answers):
            route = self.offer.book.identity_route(
                place.controller.slug, place.country, right, Channel.WEB_FORM
            )
            for fact in route.with_request:
                found.setdefault(fact.code, fact)
        return list(found.values())


@dataclass(frozen=True)
class Filled:
    """How far a draft has come, with each answer checked again by its own page."""

    answers: dict[str, Any]  # only what is still asked; complete if nothing is missing
    missing: str  # the first page that still waits for an answer, or blank


def filled(draft: Draft, establishment: Establishment, offer: Offer) -> Filled:
    """Read the draft page by page. Another choice earlier on may ask for more later."""
    answers: dict[str, Any] = {}
    for step in STEPS:
        if step not in draft.done:
            return Filled(answers, step)
        form = STEP_FORMS[step](
            draft.answers,
            establishment=establishment,
            offer=offer,
            answers=draft.answers | answers,
        )
        if not form.is_valid():
            return Filled(answers, step)
        answers |= form.cleaned_data
    return Filled(answers, "")


STEP_FORMS: dict[str, type[StepForm]] = {
    form.step: form for form in (WhoForm, WhatForm, DetailsForm, ContactForm)
}
