"""`/recipient/<token>/`: GET shows, POST confirms; a code comes between.

A link that is forwarded, guessed or opened by a mail scanner shows nothing about a
person and changes nothing. The address holds the secret that a forged form would need,
so these forms carry no token beside it: without a referrer (UX.md 3) a browser sends
`Origin: null`, which Django's own check refuses.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from correspondence import links
from rights import files, grants, guards, outside
from rights.carrying_out import LINK
from rights.errors import StepNotAllowed
from rights.forms.filing import CodeForm
from rights.forms.recipient import AnswerForm
from rights.models import FulfilmentTask
from rights.recipient_letters import place_name
from rights.views.pages import public_page, speak, too_many

type TaskView = Callable[
    Concatenate[HttpRequest, str, FulfilmentTask, ...], HttpResponse
]


def linked(view: TaskView) -> Callable[..., HttpResponse]:
    """Hand over the task of a link that works; else say that it does not.

    What was answered, settled or closed is told without a word about anyone. An address
    that was never sent answers 404.
    """

    @csrf_exempt
    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def found(request: HttpRequest, token: str) -> HttpResponse:
        link = links.find(LINK, token)
        task = outside.task_of(link) if link else None
        if link is None or task is None:
            return _answer(request, "requests/recipient/unknown.html", status=404)
        speak(request, task.contact_language)
        if not task.waits_for_answer:
            return _over(request, task)
        if not links.is_live(link, at=timezone.now()):
            context = {"task": task, "can_renew": link.ended_at is None, "token": token}
            return _answer(request, "requests/recipient/expired.html", task, context)
        return view(request, token, task)

    return found


@login_not_required
def root(request: HttpRequest) -> HttpResponse:
    """Where the tokens hang; nothing is here."""
    raise Http404


@linked
def page(request: HttpRequest, token: str, task: FulfilmentTask) -> HttpResponse:
    """What is asked, once the code was typed; POST keeps the answer, once."""
    if not grants.is_task_granted(request.session, task.pk):
        return redirect("recipient:code", token)
    is_posted = request.method == "POST"
    form = AnswerForm(
        request.POST if is_posted else None, request.FILES if is_posted else None
    )
    if is_posted and form.is_valid():
        try:
            with files.stored(form.cleaned_data.pop("attached")) as kept:
                outside.answer(task, attached=kept, **form.cleaned_data)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
        else:
            return redirect("recipient:page", token)
    context = {"form": form, "token": token, "place_name": place_name(task)}
    return _answer(request, "requests/recipient/page.html", task, context)


@linked
def code(request: HttpRequest, token: str, task: FulfilmentTask) -> HttpResponse:
    """Ask for a code (POST without digits), then type it."""
    if grants.is_task_granted(request.session, task.pk):
        return redirect("recipient:page", token)
    was_sent = f"code-{task.pk}" in request.session
    form = CodeForm(request.POST if "digits" in request.POST else None)
    if request.method == "POST" and not form.is_bound:
        return _send_code(request, token, task)
    if form.is_bound and form.is_valid():
        if not guards.may_try_code(request):
            return too_many(request, task.rights_request.establishment)
        outcome = outside.take_code(
            task,
            digits=form.cleaned_data["digits"],
            browser_key=grants.browser_key(request.session),
        )
        if outcome.is_ok:
            grants.grant_task(request, task.pk)
            return redirect("recipient:page", token)
        form.refuse(outcome)
    context = {"form": form, "token": token, "was_sent": was_sent or form.is_bound}
    return _answer(request, "requests/recipient/code.html", task, context)


@csrf_exempt
@login_not_required
@require_POST
def renew(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a new link in place of one that has run out, to the same address."""
    link = links.find(LINK, token)
    task = outside.task_of(link) if link else None
    if link is None or task is None or link.ended_at is not None:
        return _answer(request, "requests/recipient/unknown.html", status=404)
    speak(request, task.contact_language)
    key = f"task {task.pk}"
    if not guards.may_send_code(request, ref=key, browser=""):
        return too_many(request, task.rights_request.establishment)
    if not outside.renew(task):
        return _over(request, task)
    return _answer(request, "requests/recipient/renewed.html", task)


def _send_code(request: HttpRequest, token: str, task: FulfilmentTask) -> HttpResponse:
    browser = grants.browser_key(request.session)
    if not guards.may_send_code(request, ref=f"task {task.pk}", browser=browser):
        return too_many(request, task.rights_request.establishment)
    outside.send_code(task, browser_key=browser)
    request.session[f"code-{task.pk}"] = True
    return redirect("recipient:code", token)


def _over(request: HttpRequest, task: FulfilmentTask) -> HttpResponse:
    return _answer(request, "requests/recipient/over.html", task, {"task": task})


def _answer(
    request: HttpRequest,
    template: str,
    task: FulfilmentTask | None = None,
    context: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page whose address is a secret: no copy in a cache, no referrer to anywhere."""
    case = task.rights_request if task else None
    more = {**(context or {}), "rights_request": case, "task": task}
    response = public_page(
        request,
        template,
        more,
        establishment=case.establishment if case else None,
        status=status,
    )
    response["Referrer-Policy"] = "no-referrer"
    return response
