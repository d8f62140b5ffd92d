"""What the pages of this room share: who may, which person, the way there."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import StaffRequest
from audit.trail import record_access
from subjects.errors import SubjectsError
from subjects.models import DataSubject
from subjects.person_page import PersonPage


def page[**P](
    permission: str = "subjects.view",
) -> Callable[
    [Callable[Concatenate[StaffRequest, DataSubject, P], HttpResponse]],
    Callable[Concatenate[StaffRequest, int, P], HttpResponse],
]:
    """A page about one person: `view(request, person)`.

    Asked twice, as for a request: somewhere (403), and at this person's company.
    """

    def decorate(
        view: Callable[Concatenate[StaffRequest, DataSubject, P], HttpResponse],
    ) -> Callable[Concatenate[StaffRequest, int, P], HttpResponse]:
        @require_http_methods(["GET", "HEAD", "POST"])
        @permission_required(permission, raise_exception=True)
        @wraps(view)
        def found(
            request: StaffRequest, pk: int, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            mine = DataSubject.objects.visible_to(request.user)
            person = get_object_or_404(
                mine.select_related("controller", "merged_into"), pk=pk
            )
            if not request.user.has_perm(permission, person):
                raise PermissionDenied
            return view(request, person, *args, **kwargs)

        return found

    return decorate


def look(request: StaffRequest, person: DataSubject) -> PersonPage:
    """Open a page about a person; that is recorded."""
    record_access(
        "record",
        person,
        controller_id=person.controller_id,
        subject_id=person.pk,
    )
    return PersonPage(person, user=request.user, now=timezone.now())


def crumbs(person: DataSubject, *more: str) -> list[tuple[str, str]]:
    own = person.get_absolute_url() if more else ""
    way = [(_("Subjects"), reverse("subjects:list")), (person.ref, own)]
    return way + [(label, "") for label in more]


def refused(form: Any, error: SubjectsError) -> None:
    """Show the sentence at the field it is about, or above the form."""
    form.add_error(error.field if error.field in form.fields else None, str(error))


def ask(
    request: StaffRequest,
    person: DataSubject,
    form: Any,
    *,
    title: str,
    action: str,
    lede: str = "",
    danger: bool = False,
    back_url: str = "",
    **context: Any,
) -> HttpResponse:
    """A page with one form about a person."""
    words = {
        "form": form,
        "person": person,
        "title": title,
        "lede": lede,
        "action": action,
        "danger": danger,
        "back_url": back_url or person.get_absolute_url(),
        "crumbs": crumbs(person, title),
    }
    return render(request, "subjects/form.html", words | context)
