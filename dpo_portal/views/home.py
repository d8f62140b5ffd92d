"""`/desk/`: until the home page is built, straight to where this person's work is."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse

from accounts.http import StaffRequest

START = [
    ("requests.triage", "requests:queue"),
    ("audit.view", "audit:changes"),
    ("accounts.manage_team", "accounts:team"),
    ("accounts.view_controllers", "accounts:controllers"),
]


def home(request: StaffRequest) -> HttpResponse:
    granted = request.user.get_all_permissions()
    for permission, name in START:
        if permission in granted and (url := _url(name)):
            return redirect(url)
    return redirect("accounts:profile")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # a page that comes with its own room
        return ""
