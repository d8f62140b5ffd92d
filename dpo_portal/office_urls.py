"""`/desk/settings/`: the list of settings, team, companies, one's own profile."""

from django.urls import path

from dpo_portal.views import controllers, office_settings, team

app_name = "accounts"
urlpatterns = [
    path("", office_settings.index, name="settings"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite, name="invite"),
    path(
        "team/invitations/<int:pk>/send/", team.send_again, name="send-invitation-again"
    ),
    path(
        "team/invitations/<int:pk>/withdraw/",
        team.withdraw,
        name="withdraw-invitation",
    ),
    path("team/<int:pk>/", team.member, name="member"),
    path("team/<int:pk>/remove/", team.remove, name="remove-role"),
    path("team/<int:pk>/deactivate/", team.deactivate, name="deactivate"),
    path(
        "team/<int:pk>/second-factor/",
        team.reset_second_factor,
        name="reset-second-factor",
    ),
    path("controllers/", controllers.controllers, name="controllers"),
    path("controllers/<slug:slug>/", controllers.controller, name="controller"),
    path("profile/", controllers.profile, name="profile"),
]
