"""One page that changes a tracked row, for the eight who write while we kill."""

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path

from benchmarks.trail_site.models import Tracked
from dpo_portal import urls as portal


@login_not_required
@transaction.atomic
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """Counts up a row of its own for each writer, and says how far it is."""
    row, _made = Tracked.objects.select_for_update().get_or_create(
        pk=pk, defaults={"name": f"Writer {pk}"}
    )
    row.visits += 1
    row.save()
    return HttpResponse(str(row.visits))


urlpatterns = [path("write/<int:pk>/", write), *portal.urlpatterns]
handler400, handler500 = portal.handler400, portal.handler500
