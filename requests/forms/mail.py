"""What staff type to put a mail on a request."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.forms.fields import Words
from rights.models import IncomingMail, RightsRequest


class AttachForm(forms.Form):
    """The reference of a request of the same company."""

    ref = Words(
        label=gettext_lazy("Reference of the request"),
        help_text=gettext_lazy(
            "Only where you are sure that its person wrote this: a reference that is "
            "quoted shows nothing."
        ),
        max_length=40,
        needed=gettext_lazy("Type the reference of the request."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(
        self,
        data: object = None,
        *,
        mail: IncomingMail,
        visible: "QuerySet[RightsRequest]",
    ) -> None:
        super().__init__(data, auto_id="attach-%s")  # type: ignore[arg-type]
        self.mail, self.visible = mail, visible
        self.found: RightsRequest | None = None

    def clean_ref(self) -> str:
        ref = "".join(str(self.cleaned_data["ref"]).split()).upper()
        same = self.visible.filter(controller=self.mail.controller_id)
        self.found = same.filter(ref=ref).first()
        if self.found is None:
            raise ValidationError(
                _("This controller has no request with this reference.")
            )
        return ref
