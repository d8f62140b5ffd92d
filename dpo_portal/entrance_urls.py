"""`/accounts/`: the ways in that need a letter, and how a session ends or lasts.

Signing in itself is `accounts/urls.py`.
"""

from django.urls import path

from dpo_portal.views import entrance, session

urlpatterns = [
    path("invitation/", entrance.invitation, name="invitation"),
    path("invitation/accept/", entrance.accept_invitation, name="accept-invitation"),
    # Under allauth's name, so that its sign-in page leads here.
    path("password/reset/", entrance.forgotten_password, name="account_reset_password"),
    path("password/reset/code/", entrance.reset_password, name="reset-password"),
    path("stay/", session.stay, name="stay"),
    path("unsent/", session.unsent_form, name="unsent"),
]
