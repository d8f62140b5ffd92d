from django.urls import include, path

from dpo_portal.views.styleguide import styleguide

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("desk/styleguide/", styleguide, name="styleguide"),
]
