"""`/desk/settings/`: the team, the companies, one's own profile."""

from django.urls import path

from dpo_portal.views import controllers

app_name = "accounts"
urlpatterns = [
    path("controllers/", controllers.controllers, name="controllers"),
    path("controllers/<slug:slug>/", controllers.controller, name="controller"),
    path("profile/", controllers.profile, name="profile"),
]
