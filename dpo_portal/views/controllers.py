"""The controllers and their establishments, and everyone's own profile."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.forms import ProfileForm
from accounts.http import StaffRequest
from accounts.models import Controller, User
from accounts.places import country_name
from audit.trail import act, record

sees_controllers = permission_required(
    "accounts.view_controllers", raise_exception=True
)


@sees_controllers
def controllers(request: StaffRequest) -> HttpResponse:
    mine = Controller.objects.visible_to(request.user)
    context = {"controllers": mine.prefetch_related("establishments").order_by("name")}
    return render(request, "desk/settings/controllers.html", context)


@sees_controllers
def controller(request: StaffRequest, slug: str) -> HttpResponse:
    mine = Controller.objects.visible_to(request.user)
    found = get_object_or_404(mine, slug=slug)
    establishments = list(found.establishments.prefetch_related("contact_points"))
    for establishment in establishments:
        establishment.country_name = country_name(establishment.country)
    establishments.sort(key=lambda establishment: establishment.country_name)
    crumbs = [(_("Controllers"), reverse("accounts:controllers")), (found.name, "")]
    context = {
        "controller": found,
        "establishments": establishments,
        "crumbs": crumbs,
    }
    return render(request, "desk/settings/controller.html", context)


def profile(request: StaffRequest) -> HttpResponse:
    """Open to everyone who is signed in, and only ever their own."""
    # A copy of the row: the page's header must not show what was typed but refused.
    mine = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic(), act(by=mine):
            form.save()
            record("accounts.edit_profile", mine, changes=form.changed_data)
        with translation.override(mine.language):
            messages.success(request, _("Profile saved."))
        return redirect("accounts:profile")
    return render(request, "desk/settings/profile.html", {"form": form})
