"""`/desk/register/data/`: data whose last day has come."""

from django.urls import path

from subjects.views import ending

app_name = "ending"
urlpatterns = [
    path("", ending.due, name="due"),
    path("erase/", ending.erase, name="erase"),
]
