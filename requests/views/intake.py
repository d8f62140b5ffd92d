"""Staff log a request: `/desk/requests/new/`; and print its receipt."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Establishment
from accounts.places import country_name
from accounts.querysets import controllers_of
from rights import printed_secret, taking_in
from rights.case_page import crumbs
from rights.errors import StepNotAllowed
from rights.filed_together import asked_with, first_of
from rights.forms.desk import PlainStep
from rights.forms.intake import LogForm
from rights.forms.intake_place import HOW, PlaceForm
from rights.forms.public import DETAILS_LENGTH
from rights.models import IncomingMail, RightsRequest
from rights.offers import offer
from rights.receiving_mail import words_of
from rights.views.case import look
from rights.views.staff import StaffRequest, page
from rights.wording import paragraphs


def places_of(request: StaffRequest) -> list[Establishment]:
    """Where this colleague may take requests in."""
    mine = controllers_of(request.user, taking_in.PERMISSION)
    places = Establishment.objects.select_related("controller")
    return list(places.filter(controller__in=mine, controller__is_active=True))


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(taking_in.PERMISSION, raise_exception=True)
def new(request: StaffRequest) -> HttpResponse:
    """First where and how it came (GET), then the request itself (POST)."""
    mail = _mail(request)
    chosen = PlaceForm(
        request.GET if request.GET or request.method == "POST" else None,
        places=places_of(request),
    )
    if not chosen.is_valid():
        if request.GET.get("place", "").isdecimal() and "place" in chosen.errors:
            raise Http404
        return _where(request, chosen, mail)
    place, channel = chosen.chosen()
    if mail is not None and mail.controller_id != place.controller_id:
        raise Http404
    form = LogForm(
        request.POST if request.method == "POST" else None,
        place=place,
        channel=channel,
        offer=offer(place),
        initial=_initial(place, mail),
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _log(request, form, mail)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "lede": _("%(company)s, %(country)s. %(how)s.")
        % {
            "company": place.controller.name,
            "country": country_name(place.country),
            "how": HOW[channel],
        },
        "crumbs": _crumbs(),
        "is_asked_again": form.is_asked_again,
    }
    return render(request, "requests/desk/log.html", context)


def _where(
    request: StaffRequest, form: PlaceForm, mail: IncomingMail | None
) -> HttpResponse:
    context = {"form": form, "mail": mail, "crumbs": _crumbs()}
    return render(request, "requests/desk/log_where.html", context)


def _mail(request: StaffRequest) -> IncomingMail | None:
    """The mail this request came by, named in the address."""
    asked = request.GET.get("mail", "")
    if not asked:
        return None
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        raise Http404
    mine = IncomingMail.objects.visible_to(request.user)
    found: IncomingMail = get_object_or_404(mine, pk=int(asked))
    return found


def _initial(place: Establishment, mail: IncomingMail | None) -> dict[str, Any]:
    """What is known already: of a mail, its arrival and what it says itself."""
    initial: dict[str, Any] = {
        "language": place.languages[0] if place.languages else "en"
    }
    if mail is None:
        return initial
    arrived = mail.received_at.astimezone(ZoneInfo(place.time_zone))
    return initial | {
        "received_on": arrived.date(),
        "received_time": arrived.time(),
        "name": mail.sender_name,
        "email": mail.sender,
        "details": words_of(mail).text[:DETAILS_LENGTH],
    }


def _log(
    request: StaffRequest, form: LogForm, mail: IncomingMail | None
) -> HttpResponse:
    submission = form.cleaned_data["submission"]
    known = RightsRequest.objects.filter(submission=submission).exists()
    case = taking_in.log_for_person(
        form.asked(),
        by=request.user,
        submission=submission,
        received_at=form.received_at,
        mail=mail,
    )
    if known:
        messages.info(
            request,
            _("This form was logged before as %(ref)s. Nothing is stored twice.")
            % {"ref": case.ref},
        )
        return redirect(case)
    if case.is_overdue():
        messages.warning(
            request,
            _("%(ref)s is logged. A date counted from its receipt is past already.")
            % {"ref": case.ref},
        )
    elif others := asked_with(case):
        refs = ", ".join([case.ref, *(other.ref for other in others)])
        messages.success(
            request,
            _("%(refs)s are logged, a request for each right.") % {"refs": refs},
        )
    else:
        messages.success(request, _("%(ref)s is logged.") % {"ref": case.ref})
    if case.claimant.goes_by_post:
        return redirect("requests:printed-receipt", case.ref)
    return redirect(case)


@page(taking_in.PERMISSION)
def printed_receipt(
    request: StaffRequest, rights_request: RightsRequest
) -> HttpResponse:
    """GET says what printing does; POST shows the receipt with its secret, once."""
    look(request, rights_request)
    first = first_of(rights_request)
    if first != rights_request and first.claimant.goes_by_post:
        return redirect("requests:printed-receipt", first.ref)
    letter = printed_secret.receipt_of(rights_request)
    if letter is None:
        raise Http404
    form = PlainStep(
        request.POST if request.method == "POST" else None,
        rights_request=rights_request,
    )
    context: dict[str, Any] = {
        "rights_request": rights_request,
        "letter": letter,
        "crumbs": crumbs(rights_request, _("Printed receipt")),
    }
    if form.is_bound and form.is_valid():
        try:
            letter, body = printed_secret.print_receipt(
                rights_request, by=request.user, **form.words()
            )
        except StepNotAllowed as error:
            form = PlainStep(rights_request=rights_request)
            context["why_not"] = str(error)
        else:
            context |= {"paragraphs": paragraphs(body), "printed_at": timezone.now()}
    context |= {"form": form, "was_printed": printed_secret.was_printed(rights_request)}
    status = 409 if "why_not" in context else 200
    response = render(
        request, "requests/desk/printed_receipt.html", context, status=status
    )
    response["Cache-Control"] = "no-store"
    return response


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Requests"), reverse("requests:queue")), (_("Log a request"), "")]
