"""`/desk/team/`: who has how much to do, and handing over."""

from django.urls import path

from rights.views import team

app_name = "team"

urlpatterns = [
    path("", team.load, name="load"),
    path("<int:pk>/hand-over/", team.hand_over, name="hand-over"),
]
