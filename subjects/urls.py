"""`/desk/subjects/`: whose data, for the office. Addresses carry numbers, no names."""

from django.urls import path

from subjects.models import LegalHold, Restriction
from subjects.views import consents, data, erasing, moving, people, person

app_name = "subjects"

ONE = "<int:pk>/"

urlpatterns = [
    path("", people.people, name="list"),
    path("search/", people.search, name="search"),
    path("add/", people.add, name="add"),
    path("import/", moving.import_table, name="import"),
    path("import/table.csv", moving.empty_table, name="import-template"),
    path("import/<slug:key>/", moving.preview, name="preview"),
    path(ONE, person.detail, name="person"),
    path(f"{ONE}reveal/", person.reveal, name="reveal"),
    path(f"{ONE}edit/", person.edit, name="edit"),
    path(f"{ONE}identifiers/", person.identifiers, name="identifiers"),
    path(
        f"{ONE}identifiers/<int:row>/", person.drop_identifier, name="drop-identifier"
    ),
    path(f"{ONE}history/", person.history, name="history"),
    path(f"{ONE}data/", data.data, name="data"),
    path(f"{ONE}data/add/", data.add, name="add-data"),
    path(f"{ONE}data/<int:row>/", data.edit, name="edit-data"),
    path(f"{ONE}restrictions/", data.restrictions, name="restrictions"),
    path(f"{ONE}restrictions/add/", data.restrict, name="restrict"),
    path(f"{ONE}restrictions/<int:row>/lift/", data.lift, name="lift"),
    path(f"{ONE}holds/add/", data.hold, name="hold"),
    path(f"{ONE}holds/<int:row>/release/", data.release, name="release"),
    path(
        f"{ONE}holds/<int:row>/look-again/",
        data.look_again,
        {"model": LegalHold},
        name="look-again-at-hold",
    ),
    path(
        f"{ONE}restrictions/<int:row>/look-again/",
        data.look_again,
        {"model": Restriction},
        name="look-again-at-restriction",
    ),
    path(f"{ONE}consents/", consents.consents, name="consents"),
    path(f"{ONE}consents/note/", consents.note, name="note-consent"),
    path(f"{ONE}consents/stop/", consents.stop, name="stop-marketing"),
    path(f"{ONE}consents/<int:row>/receipt/", consents.receipt, name="receipt"),
    path(f"{ONE}merge/", moving.merge, name="merge"),
    path(f"{ONE}merge/<int:row>/undo/", moving.undo, name="undo-merge"),
    path(f"{ONE}export/", moving.export, name="export"),
    path(f"{ONE}erase/", erasing.erase, name="erase"),
    path(f"{ONE}erase/words/", erasing.take_out, name="take-words-out"),
]
