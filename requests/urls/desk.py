"""The pages of the office about requests, under /desk/requests/."""

from django.urls import path

from rights.views import case, decision, identity, queue

app_name = "requests"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("<slug:ref>/", case.detail, name="detail"),
    path("<slug:ref>/assign/", case.assign, name="assign"),
    path("<slug:ref>/contact/", case.contact, name="contact"),
    path("<slug:ref>/identity/", identity.identity, name="identity"),
    path("<slug:ref>/identity/reveal/", identity.reveal, name="identity-reveal"),
    path("<slug:ref>/messages/", case.write, name="messages"),
    path("<slug:ref>/notes/", case.add_note, name="notes"),
    path("<slug:ref>/systems/", case.add_task, name="systems"),
    path("<slug:ref>/systems/<int:pk>/", case.settle_task, name="task"),
    path("<slug:ref>/decision/", decision.decision, name="decision"),
    path("<slug:ref>/decision/preview/", decision.preview, name="decision-preview"),
    path("<slug:ref>/decision/approve/", decision.approve, name="decision-approve"),
    path("<slug:ref>/decision/return/", decision.send_back, name="decision-return"),
    path("<slug:ref>/decision/send/", decision.send, name="decision-send"),
    path("<slug:ref>/letters/<int:pk>/", case.letter, name="letter"),
    path("<slug:ref>/close/", case.close, name="close"),
    path("<slug:ref>/spam/", case.reject, name="spam"),
]
