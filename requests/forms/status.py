"""What a person types on the pages of one request."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights.forms.fields import Words

MESSAGE_LENGTH = 4000
REFERENCE = re.compile(r"R-\d{4}-\d{4,9}")


class ReferenceForm(forms.Form):
    ref = Words(
        label=gettext_lazy("Reference of your request"),
        help_text=gettext_lazy("It stands in our e-mail and looks like R-2026-0042."),
        max_length=40,
        needed=gettext_lazy("Type the reference of your request."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_ref(self) -> str:
        ref = "".join(self.cleaned_data["ref"].split()).upper()
        if not REFERENCE.fullmatch(ref):
            raise ValidationError(
                _("A reference looks like R-2026-0042. Look it up in our e-mail.")
            )
        return ref


class MessageForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    body = Words(
        label=gettext_lazy("Your message"),
        max_length=MESSAGE_LENGTH,
        needed=gettext_lazy("Write your message first."),
        long=True,
    )


class WithdrawForm(forms.Form):
    """Nothing to fill in: the button is the whole answer."""
