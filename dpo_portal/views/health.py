"""`/healthz`: whether the portal can do its work, for a monitor; names nobody."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from correspondence import lanes


@require_safe
@login_not_required
def health(request: HttpRequest) -> JsonResponse:
    """200 while the database answers and every lane of the worker is heard, else 503.

    The body says which: `{"database": true, "silent_lanes": ["letters"]}`.
    """
    try:
        connection.ensure_connection()
        silent = lanes.silent(timezone.now())
    except DatabaseError:
        return JsonResponse({"database": False, "silent_lanes": []}, status=503)
    found = {"database": True, "silent_lanes": silent}
    return JsonResponse(found, status=503 if silent else 200)
