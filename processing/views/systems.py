"""`/desk/register/systems/`: list, one, add, edit, retire."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import StaffRequest
from processing import keeping
from processing.forms.places import SystemForm
from processing.models import System
from processing.views import places
from processing.views.frame import keeps_register, sees_register

SYSTEM = places.Noun(
    name="system",
    model=System,
    form=SystemForm,
    add=keeping.add_system,
    edit=keeping.edit_system,
    retire=keeping.retire_system,
    many=lambda: _("Systems"),
    adding=lambda: _("Add a system"),
    counted=lambda n: ngettext("%(n)d system", "%(n)d systems", n) % {"n": n},
)


@require_safe
@sees_register
def systems(request: StaffRequest) -> HttpResponse:
    return places.show_list(request, SYSTEM)


@require_safe
@sees_register
def system(request: StaffRequest, pk: int) -> HttpResponse:
    return places.show(request, SYSTEM, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def add(request: StaffRequest) -> HttpResponse:
    return places.add(request, SYSTEM)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def edit(request: StaffRequest, pk: int) -> HttpResponse:
    return places.edit(request, SYSTEM, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_register
def retire(request: StaffRequest, pk: int) -> HttpResponse:
    return places.retire(request, SYSTEM, pk)
