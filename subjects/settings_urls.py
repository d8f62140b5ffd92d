"""`/desk/settings/history/`: how long older versions of records are kept."""

from django.urls import path

from subjects.views import history_periods

app_name = "history"
urlpatterns = [
    path("", history_periods.periods, name="periods"),
    path("<slug:slug>/", history_periods.period, name="period"),
]
