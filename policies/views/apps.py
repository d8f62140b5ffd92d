"""`/desk/settings/apps/`: the apps and sites that show a company's notices."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import StaffRequest
from accounts.models import Controller
from policies.errors import NotPossible
from policies.forms.apps import AppForm
from policies.models import NoticeApp
from policies.telling import tokens
from policies.telling.keeping_apps import PERMISSION, keep_app, stop_app
from policies.views.frame import blame

manages = permission_required(PERMISSION, raise_exception=True)


@require_safe
@manages
def apps(request: StaffRequest) -> HttpResponse:
    mine = NoticeApp.objects.visible_to(request.user).select_related("controller")
    rows = mine.order_by("controller__name", "name")
    return render(request, "policies/apps/list.html", {"apps": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def add(request: StaffRequest) -> HttpResponse:
    """Let an app in: its name, its public key, where its pages are."""
    mine = Controller.objects.where_may(request.user, PERMISSION).order_by("name")
    form = AppForm(request.POST or None, controllers=mine)
    if request.method == "POST" and form.is_valid():
        slug = form.cleaned_data["slug"]
        # "add" is a page of its own here.
        if slug == "add" or NoticeApp.objects.filter(slug=slug).exists():
            form.add_error("slug", _("This short name is taken: choose another."))
        elif _keep(request, form, form.cleaned_data["controller"], slug):
            messages.success(request, _("The app is let in."))
            return redirect("notice-apps:list")
    return _draw(request, form, _("Let an app in"))


@require_http_methods(["GET", "HEAD", "POST"])
@manages
def app(request: StaffRequest, slug: str) -> HttpResponse:
    """Another key, other origins; a stopped app is let in again by saving."""
    found = _app(request, slug)
    form = AppForm(request.POST or None, app=found)
    is_said = request.method == "POST" and form.is_valid()
    if is_said and _keep(request, form, found.controller, slug):
        messages.success(request, _("Saved: the app is let in with this key."))
        return redirect("notice-apps:list")
    return _draw(request, form, found.name, found)


@require_POST
@manages
def stop(request: StaffRequest, slug: str) -> HttpResponse:
    stop_app(_app(request, slug), by=request.user)
    messages.success(request, _("Stopped: the app gets no answer any more."))
    return redirect("notice-apps:list")


def _app(request: StaffRequest, slug: str) -> NoticeApp:
    mine = NoticeApp.objects.visible_to(request.user).select_related("controller")
    found: NoticeApp = get_object_or_404(mine, slug=slug)
    return found


def _keep(
    request: StaffRequest, form: AppForm, controller: Controller, slug: str
) -> bool:
    """Whether it was kept; what is wrong stands at its field."""
    try:
        keep_app(controller, slug, by=request.user, **form.said)
    except NotPossible as error:
        blame(form, error)
        return False
    return True


def _draw(
    request: StaffRequest, form: AppForm, title: str, found: NoticeApp | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "app": found,
        "fingerprint": tokens.fingerprint(found.public_key) if found else "",
        "crumbs": [
            (_("Apps that show notices"), reverse("notice-apps:list")),
            (title, ""),
        ],
    }
    return render(request, "policies/apps/app.html", context)
