"""`/r/<ref>/complain/`: a complaint about how one request was handled."""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rights import complaining, grants, guards, late_words
from rights.errors import StepNotAllowed
from rights.forms.status import ComplaintForm
from rights.models import RightsRequest
from rights.views.pages import too_many
from rights.views.status import case_page, late_initial, opened
from rulebook.authorities import authority


@login_not_required
@opened
def complain(request: HttpRequest, rights_request: RightsRequest) -> HttpResponse:
    """Write the complaint; it becomes a request of its own, open in this browser."""
    is_posted = request.method == "POST"
    form = ComplaintForm(
        request.POST if is_posted else None,
        initial=late_initial(request, rights_request),
    )
    why_not = complaining.why_not(rights_request)
    if is_posted and form.is_valid() and not why_not:
        if not guards.may_write(request, ref=rights_request.ref):
            return too_many(request, rights_request.establishment)
        try:
            complaint = complaining.complain(rights_request, **form.cleaned_data)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
        else:
            late_words.forget(request.session)
            grants.grant(request, complaint)
            notices.success(request, _("We have your complaint."))
            return redirect("status:page", complaint.ref)
    country = rights_request.establishment.country
    context = {
        "form": form,
        "why_not": why_not,
        "authority": authority(country, get_language() or "en"),
    }
    return case_page(request, rights_request, "complain", context)
