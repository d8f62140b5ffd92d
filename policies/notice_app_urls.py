"""`/desk/settings/apps/`: which apps show notices, with which keys."""

from django.urls import path

from policies.views import apps

app_name = "notice-apps"
urlpatterns = [
    path("", apps.apps, name="list"),
    path("add/", apps.add, name="add"),
    path("<slug:slug>/", apps.app, name="app"),
    path("<slug:slug>/stop/", apps.stop, name="stop"),
]
