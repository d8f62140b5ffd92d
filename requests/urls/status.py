"""`/r/`: a person follows one request. The addresses carry references, never names."""

from django.urls import path

from rights.urls import converters  # noqa: F401  (registers reference)
from rights.views import complaint, downloads, printing, showing, status

app_name = "status"

urlpatterns = [
    path("", status.enter, name="enter"),
    path("<reference:ref>/", status.page, name="page"),
    path("<reference:ref>/code/", status.code, name="code"),
    path("<reference:ref>/code/send/", status.send_code, name="send-code"),
    path("<reference:ref>/messages/", status.messages, name="messages"),
    path("<reference:ref>/files/<int:pk>/", downloads.of_person, name="file"),
    path("<reference:ref>/identity/", showing.show, name="identity"),
    path("<reference:ref>/withdraw/", status.withdraw, name="withdraw"),
    path("<reference:ref>/complain/", complaint.complain, name="complain"),
    path("<reference:ref>/receipt/", status.receipt, name="receipt"),
    path("<reference:ref>/receipt.pdf", printing.receipt_pdf, name="receipt-pdf"),
    path("<reference:ref>/sign-out/", status.sign_out, name="sign-out"),
]
