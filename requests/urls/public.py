"""The public pages that carry a language in their address (UX.md 3)."""

from django.urls import path

from rights.urls import converters  # noqa: F401  (registers country and step)
from rights.views import applying, filing, notices, paper, preferences, public

app_name = "public"

HERE = "c/<slug:controller>/<country:country>/"

urlpatterns = [
    path("", public.index, name="index"),
    path("c/<slug:controller>/", public.home, name="home"),
    path("c/<slug:controller>/request/", public.request_anywhere, name="anywhere"),
    path(
        "c/<slug:controller>/announcements/",
        notices.announcements,
        name="announcements",
    ),
    path(
        "c/<slug:controller>/announcements/<int:pk>/",
        notices.announcement,
        name="announcement",
    ),
    path(HERE, public.country_home, name="country-home"),
    path(f"{HERE}preferences/", preferences.preferences, name="preferences"),
    path(f"{HERE}preferences/code/", preferences.code, name="preferences-code"),
    path(f"{HERE}preferences/policy/", applying.applies, name="applies"),
    path(f"{HERE}preferences/choose/", preferences.choose, name="choose"),
    path(
        f"{HERE}preferences/receipt/<uuid:uid>/",
        preferences.receipt,
        name="consent-receipt",
    ),
    path(
        f"{HERE}preferences/receipt/<uuid:uid>.jsonld",
        preferences.jsonld,
        name="consent-jsonld",
    ),
    path(
        f"{HERE}preferences/sign-out/",
        preferences.sign_out,
        name="preferences-sign-out",
    ),
    path(f"{HERE}request/", public.start, name="request"),
    path(f"{HERE}request/check/", filing.check, name="check"),
    path(f"{HERE}request/code/", filing.code, name="code"),
    path(f"{HERE}request/code/again/", filing.code_again, name="code-again"),
    path(f"{HERE}request/paper/", paper.paper, name="paper"),
    path(f"{HERE}request/sent/", filing.sent, name="sent"),
    path(f"{HERE}request/<step:step>/", public.step, name="step"),
]
