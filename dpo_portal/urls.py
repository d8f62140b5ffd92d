from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from dpo_portal.views import audit_changes, front, home
from dpo_portal.views.health import health
from dpo_portal.views.styleguide import styleguide

handler500 = "dpo_portal.views.errors.server_error"

audit_urls = [
    path("changes/", audit_changes.changes, name="changes"),
    path("changes/<int:entry_id>/", audit_changes.change, name="change"),
]
urlpatterns = [
    path("", front.to_index, name="front"),
    path("r/", include("rights.urls.status")),
    path("healthz", health, name="health"),
    path("audit/", include((audit_urls, "audit"))),
    path("accounts/", include("dpo_portal.entrance_urls")),
    path("accounts/", include("accounts.urls")),
    path("desk/", include(([path("", home.home, name="home")], "desk"))),
    path("desk/requests/", include("rights.urls.desk")),
    path("desk/settings/", include("dpo_portal.office_urls")),
    path("desk/styleguide/", styleguide, name="styleguide"),
]
urlpatterns += i18n_patterns(path("", include("rights.urls.public")))
