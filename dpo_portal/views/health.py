"""`/healthz`: whether the portal can do its work, for a monitor; names nobody."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import alarms, sealing
from correspondence import lanes


@require_safe
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers, every lane of the worker is heard and entries of
    the trail are sealed in time, else 503.

    The body says which: `{"database": true, "silent_lanes": ["letters"],
    "unsealed_seconds": 0}`, the last being how long the oldest entry waits.
    """
    now = timezone.now()
    try:
        connection.ensure_connection()
        silent = lanes.silent(now)
        unsealed = int(sealing.oldest_unsealed_seconds(now))
    except DatabaseError:
        gone = {"database": False, "silent_lanes": [], "unsealed_seconds": 0}
        return JsonResponse(gone, status=503)
    found = {"database": True, "silent_lanes": silent, "unsealed_seconds": unsealed}
    late = unsealed > alarms.UNSEALED_SECONDS
    return JsonResponse(found, status=503 if silent or late else 200)
