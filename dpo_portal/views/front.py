"""The door: whoever comes without an address is shown the companies."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
@login_not_required
def to_index(request: HttpRequest) -> HttpResponse:
    response = redirect("public:index")
    response["Vary"] = "Accept-Language, Cookie"
    return response
