"""/desk/reports/: what was kept, and the reports that authorities ask for."""

from django.urls import path

from rights.views import reports

app_name = "reports"

urlpatterns = [
    path("", reports.index, name="index"),
    path("kept/", reports.kept, name="kept"),
    path("kept.csv", reports.kept_csv, name="kept-csv"),
    path("colombia-claims/", reports.claims, name="claims"),
    path("colombia-claims.csv", reports.claims_csv, name="claims-csv"),
    path("refusals/", reports.refusal_log, name="refusals"),
    path("refusals.csv", reports.refusals_csv, name="refusals-csv"),
]
