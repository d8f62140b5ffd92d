"""`/desk/register/`: what the cases show of recipients and backups."""

from django.urls import path

from rights.views import ledger

app_name = "ledger"

urlpatterns = [
    path("told/", ledger.told, name="told"),
    path("told.csv", ledger.told_csv, name="told-csv"),
    path("backups.csv", ledger.backups_csv, name="backups-csv"),
    path("backups/", ledger.backups, name="backups"),
    path("backups/<int:pk>/", ledger.backup, name="backup"),
]
