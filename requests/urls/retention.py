"""`/desk/register/retention/`: how long the files of closed cases are kept."""

from django.urls import path

from rights.views import retention

app_name = "retention"

urlpatterns = [
    path("", retention.files, name="files"),
    path("erase/", retention.erase, name="erase"),
    path("period/<slug:slug>/", retention.period, name="period"),
    path("<slug:ref>/", retention.record, name="record"),
]
