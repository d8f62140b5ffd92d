"""The public pages that carry a language in their address (UX.md 3)."""

from django.urls import path

from rights.urls import converters  # noqa: F401  (registers country and step)
from rights.views import filing, public

app_name = "public"

HERE = "c/<slug:controller>/<country:country>/"

urlpatterns = [
    path("", public.index, name="index"),
    path("c/<slug:controller>/", public.home, name="home"),
    path("c/<slug:controller>/request/", public.request_anywhere, name="anywhere"),
    path(HERE, public.country_home, name="country-home"),
    path(f"{HERE}request/", public.start, name="request"),
    path(f"{HERE}request/check/", filing.check, name="check"),
    path(f"{HERE}request/code/", filing.code, name="code"),
    path(f"{HERE}request/code/again/", filing.code_again, name="code-again"),
    path(f"{HERE}request/sent/", filing.sent, name="sent"),
    path(f"{HERE}request/<step:step>/", public.step, name="step"),
]
