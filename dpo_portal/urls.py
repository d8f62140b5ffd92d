from django.urls import include, path

from dpo_portal.views import home
from dpo_portal.views.styleguide import styleguide

handler500 = "dpo_portal.views.errors.server_error"

urlpatterns = [
    path("accounts/", include("accounts.urls")),
    path("desk/", include(([path("", home.home, name="home")], "desk"))),
    path("desk/settings/", include("dpo_portal.office_urls")),
    path("desk/styleguide/", styleguide, name="styleguide"),
]
