"""The archive of a policy (UX.md 3): addresses that last."""

from datetime import date

from django.urls import path, register_converter

from dpo_portal.views import archive, archive_feeds


class Day:
    """A day in an address: 2026-05-01."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(Day, "day")
app_name = "archive"
urlpatterns = [
    path("", archive.current, name="current"),
    path("versions/", archive.versions, name="versions"),
    path("v/<int:number>/", archive.version, name="version"),
    path("v/<int:number>/text/", archive.text, name="text"),
    path("v/<int:number>/proof.json", archive.proof, name="proof"),
    path("on/<day:day>/", archive.on, name="on"),
    path("compare/<int:old>..<int:new>/", archive.compare, name="compare"),
    path("feed/", archive_feeds.every_version, name="feed"),
    path("feed/material/", archive_feeds.material_only, name="feed-material"),
]
