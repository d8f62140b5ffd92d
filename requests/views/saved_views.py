"""Views of the queue under a name: `/desk/requests/views/`."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rights.errors import StepNotAllowed
from rights.forms.saved_view import SavedViewForm
from rights.models import SavedView
from rights.saving_views import change_view, delete_view, save_view
from rights.views.queue import asked_for, list_of
from rights.views.staff import StaffRequest

reads = permission_required("requests.view", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@reads
def new(request: StaffRequest) -> HttpResponse:
    """Name the list of this address; afterwards one is there.

    Words that were looked for do not go along: they expire.
    """
    asked = request.POST.get("query", "") if request.method == "POST" else ""
    queue = list_of(request, asked) if asked else asked_for(request, request.GET)[0]
    query = queue.query(s=None)
    form = SavedViewForm(request.POST or None, user=request.user)
    form.initial["query"] = query
    if request.method == "POST" and form.is_valid():
        try:
            made = save_view(
                name=form.cleaned_data["name"],
                shared_with=form.cleaned_data.get("shared_with"),
                query=query,
                by=request.user,
            )
        except StepNotAllowed as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The view is saved."))
            return redirect(_address(made))
    filters = asked_for(request, QueryDict(query))[1]
    context = {
        "form": form,
        "filters": list(filters.labels().values()),
        **_frame(_("Save this view"), f"{reverse('requests:queue')}?{query}"),
    }
    return render(request, "requests/desk/saved_view.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reads
def change(request: StaffRequest, pk: int) -> HttpResponse:
    view = _find(request, pk)
    form = SavedViewForm(request.POST or None, user=request.user)
    form.initial = {"name": view.name, "shared_with": view.shared_with_id}
    if request.method == "POST" and form.is_valid():
        try:
            change_view(
                view,
                name=form.cleaned_data["name"],
                shared_with=form.cleaned_data.get("shared_with"),
                by=request.user,
            )
        except StepNotAllowed as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The view is changed."))
            return redirect(_address(view))
    filters = asked_for(request, QueryDict(view.query))[1]
    context = {
        "form": form,
        "view": view,
        "filters": list(filters.labels().values()),
        **_frame(view.name, _address(view)),
    }
    return render(request, "requests/desk/saved_view.html", context)


@reads
@require_POST
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    delete_view(_find(request, pk), by=request.user)
    messages.success(request, _("The view is deleted. Its requests stay."))
    return redirect("requests:queue")


def _find(request: StaffRequest, pk: int) -> SavedView:
    seen = SavedView.objects.seen_by(request.user).select_related("shared_with")
    view: SavedView = get_object_or_404(seen, pk=pk)
    if not view.is_changed_by(request.user):
        raise PermissionDenied
    return view


def _address(view: SavedView) -> str:
    return f"{reverse('requests:queue')}?{view.query}"


def _frame(title: str, back: str) -> dict[str, Any]:
    return {
        "title": title,
        "back": back,
        "crumbs": [(_("Requests"), back), (title, "")],
    }
