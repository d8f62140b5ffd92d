"""`/desk/settings/rulebook/`."""

from django.urls import path

from rulebook.views import proposals, rule, rules, what_if

app_name = "rulebook"
urlpatterns = [
    path("", rules.rules, name="rules"),
    path("what-if/", what_if.what_if, name="what-if"),
    path("new/", proposals.new, name="new"),
    path("proposals/", proposals.listed, name="proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="proposal"),
    path("proposals/<int:pk>/agree/", proposals.agree, name="agree"),
    path("proposals/<int:pk>/reject/", proposals.reject, name="reject"),
    path("proposals/<int:pk>/withdraw/", proposals.withdraw, name="withdraw"),
    # A code has capitals, so none of the words above can be one: "MAXIM-DEL5.5-AR".
    path("<str:code>/", rule.rule, name="rule"),
    path("<str:code>/try/", rule.try_date, name="try"),
    path("<str:code>/confirm/", rule.confirm, name="confirm"),
    path("<str:code>/change/", proposals.change, name="change"),
    path("<str:code>/retire/", proposals.retire, name="retire"),
]
