"""`/desk/policies/`: what is published, what is drafted, what changes."""

from django.urls import path

from policies.views import comparing, desk, editing, publishing, taking_in

app_name = "policies"
POLICY = "<slug:controller>/<slug:slug>/"
VERSION = f"{POLICY}v<int:number>/"
urlpatterns = [
    path("", desk.policies, name="list"),
    path(POLICY, desk.policy, name="policy"),
    path(f"{POLICY}draft/", desk.draft, name="draft"),
    path(f"{POLICY}import/", taking_in.choose, name="import"),
    path(f"{POLICY}import/confirm/", taking_in.confirm, name="import-confirm"),
    path(VERSION, desk.version, name="version"),
    path(f"{VERSION}compare/<int:other>/", comparing.compare, name="compare"),
    path(f"{VERSION}compare/<int:other>/text/", comparing.as_text, name="as-text"),
    path(f"{VERSION}decide/", comparing.decide, name="decide"),
    path(f"{VERSION}assessments/", comparing.decide_assessment, name="assessment"),
    path(f"{VERSION}sign-off/", comparing.sign_off, name="sign-off"),
    path(f"{VERSION}edit/", editing.edit, name="edit"),
    path(f"{VERSION}scope/", editing.scope, name="scope"),
    path(f"{VERSION}contents/", editing.contents, name="contents"),
    path(f"{VERSION}comments/", editing.comment, name="comment"),
    path(f"{VERSION}comments/<int:pk>/settle/", editing.settle, name="settle-comment"),
    path(f"{VERSION}translate/<str:language>/", editing.translate, name="translate"),
    path(f"{VERSION}submit/", desk.submit, name="submit"),
    path(f"{VERSION}send-back/", desk.send_back, name="send-back"),
    path(f"{VERSION}approve/", desk.approve, name="approve"),
    path(f"{VERSION}publish/", publishing.plan, name="publish"),
    path(f"{VERSION}announce/", publishing.announce, name="announce"),
    path(f"{VERSION}withdraw/", publishing.withdraw, name="withdraw"),
    path(f"{VERSION}correct/", publishing.correct, name="correct"),
    path(
        f"{VERSION}translate/<str:language>/finish/",
        publishing.finish_language,
        name="finish-language",
    ),
]
