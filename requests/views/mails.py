"""Mails that wait to be sorted: `/desk/requests/mail/`. Text only, never HTML."""

from collections import Counter
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from audit.trail import record_access
from rights import sorting_mail
from rights.errors import StepNotAllowed
from rights.forms.mail import AttachForm
from rights.models import IncomingMail, RawMail, RightsRequest
from rights.queue_address import Tab
from rights.receiving_mail import words_of
from rights.views.staff import StaffRequest

PER_PAGE = 25
State = IncomingMail.State
VIEWS = {
    "new": (gettext_lazy("To be sorted"), (State.NEW,)),
    "automatic": (gettext_lazy("Sent by machines"), (State.AUTOMATIC,)),
    "sorted": (gettext_lazy("Sorted"), (State.TURNED, State.ATTACHED, State.SPAM)),
}
may_sort = permission_required(sorting_mail.PERMISSION, raise_exception=True)
View = Callable[..., HttpResponse]


def about(view: Callable[[StaffRequest, IncomingMail], HttpResponse]) -> View:
    """A page about one mail; another company's answers 404."""

    @may_sort
    @wraps(view)
    def found(request: StaffRequest, pk: int) -> HttpResponse:
        mine = IncomingMail.objects.visible_to(request.user)
        known = mine.select_related("controller", "establishment", "rights_request")
        return view(request, get_object_or_404(known, pk=pk))

    return found


def step(view: Callable[[StaffRequest, IncomingMail], HttpResponse]) -> View:
    """A step taken from the page of a mail; a GET leads back to it."""

    @about
    @wraps(view)
    def posted(request: StaffRequest, row: IncomingMail) -> HttpResponse:
        if request.method != "POST":
            return redirect("requests:mail", row.pk)
        return view(request, row)

    return posted


@require_safe
@may_sort
def mail_list(request: StaffRequest) -> HttpResponse:
    """What came in, oldest first; who wrote and what about is personal data."""
    asked = request.GET.get("view", "new")
    view = asked if asked in VIEWS else "new"
    mine = IncomingMail.objects.visible_to(request.user)
    found = mine.filter(state__in=VIEWS[view][1]).select_related(
        "controller", "establishment", "rights_request"
    )
    order = ("-received_at", "-pk") if view == "sorted" else ("received_at", "pk")
    page = Paginator(found.order_by(*order), PER_PAGE).get_page(request.GET.get("page"))
    mails = list(page.object_list)
    for controller_id, count in Counter(row.controller_id for row in mails).items():
        record_access("list", controller_id=controller_id, count=count, of=IncomingMail)
    states = Counter(mine.values_list("state", flat=True))
    tabs = [
        Tab(str(label), f"?view={name}", sum(states[s] for s in own), name == view)
        for name, (label, own) in VIEWS.items()
    ]
    context = {
        "mails": mails,
        "page": page,
        "pager_query": f"view={view}&",
        "tabs": tabs,
        "crumbs": _crumbs(),
    }
    return render(request, "requests/desk/mails.html", context)


@require_safe
@about
def mail(request: StaffRequest, row: IncomingMail) -> HttpResponse:
    return _show(request, row)


@step
def attach(request: StaffRequest, row: IncomingMail) -> HttpResponse:
    form = _attach_form(request, row, request.POST)
    if not form.is_valid() or form.found is None:
        return _show(request, row, form=form)
    try:
        sorting_mail.attach(row, form.found, by=request.user)
    except StepNotAllowed as error:
        form.add_error(None, str(error))
        return _show(request, row, form=form, status=409)
    messages.success(request, _("The mail is a message on the request now."))
    return redirect(form.found)


@step
def set_aside(request: StaffRequest, row: IncomingMail) -> HttpResponse:
    try:
        sorting_mail.set_aside(row, by=request.user)
    except StepNotAllowed as error:
        messages.error(request, str(error))
        return redirect("requests:mail", row.pk)
    messages.success(request, _("The mail is set aside. Nothing was sent."))
    return redirect("requests:mails")


@step
def erase(request: StaffRequest, row: IncomingMail) -> HttpResponse:
    try:
        sorting_mail.erase(row, by=request.user)
    except StepNotAllowed as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail is erased. That it came stays."))
    return redirect("requests:mail", row.pk)


def _show(
    request: StaffRequest,
    row: IncomingMail,
    *,
    form: AttachForm | None = None,
    status: int = 200,
) -> HttpResponse:
    record_access(
        "record", row, controller_id=row.controller_id, case_id=row.rights_request_id
    )
    place = f"&place={row.establishment_id}" if row.establishment_id else ""
    context = {
        "mail": row,
        "words": words_of(row),
        "is_kept": RawMail.objects.filter(mail=row).exists(),
        "form": form or _attach_form(request, row),
        "log_url": f"{reverse('requests:new')}?mail={row.pk}&channel=email{place}",
        "crumbs": _crumbs(_("Mail %(number)s") % {"number": row.pk}),
    }
    return render(request, "requests/desk/mail.html", context, status=status)


def _attach_form(
    request: StaffRequest, row: IncomingMail, data: object = None
) -> AttachForm:
    visible = RightsRequest.objects.visible_to(request.user)
    return AttachForm(data, mail=row, visible=visible)


def _crumbs(*more: str) -> list[tuple[str, str]]:
    own = reverse("requests:mails") if more else ""
    way = [(_("Requests"), reverse("requests:queue")), (_("Mails"), own)]
    return way + [(label, "") for label in more]
