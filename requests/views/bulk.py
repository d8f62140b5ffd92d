"""Acts on a selection: `/desk/requests/bulk/`, and the list as a file.

The page says what will change and what will be skipped and why; the act follows from it
and from nothing else. The selection stays in the form.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.cache import cache
from django.http import (
    FileResponse,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from rights import ending, workflow
from rights.assigning import WORKS, assign_many, workers_of, workplaces
from rights.bulk_words import ACTS, Foreseen, foresee, told
from rights.errors import StepNotAllowed
from rights.exporting_list import as_csv, as_xlsx, export_list
from rights.forms.bulk import FORMS, BulkForm, ExportForm, picked, written
from rights.many import MOST, MOST_ONE_BY_ONE, Chosen, Result, each
from rights.models import ListExport, RightsRequest
from rights.queue import Queue
from rights.tagging import tag_many, untag_many
from rights.views.queue import list_of
from rights.views.staff import StaffRequest

reads = permission_required("requests.view", raise_exception=True)
works = permission_required(WORKS, raise_exception=True)
exports = permission_required("requests.export", raise_exception=True)


@require_http_methods(["GET", "HEAD", "POST"])
@works
def bulk(request: StaffRequest) -> HttpResponseBase:
    """The confirm page of an act, and the act itself once it comes from there."""
    do = request.POST.get("do", "")
    queue = list_of(request, request.POST.get("query", ""))
    back = f"{reverse('requests:queue')}{queue.url()}"
    if do not in FORMS:
        return redirect(back)
    if do == ExportForm.do:
        return export(request)
    if "key" in request.POST:
        form = _form(do, queue, request.POST)
        return _take(request, queue, form, back)
    foreseen = _foreseen(request, do, queue, back)
    if isinstance(foreseen, HttpResponse):
        return foreseen
    return _confirm(request, _form(do, queue, None, foreseen), foreseen, back)


def _foreseen(
    request: StaffRequest, do: str, queue: Queue, back: str
) -> Foreseen | HttpResponse:
    """What the act would do to the selection of the list; or back, saying why not."""
    if "matching" in request.POST.getlist("all"):
        keys = queue.ordered(timezone.now()).values_list("pk", "version")
        chosen = [Chosen(*key) for key in keys[: MOST + 1]]
    else:
        chosen = picked(request.POST)
    if not chosen:
        messages.error(request, _("Nothing is selected. Tick the requests first."))
        return redirect(back)
    if len(chosen) > MOST:
        sentence = _("At most %(most)s requests can be changed at once.")
        messages.error(request, sentence % {"most": MOST})
        return redirect(back)
    return foresee(do, chosen, queue.scope)


def _form(
    do: str, queue: Queue, data: Any, foreseen: Foreseen | None = None
) -> BulkForm:
    initial: dict[str, Any] = {}
    if foreseen is not None:
        initial = {
            "selection": written(foreseen.chosen),
            "query": queue.query(),
            "of": foreseen.oldest,
        }
    if do != "assign":
        return FORMS[do](data, initial=initial)
    return FORMS[do](data, initial=initial, people=_people(queue, foreseen))


def _people(queue: Queue, foreseen: Foreseen | None) -> dict[int, str]:
    """Who can be chosen; where someone works for a part only, for how many."""
    people = {p.pk: p for p in workers_of(sorted(queue.scope.worked_here))}
    if foreseen is None:
        return {pk: person.full_name for pk, person in people.items()}
    total, labels = len(foreseen.chosen), {}
    for pk, person in people.items():
        able = sum(foreseen.controllers[at] for at in workplaces(person))
        labels[pk] = person.full_name
        if able < total:
            labels[pk] = _("%(name)s (%(able)s of %(total)s)") % {
                "name": person.full_name,
                "able": able,
                "total": total,
            }
    return labels


def _confirm(
    request: StaffRequest,
    form: BulkForm,
    foreseen: Foreseen,
    back: str,
    status: int = 200,
) -> HttpResponse:
    act = ACTS[form.do]
    number = len(foreseen.chosen)
    context = {
        "form": form,
        "act": act,
        "title": act.words(number),
        "foreseen": foreseen,
        "tags": sorted({name for name, _at in foreseen.tags.values()}),
        "back": back,
        "crumbs": [(_("Requests"), back), (act.words(number), "")],
    }
    return render(request, "requests/desk/bulk.html", context, status=status)


def _take(
    request: StaffRequest, queue: Queue, form: BulkForm, back: str
) -> HttpResponse:
    """Act once: the second press of the button goes where the first one went."""

    def again(status: int = 200) -> HttpResponse:
        foreseen = foresee(form.do, chosen, queue.scope)
        return _confirm(request, form, foreseen, back, status)

    valid = form.is_valid()
    chosen = form.chosen() if "selection" in form.cleaned_data else []
    if not valid:
        return again() if chosen else redirect(back)
    press = f"bulk:{request.user.pk}:{form.token}"
    if not cache.add(press, True, timeout=3600):
        return redirect(back)
    try:
        result = VERBS[form.do](chosen, form.cleaned_data, by=request.user)
    except StepNotAllowed as error:
        cache.delete(press)
        form.add_error(None, str(error))
        return again(409)
    except Exception:
        cache.delete(press)  # nothing was stored, so the next press is the first one
        raise
    for level, sentence in told(form.do, result):
        messages.add_message(request, level, sentence)
    return redirect(back)


def _assign(chosen: Sequence[Chosen], words: dict[str, Any], *, by: User) -> Result:
    asked = words["owner"]
    owner = None if asked == "nobody" else User.objects.get(pk=asked)
    return assign_many(chosen, owner=owner, by=by)


def _tag(chosen: Sequence[Chosen], words: dict[str, Any], *, by: User) -> Result:
    if words["way"] == "on":
        return tag_many(chosen, name=words["name"], by=by)
    _few(chosen)
    return untag_many(chosen, name=words["name"], by=by)


def _duplicate(chosen: Sequence[Chosen], words: dict[str, Any], *, by: User) -> Result:
    of = RightsRequest.objects.visible_to(by).filter(ref=words["of"]).first()
    if of is None:
        raise StepNotAllowed(_("There is no request of this reference."))
    others = [one for one in chosen if one.pk != of.pk]
    verb = partial(ending.mark_duplicate, of=of)
    return _one_by_one(others, verb, by=by)


def _spam(chosen: Sequence[Chosen], words: dict[str, Any], *, by: User) -> Result:
    verb = partial(workflow.reject_as_spam, reason=words["reason"])
    return _one_by_one(chosen, verb, by=by)


def _one_by_one(
    chosen: Sequence[Chosen], verb: Callable[..., object], *, by: User
) -> Result:
    _few(chosen)
    at = timezone.now()

    def take(case: RightsRequest, version: int | None) -> None:
        verb(case, by=by, version=version, at=at)

    return each(chosen, take, by=by, at=at, permission=WORKS)


def _few(chosen: Sequence[Chosen]) -> None:
    if len(chosen) > MOST_ONE_BY_ONE:
        sentence = _("This can be done to %(most)s requests at once at most.")
        raise StepNotAllowed(sentence % {"most": MOST_ONE_BY_ONE})


VERBS: dict[str, Callable[..., Result]] = {
    "assign": _assign,
    "tag": _tag,
    "duplicate": _duplicate,
    "spam": _spam,
}


@require_http_methods(["GET", "HEAD", "POST"])
@exports
def export(request: StaffRequest) -> HttpResponseBase:
    """The list of an address, or a selection of it, as a file; GET asks what for."""
    asked = request.POST if request.method == "POST" else request.GET
    is_answer = "key" in request.POST
    query = asked.get("query", "") if request.method == "POST" else asked.urlencode()
    queue = list_of(request, query)
    form = ExportForm(request.POST if is_answer else None)
    chosen: list[Chosen] = []
    if is_answer and form.is_valid():
        chosen = form.chosen()
    elif request.method == "POST" and "matching" not in request.POST.getlist("all"):
        chosen = picked(request.POST)
    found = _keys(queue, chosen)
    if is_answer and form.is_valid():
        try:
            return _file(queue, found, form.cleaned_data, by=request.user)
        except StepNotAllowed as error:
            form.add_error(None, str(error))
    if not is_answer:
        form.initial = {
            **form.initial,
            "selection": written(chosen),
            "query": queue.query(),
        }
    number = len(found)
    back = f"{reverse('requests:queue')}{queue.url()}"
    title = ngettext(
        "Export %(number)s request", "Export %(number)s requests", number
    ) % {"number": number}
    context = {
        "form": form,
        "title": title,
        "back": back,
        "is_partial": bool(queue.scope.controllers.keys() - queue.scope.exported_here),
        "crumbs": [(_("Requests"), back), (title, "")],
    }
    return render(request, "requests/desk/export.html", context)


def _keys(queue: Queue, chosen: Sequence[Chosen]) -> list[tuple[int, int]]:
    """Key and company of each row of the file, in the order of the list."""
    found = queue.ordered(timezone.now())
    if chosen:
        found = found.filter(pk__in=[one.pk for one in chosen])
    found = found.filter(controller__in=queue.scope.exported_here)
    return list(found.values_list("pk", "controller_id"))


def _file(
    queue: Queue, found: list[tuple[int, int]], words: dict[str, Any], *, by: User
) -> HttpResponseBase:
    now = timezone.now()
    counts = Counter(controller_id for _pk, controller_id in found)
    export_list(
        counts,
        format=words["format"],
        why=words["why"],
        query=queue.query(s=None),
        by=by,
        at=now,
    )
    pks = [pk for pk, _controller in found]
    name = f"requests-{now:%Y-%m-%d-%H%M}"
    if words["format"] == ListExport.Format.XLSX:
        return FileResponse(
            as_xlsx(queue, pks), as_attachment=True, filename=f"{name}.xlsx"
        )
    return StreamingHttpResponse(
        as_csv(queue, pks),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
