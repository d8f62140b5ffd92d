"""`/desk/register/recipients/`: list, one, add, edit, retire."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from processing import keeping
from processing.forms.places import RecipientForm
from processing.models import Recipient
from processing.views import places
from processing.views.frame import keeps_register, sees_register

RECIPIENT = places.Noun(
    name="recipient",
    model=Recipient,
    form=RecipientForm,
    add=keeping.add_recipient,
    edit=keeping.edit_recipient,
    retire=keeping.retire_recipient,
    many=lambda: _("Recipients"),
    adding=lambda: _("Add a recipient"),
    counted=lambda n: ngettext("%(n)d recipient", "%(n)d recipients", n) % {"n": n},
)


@require_safe
@sees_register
def recipients(request: StaffRequest) -> HttpResponse:
    return places.show_list(request, RECIPIENT)


@require_safe
@sees_register
def recipient(request: StaffRequest, pk: int) -> HttpResponse:
    return places.show(request, RECIPIENT, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def add(request: StaffRequest) -> HttpResponse:
    return places.add(request, RECIPIENT)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return places.edit(request, RECIPIENT, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    return places.retire(request, RECIPIENT, pk)
