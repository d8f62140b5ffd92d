"""`/desk/notices/`: telling people about a version, and what came of it."""

from django.urls import path

from policies.views import notice_people, notice_post, notice_steps, notices

app_name = "notices"
urlpatterns = [
    path("", notices.notice_list, name="list"),
    path("new/", notices.new, name="new"),
    path("<int:pk>/", notices.notice, name="notice"),
    path("<int:pk>/plan/", notices.plan, name="plan"),
    path("<int:pk>/correct/", notice_steps.correct, name="correct"),
    path("<int:pk>/recipients/", notice_people.recipients, name="recipients"),
    path("<int:pk>/recipients/<int:person>/", notice_people.proof, name="proof"),
    path("<int:pk>/answers/", notice_people.answers, name="answers"),
    path("<int:pk>/report.csv", notice_people.report_csv, name="report-csv"),
    path("<int:pk>/report.pdf", notice_people.report_pdf, name="report-pdf"),
    path("<int:pk>/post/", notice_post.letters, name="post"),
    path("<int:pk>/post/back/", notice_post.back, name="came-back"),
    path("<int:pk>/post/<int:number>/", notice_post.batch, name="batch"),
    path(
        "<int:pk>/post/<int:number>/letters.pdf",
        notice_post.batch_print,
        {"is_pdf": True},
        name="batch-pdf",
    ),
    path(
        "<int:pk>/post/<int:number>/print/",
        notice_post.batch_print,
        {"is_pdf": False},
        name="batch-print",
    ),
    path("<int:pk>/<slug:step>/", notice_steps.step, name="step"),
]
