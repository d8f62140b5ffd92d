"""`/desk/settings/`: calendars and reminders, which concern the requests."""

from django.urls import path

from rights.views import calendars, reminders

app_name = "office"

DAY = "calendars/<int:pk>/days/<int:day_pk>/"

urlpatterns = [
    path("calendars/", calendars.calendar_list, name="calendars"),
    path("calendars/<int:pk>/", calendars.calendar, name="calendar"),
    path("calendars/<int:pk>/preview/", calendars.preview, name="calendar-preview"),
    path("calendars/<int:pk>/add/", calendars.add, name="calendar-add"),
    path(DAY, calendars.day, name="calendar-day"),
    path(f"{DAY}remove/", calendars.remove, name="calendar-remove"),
    path("reminders/", reminders.reminder_list, name="reminders"),
    path("reminders/<slug:slug>/", reminders.reminders, name="reminder-settings"),
]
