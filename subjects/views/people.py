"""`/desk/subjects/`: the people, looking for them, adding one."""

from collections import Counter

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import StaffRequest
from accounts.models import Controller
from audit.trail import record_access
from subjects import searching
from subjects.errors import SubjectsError
from subjects.forms.people import CompanyForm, NewPersonForm
from subjects.knowing import add_person
from subjects.models import DataSubject, Restriction
from subjects.searching import Words
from subjects.views.frame import refused

ROWS = 25
reads = permission_required("subjects.view", raise_exception=True)
edits = permission_required("subjects.edit", raise_exception=True)


@require_safe
@reads
def people(request: StaffRequest) -> HttpResponse:
    """The people of one's companies; words looked for stand behind a key."""
    words = searching.find(request.GET.get("s", ""), by=request.user, at=timezone.now())
    rows = DataSubject.objects.visible_to(request.user).standing()
    if words:
        rows = rows.matching(words.text)
    rows = rows.select_related("controller").order_by("name", "pk")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    people = list(page.object_list)
    _record_look(people, words, request)
    count = page.paginator.count
    standing = Restriction.objects.standing().filter(data_subject__in=people)
    context = {
        "page": page,
        "people": people,
        "restricted": set(standing.values_list("data_subject_id", flat=True)),
        "words": words,
        "pager_query": f"s={words.key}&" if words else "",
        "summary": ngettext("%(n)d person", "%(n)d people", count) % {"n": count},
        "search_is_over": "s" in request.GET and not words,
        "may_add": request.user.has_perm("subjects.edit"),
        "may_import": request.user.has_perm("subjects.import"),
    }
    return render(request, "subjects/people.html", context)


@require_POST
@reads
def search(request: StaffRequest) -> HttpResponse:
    """Keep the words and lead to the list: no address and no log carries them."""
    text = request.POST.get("q", "").strip()
    url = reverse("subjects:list")
    if not text:
        return redirect(url)
    if (pk := text.upper().removeprefix("S-")).isdecimal() and len(pk) < 16:
        mine = DataSubject.objects.visible_to(request.user)
        if (person := mine.filter(pk=int(pk)).first()) is not None:
            return redirect(person)
    kept = searching.keep(text, by=request.user, at=timezone.now())
    return redirect(f"{url}?s={kept.key}")


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def add(request: StaffRequest) -> HttpResponse:
    """Write down a person; where somebody works for several companies, for which."""
    company = company_asked(request, "subjects.edit")
    if company is None:
        return choose(request, "subjects.edit", _("Add a person"))
    form = NewPersonForm(request.POST or None, controller=company)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        fields = ("name", "kinds", "country", "language", "since")
        try:
            person = add_person(
                company,
                by=request.user,
                identifiers=form.identifiers(),
                **{name: said[name] for name in fields},
            )
        except SubjectsError as error:
            refused(form, error)
        else:
            messages.success(request, _("The person is added."))
            return redirect(person)
    title = _("Add a person")
    context = {
        "form": form,
        "title": title,
        "lede": _("To %(company)s. No identifier counts as proven yet.")
        % {"company": company.name},
        "action": _("Add"),
        "back_url": reverse("subjects:list"),
        "crumbs": [(_("Subjects"), reverse("subjects:list")), (title, "")],
    }
    return render(request, "subjects/form.html", context)


def company_asked(request: StaffRequest, permission: str) -> Controller | None:
    """The company named in the address, or the only one; None: it must be chosen."""
    mine = Controller.objects.where_may(request.user, permission)
    if slug := request.GET.get("controller", ""):
        found: Controller = get_object_or_404(mine, slug=slug)
        return found
    some = list(mine[:2])
    return some[0] if len(some) == 1 else None


def choose(request: StaffRequest, permission: str, title: str) -> HttpResponse:
    """For which company: a form whose answer is the address."""
    context = {
        "form": CompanyForm(
            request.GET if "controller" in request.GET else None,
            user=request.user,
            permission=permission,
        ),
        "title": title,
        "action": _("Continue"),
        "is_get": True,
        "back_url": reverse("subjects:list"),
        "crumbs": [(_("Subjects"), reverse("subjects:list")), (title, "")],
    }
    return render(request, "subjects/form.html", context)


def _record_look(
    people: list[DataSubject], words: Words | None, request: StaffRequest
) -> None:
    """One entry for each company whose names are shown; a search without a find too."""
    what = "search" if words else "list"
    shown = Counter(person.controller_id for person in people)
    for controller_id, count in shown.items():
        record_access(what, controller_id=controller_id, count=count, of=DataSubject)
    if words and not shown:
        mine = Controller.objects.where_may(request.user, "subjects.view")
        for pk in mine.values_list("pk", flat=True):
            record_access(what, controller_id=pk, count=0, of=DataSubject)
