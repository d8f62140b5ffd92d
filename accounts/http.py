"""The request of a page that only signed-in staff can reach, for type checkers."""

from django.http import HttpRequest

from accounts.models import User


class StaffRequest(HttpRequest):
    """What LoginRequiredMiddleware lets through: the user is one of ours."""

    user: User
