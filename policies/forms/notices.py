"""What a person types to plan, stop or end a notice."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from correspondence.models import Delivery
from policies.models import Campaign, PolicyVersion

WAYS = [
    ("email", _("E-mail")),
    ("post", _("Letter by post")),
    ("app", _("Notice in the app")),
]
SHOWS = [
    ("red_dot", _("Red dot until it is opened")),
    ("pop_up", _("Pop-up that has to be closed")),
    ("banner", _("Banner above the page")),
]


class PlanForm(forms.Form):
    """Ways, what the app shows, and the pace; the public announcement always is."""

    ways = forms.MultipleChoiceField(
        label=_("Ways to tell people"),
        choices=WAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "The first that reaches a person counts, in this order. Whom none reaches "
            "is left to the public announcement. A letter needs a postal address among "
            "the data held, and is printed and posted by the office."
        ),
    )
    post_after_mail = forms.BooleanField(
        label=_("A letter also goes to people whose e-mail came back"),
        required=False,
    )
    shows = forms.MultipleChoiceField(
        label=_("What the app shows"),
        choices=SHOWS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    per_second = forms.FloatField(
        label=_("Mails a second, at most"), min_value=0.01, required=False
    )
    per_domain = forms.IntegerField(
        label=_("Mails a minute to one mail domain, at most"),
        min_value=1,
        required=False,
    )
    opens = forms.TimeField(
        label=_("Not before"),
        required=False,
        widget=forms.TimeInput(attrs={"placeholder": "08:00"}),
    )
    closes = forms.TimeField(
        label=_("Not after"),
        required=False,
        widget=forms.TimeInput(attrs={"placeholder": "20:00"}),
    )

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        initial = {
            "ways": campaign.ways,
            "post_after_mail": campaign.post_after_mail,
            "shows": campaign.shows,
            "per_second": campaign.per_second,
            "per_domain": campaign.per_domain,
            "opens": campaign.opens,
            "closes": campaign.closes,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        if settings.MAIL_PER_SECOND:
            self.fields["per_second"].help_text = _(
                "The mail server takes %(limit)s; a smaller number is slower."
            ) % {"limit": f"{settings.MAIL_PER_SECOND:g}"}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("opens")) != bool(said.get("closes")):
            self.add_error("closes", _("Give both hours, or neither."))
        return said

    @property
    def chosen(self) -> dict[str, Any]:
        """What `verbs.plan` takes: ways in their order, at last the announcement."""
        said = dict(self.cleaned_data)
        ways = [way for way, _label in WAYS if way in said["ways"]]
        said["ways"] = [*ways, Delivery.Channel.PUBLIC.value]
        return said


class ReasonForm(forms.Form):
    """Why a notice is paused or ended; the history shows it."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VersionForm(forms.Form):
    """Which announced version people are to be told about."""

    version: "forms.ModelChoiceField[PolicyVersion]" = forms.ModelChoiceField(
        queryset=None, label=_("Version")
    )

    def __init__(self, *args: Any, versions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = versions  # type: ignore[attr-defined]


class RecipientFilters(forms.Form):
    """Which rows of the list: by state and by channel; an unknown word shows all."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), *Delivery.State.choices],
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[("", _("All")), *Delivery.Channel.choices],
    )
