from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from dpo_portal.views import (
    audit_access,
    audit_changes,
    audit_exports,
    audit_integrity,
    audit_records,
    front,
    home,
    promises,
    well_known,
)
from dpo_portal.views.health import health
from dpo_portal.views.styleguide import styleguide
from policies import api
from rights.views import notices, stopping

handler400 = "dpo_portal.views.errors.bad_request"
handler500 = "dpo_portal.views.errors.server_error"

audit_urls = [
    path("changes/", audit_changes.changes, name="changes"),
    path("changes/search/", audit_changes.search, {"page": "changes"}, name="search"),
    path("changes/<int:entry_id>/", audit_changes.change, name="change"),
    path("record/<str:label>/<str:pk>/", audit_records.record, name="record"),
    path(
        "record/<str:label>/<str:pk>/at/<str:at>/",
        audit_records.record_at,
        name="record-at",
    ),
    path("access/", audit_access.access, name="access"),
    path(
        "access/search/",
        audit_changes.search,
        {"page": "access"},
        name="search-access",
    ),
    path("integrity/", audit_integrity.integrity, name="integrity"),
    path("integrity/checkpoint/", audit_integrity.checkpoint, name="checkpoint"),
    path(
        "integrity/checkpoint/<int:seq>/",
        audit_integrity.checkpoint,
        name="checkpoint-of",
    ),
    path(
        "integrity/time-stamp/<int:seq>/",
        audit_integrity.time_stamp,
        name="time-stamp",
    ),
    path("exports/", audit_exports.exports, name="exports"),
    path("exports/trail/", audit_exports.trail, name="export-trail"),
]
promise_urls = [
    path("", promises.ledger, name="ledger"),
    path("<str:number>/", promises.promise, name="promise"),
    path("<str:number>/record/", promises.record, name="record"),
]
home_urls = [
    path("", home.home, name="home"),
    path("board.pdf", home.board, name="board"),
]
urlpatterns = [
    path("", front.to_index, name="front"),
    path("r/", include("rights.urls.status")),
    path("recipient/", include("rights.urls.recipient")),
    path("u/<slug:token>/", stopping.stop, name="stop-marketing"),
    path("n/<slug:token>/", notices.notice, name="notice-page"),
    path("api/v1/notices", api.notices, name="api-notices"),
    path("api/v1/notices/<int:pk>/<slug:what>", api.act, name="api-notice-act"),
    path(".well-known/gpc.json", well_known.gpc, name="gpc"),
    path(".well-known/dnt/", well_known.dnt, name="dnt"),
    path(".well-known/security.txt", well_known.security, name="security-txt"),
    path("healthz", health, name="health"),
    path("audit/", include((audit_urls, "audit"))),
    path("accounts/", include("dpo_portal.entrance_urls")),
    path("accounts/", include("accounts.urls")),
    path("desk/", include((home_urls, "desk"))),
    path("desk/requests/", include("rights.urls.desk")),
    path("desk/team/", include("rights.urls.team")),
    path("desk/reports/", include("rights.urls.reports")),
    path("desk/subjects/", include("subjects.urls")),
    path("desk/policies/", include("policies.urls")),
    path("desk/register/", include("rights.urls.register")),
    path("desk/register/data/", include("subjects.ending_urls")),
    path("desk/register/retention/", include("rights.urls.retention")),
    path("desk/register/", include("processing.urls")),
    path("desk/notices/", include("policies.notice_urls")),
    path("desk/promises/", include((promise_urls, "promises"))),
    path("desk/settings/", include("rights.urls.office")),
    path("desk/settings/rulebook/", include("rulebook.urls")),
    path("desk/settings/history/", include("subjects.settings_urls")),
    path("desk/settings/apps/", include("policies.notice_app_urls")),
    path("desk/settings/", include("dpo_portal.office_urls")),
    path("desk/styleguide/", styleguide, name="styleguide"),
]
urlpatterns += i18n_patterns(
    path("c/<slug:controller>/policy/<slug:slug>/", include("dpo_portal.archive_urls")),
    path("", include("rights.urls.public")),
)
