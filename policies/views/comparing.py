"""`…/compare/<m>/`: what changes, and the decision on each change."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import StaffRequest
from policies import change_list, deciding
from policies.changes import base_of, difference
from policies.compare_page import ComparePage
from policies.errors import NotPossible
from policies.forms.deciding import AssessmentDecisionForm, DecisionForm, SignOffForm
from policies.models import PolicyVersion
from policies.promised import promised
from policies.reading import summary_languages
from policies.views.frame import blame, crumbs_to, edits, sees, url_of, version_of


@require_safe
@sees
def compare(
    request: StaffRequest, controller: str, slug: str, number: int, other: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number)
    return _draw(request, version, _other(version, other))


@require_safe
@sees
def as_text(
    request: StaffRequest, controller: str, slug: str, number: int, other: int
) -> HttpResponse:
    """The changed words without any colour, as a letter carries them."""
    version = version_of(request, controller, slug, number)
    page = _page(request, version, _other(version, other))
    words = change_list.as_text(page.compared[0]) or _("The words are the same.")
    return HttpResponse(words + "\n", content_type="text/plain; charset=utf-8")


@require_POST
@edits
def decide(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number, "policies.edit")
    mark = request.POST.get("mark", "")
    form = DecisionForm(
        request.POST,
        policy=version.policy,
        languages=summary_languages(version),
        offers=promised(version, difference(version)).offered_by(mark),
    )

    def kept() -> None:
        given = form.cleaned_data
        deciding.decide(
            version,
            mark,
            categories=form.categories,
            reason=given["reason"],
            rights_reduced=given["rights_reduced"],
            new_use=given.get("new_use", False),
            summary=form.summary,
            follows=given.get("follows", ()) if form.is_told else (),
            by=request.user,
            at=timezone.now(),
        )

    return _answer(request, version, form, kept, _("Decision saved."))


@require_POST
@edits
def decide_assessment(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number, "policies.edit")
    code = request.POST.get("assessment", "")
    form = AssessmentDecisionForm(
        request.POST, languages=summary_languages(version), auto_id=f"{code}-%s"
    )

    def kept() -> None:
        deciding.decide_assessment(
            version,
            form.cleaned_data["assessment"],
            is_material=form.is_told,
            reason=form.cleaned_data["reason"],
            summary=form.summary,
            by=request.user,
            at=timezone.now(),
        )

    return _answer(request, version, form, kept, _("Decision saved."))


@require_POST
@edits
def sign_off(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number, "policies.edit")
    form = SignOffForm(request.POST)

    def kept() -> None:
        reason, now = form.cleaned_data["reason"], timezone.now()
        deciding.sign_off(version, reason=reason, by=request.user, at=now)

    return _answer(request, version, form, kept, _("Signed: nobody has to be told."))


def _answer(
    request: StaffRequest,
    version: PolicyVersion,
    form: Any,
    keep: Callable[[], None],
    said: str,
) -> HttpResponse:
    """Keep what was said and go to the next change that waits, else back to the top.

    The page again where the form or the verb says no.
    """
    if form.is_valid():
        try:
            keep()
        except NotPossible as error:
            blame(form, error)
        else:
            messages.success(request, said)
            page = _page(request, version, _base(version))
            waiting = next((one for one in page.changes if one.state == "open"), None)
            anchor = f"#{waiting.anchor}" if waiting else ""
            here = url_of(version, "compare", _base(version).number)
            return redirect(here + anchor)
    return _draw(request, version, _base(version), bound=form)


def _page(
    request: StaffRequest,
    version: PolicyVersion,
    other: PolicyVersion,
    bound: Any = None,
) -> ComparePage:
    return ComparePage(
        version,
        other,
        now=timezone.now(),
        may_decide=request.user.has_perm("policies.edit", version.policy),
        language=request.GET.get("language", ""),
        view=request.GET.get("view", ""),
        chosen=request.GET.get("change", ""),
        bound=bound,
    )


def _draw(
    request: StaffRequest,
    version: PolicyVersion,
    other: PolicyVersion,
    bound: Any = None,
) -> HttpResponse:
    page = _page(request, version, other, bound)
    context = {
        "page": page,
        "form": bound,
        "version": version,
        "other": other,
        "crumbs": crumbs_to(version, _("Compare")),
    }
    return render(request, "policies/compare.html", context)


def _other(version: PolicyVersion, number: int) -> PolicyVersion:
    found = PolicyVersion.objects.filter(policy=version.policy_id, number=number)
    other = found.select_related("policy__controller").first()
    if other is None or other.pk == version.pk:
        raise Http404
    return other


def _base(version: PolicyVersion) -> PolicyVersion:
    base = base_of(version)
    if base is None:
        raise Http404
    return base
