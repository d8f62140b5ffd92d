"""`/recipient/<token>/`: a recipient outside the office confirms what it did."""

from django.urls import path

from rights.views import recipient

app_name = "recipient"

urlpatterns = [
    path("", recipient.root, name="root"),
    path("<slug:token>/", recipient.page, name="page"),
    path("<slug:token>/code/", recipient.code, name="code"),
    path("<slug:token>/renew/", recipient.renew, name="renew"),
]
