"""What lets an app or a site of a company show its notices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller
from policies.models import NoticeApp


class AppForm(forms.Form):
    """Name, key and origins; of a new app its company and short name as well."""

    controller: "forms.ModelChoiceField[Controller]" = forms.ModelChoiceField(
        queryset=None, label=_("Controller"), empty_label=_("Choose")
    )
    slug = forms.SlugField(
        label=_("Short name"),
        help_text=_("As its tokens say it in “iss”. It stays."),
        max_length=50,
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    public_key = forms.CharField(
        label=_("Public key"),
        help_text=_("Ed25519 as PEM. The private key stays on your own server."),
        max_length=1000,
        widget=forms.Textarea(
            attrs={"rows": 4, "class": "mono", "spellcheck": "false"}
        ),
    )
    origins = forms.CharField(
        label=_("Web origins, one on a line"),
        help_text=_("https://app.example.com. Empty for an app that is no web page."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        controllers: Any = None,
        app: NoticeApp | None = None,
    ) -> None:
        initial = {}
        if app is not None:
            initial = {"name": app.name, "public_key": app.public_key}
            initial["origins"] = "\n".join(app.origins)
        super().__init__(data, initial=initial)
        if app is not None:
            del self.fields["controller"], self.fields["slug"]
        else:
            self.fields["controller"].queryset = controllers  # type: ignore[attr-defined]

    @property
    def said(self) -> dict[str, Any]:
        """What `keep_app` takes besides company and short name."""
        given = self.cleaned_data
        return {
            "name": given["name"],
            "public_key": given["public_key"].strip() + "\n",
            "origins": given["origins"].split(),
        }
