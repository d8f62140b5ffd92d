"""What the pages of the register share: who may, whose rows, how many on a page."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.models import Controller, Membership, User
from accounts.roles import roles_with

ROWS = 25

sees_register = permission_required("processing.view", raise_exception=True)
keeps_register = permission_required("processing.edit", raise_exception=True)
confirms_register = permission_required("processing.confirm", raise_exception=True)


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page that the address asks for; the nearest one if it is none."""
    return Paginator(rows, ROWS).get_page(request.GET.get("page"))


def companies_to_keep(user: User) -> QuerySet[Controller]:
    """The companies whose register this person may change, by name."""
    mine: QuerySet[Controller] = Controller.objects.where_may(user, "processing.edit")
    return mine.order_by("name")


def colleagues(controller_id: int) -> QuerySet[User]:
    """Who may own a row: everyone who reads this company's register."""
    holders = Membership.objects.filter(
        controller=controller_id, role__in=roles_with("processing.view")
    )
    people = User.objects.filter(is_active=True, pk__in=holders.values("user"))
    return people.order_by("full_name")
