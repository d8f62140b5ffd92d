"""`/desk/register/`: what is done with data, where it lies, who gets it, its risks."""

from django.urls import path

from processing.views import activities, assessments, recipients, systems

app_name = "processing"
urlpatterns = [
    path("processing/", activities.activities, name="list"),
    path("processing/<int:pk>/", activities.activity, name="activity"),
    path("systems/", systems.systems, name="systems"),
    path("systems/add/", systems.add, name="add-system"),
    path("systems/<int:pk>/", systems.system, name="system"),
    path("systems/<int:pk>/edit/", systems.edit, name="edit-system"),
    path("systems/<int:pk>/retire/", systems.retire, name="retire-system"),
    path("recipients/", recipients.recipients, name="recipients"),
    path("recipients/add/", recipients.add, name="add-recipient"),
    path("recipients/<int:pk>/", recipients.recipient, name="recipient"),
    path("recipients/<int:pk>/edit/", recipients.edit, name="edit-recipient"),
    path("recipients/<int:pk>/retire/", recipients.retire, name="retire-recipient"),
    path("assessments/", assessments.assessments, name="assessments"),
    path("assessments/add/", assessments.add, name="add-assessment"),
    path("assessments/<int:pk>/", assessments.assessment, name="assessment"),
    path("assessments/<int:pk>/edit/", assessments.edit, name="edit-assessment"),
    path(
        "assessments/<int:pk>/conclude/",
        assessments.conclude,
        name="conclude-assessment",
    ),
    path(
        "assessments/<int:pk>/confirm/", assessments.confirm, name="confirm-assessment"
    ),
]
