"""Changes of rules: put forward, agreed, rejected, taken back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import StaffRequest
from rulebook import proposing
from rulebook.errors import NotProposable, RuleMoved
from rulebook.forms.rule import (
    AgreeForm,
    ChangeForm,
    DefaultForm,
    ReasonForm,
    RejectForm,
)
from rulebook.models import RuleProposal
from rulebook.proposal_page import ProposalPage
from rulebook.rule_page import RulePage
from rulebook.scope import Scope
from rulebook.suggestions import Suggestion, suggested
from rulebook.terms import ClockKind
from rulebook.views.pages import crumbs, reads_rulebook, rule_page

BOTH = ("GET", "HEAD", "POST")
proposes = permission_required("rulebook.propose", raise_exception=True)
decides = permission_required("rulebook.agree", raise_exception=True)


@rule_page("rulebook.propose", *BOTH)
def change(request: StaffRequest, scope: Scope, code: str) -> HttpResponse:
    page = RulePage(scope, code)
    if not page.rule.controller:
        raise Http404  # the law is nobody's to change
    form = ChangeForm(request.POST or None, rule=page.rule, granted=page.granted)

    def propose() -> RuleProposal:
        values = form.cleaned_data
        return proposing.propose(
            scope.controller,
            country=page.rule.country,
            code=code,
            base_version=values["base_version"],
            changes=form.changes,
            reason=values["reason"],
            submission=values["submission"],
            by=request.user,
        )

    context = {
        "scope": scope,
        "page": page,
        "rule": page.rule,
        "crumbs": crumbs(scope, _to(page), (_("Propose a change"), "")),
    }
    return _put_forward(request, form, propose, "rulebook/change.html", context)


@rule_page("rulebook.propose", *BOTH)
def retire(request: StaffRequest, scope: Scope, code: str) -> HttpResponse:
    page = RulePage(scope, code)
    if not page.rule.controller:
        raise Http404
    first = {"base_version": page.rule.version}
    form = ReasonForm(request.POST or None, initial=first)

    def propose() -> RuleProposal:
        values = form.cleaned_data
        return proposing.propose(
            scope.controller,
            country=page.rule.country,
            code=code,
            base_version=values["base_version"],
            changes={"retired": True},
            reason=values["reason"],
            submission=values["submission"],
            by=request.user,
        )

    context = {
        "scope": scope,
        "page": page,
        "rule": page.rule,
        "crumbs": crumbs(scope, _to(page), (_("Propose to end it"), "")),
    }
    return _put_forward(request, form, propose, "rulebook/retire.html", context)


@require_http_methods(BOTH)
@proposes
def new(request: StaffRequest) -> HttpResponse:
    """A default of the office: from a suggestion, or by hand."""
    scope = Scope.of(request.user, request.GET)
    if not scope.may("rulebook.propose"):
        raise PermissionDenied
    book = scope.book()
    rights = [
        one.right for one in book.entitlements(scope.controller.slug, scope.country)
    ]
    offered = _offered(scope, request.GET.get("suggestion", ""))
    form = DefaultForm(request.POST or None, rights=rights, initial=_first(offered))

    def propose() -> RuleProposal:
        chosen = _offered(scope, form.cleaned_data["suggestion"])
        is_it = chosen is not None and chosen.clock == form.cleaned_data["clock"]
        return proposing.propose(
            scope.controller,
            country=scope.country,
            code=chosen.code if chosen and is_it else "",
            changes=form.changes,
            reason=form.cleaned_data["reason"],
            submission=form.cleaned_data["submission"],
            by=request.user,
        )

    context = {
        "scope": scope,
        "offered": offered,
        "crumbs": crumbs(scope, (_("New default"), "")),
    }
    return _put_forward(request, form, propose, "rulebook/new.html", context)


@require_safe
@reads_rulebook
def listed(request: StaffRequest) -> HttpResponse:
    found = (
        RuleProposal.objects.visible_to(request.user)
        .select_related("controller", "proposed_by", "decided_by")
        .order_by("-proposed_at")
    )
    context = {
        "waiting": [one for one in found if one.is_open],
        "decided": [one for one in found if not one.is_open],
        "crumbs": [(_("Rulebook"), ".."), (_("Changes of rules"), "")],
    }
    return render(request, "rulebook/proposals.html", context)


@require_safe
@reads_rulebook
def proposal(request: StaffRequest, pk: int) -> HttpResponse:
    return _shown(request, _find(request, pk))


@require_POST
@decides
def agree(request: StaffRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = AgreeForm(request.POST, auto_id="agree-%s")

    def verb() -> None:
        proposing.agree(found, by=request.user, note=form.cleaned_data["note"])

    done = _("Agreed. Requests received from now on are counted by it.")
    return _decided(request, found, form, verb, done, "agreed")


@require_POST
@decides
def reject(request: StaffRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)
    form = RejectForm(request.POST, auto_id="reject-%s")

    def verb() -> None:
        proposing.reject(found, by=request.user, note=form.cleaned_data["note"])

    done = _("Rejected. The rule stays as it is.")
    return _decided(request, found, form, verb, done, "rejected")


@require_POST
@proposes
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    found = _find(request, pk)

    def verb() -> None:
        proposing.withdraw(found, by=request.user)

    done = _("Withdrawn. The rule stays as it is.")
    return _decided(request, found, forms.Form(request.POST), verb, done, "withdrawn")


def _find(request: StaffRequest, pk: int) -> RuleProposal:
    mine = RuleProposal.objects.visible_to(request.user)
    found: RuleProposal = get_object_or_404(
        mine.select_related("controller", "proposed_by", "decided_by"), pk=pk
    )
    return found


def _put_forward(
    request: StaffRequest,
    form: forms.Form,
    verb: Callable[[], RuleProposal],
    template: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Propose, say so, lead to the proposal; else the form with the sentence."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = verb()
        except RuleMoved as error:
            form.add_error(None, str(error))
            status = 409
        except NotProposable as error:
            known = error.field if error.field in form.fields else None
            form.add_error(known, str(error))
        else:
            messages.success(
                request, _("Proposed. Another person has to agree before it counts.")
            )
            return redirect("rulebook:proposal", pk=made.pk)
    return render(request, template, {**context, "form": form}, status=status)


def _decided(
    request: StaffRequest,
    found: RuleProposal,
    form: forms.Form,
    verb: Callable[[], None],
    done: str,
    state: str,
) -> HttpResponse:
    """Decide and say so. The second press of one button is no error."""
    if not form.is_valid():
        return _shown(request, found, form=form)
    try:
        verb()
    except RuleMoved as error:
        found = _find(request, found.pk)
        mine = found.decided_by_id == request.user.pk and found.state == state
        if not mine:
            form.add_error(None, str(error))
            return _shown(request, found, form=form, status=409)
    except NotProposable as error:
        form.add_error(None, str(error))
        return _shown(request, found, form=form, status=409)
    else:
        messages.success(request, done)
    return redirect("rulebook:proposal", pk=found.pk)


def _shown(
    request: StaffRequest,
    found: RuleProposal,
    *,
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    page = ProposalPage(found, request.user)
    context = {
        "page": page,
        "proposal": found,
        "form": form,
        "agree_form": form
        if isinstance(form, AgreeForm)
        else AgreeForm(auto_id="agree-%s"),
        "reject_form": form
        if isinstance(form, RejectForm)
        else RejectForm(auto_id="reject-%s"),
        "crumbs": crumbs(page.scope, (_("Changes of rules"), ".."), (found.code, "")),
    }
    return render(request, "rulebook/proposal.html", context, status=status)


def _to(page: RulePage) -> tuple[str, str]:
    return page.rule.code, ".."


def _offered(scope: Scope, code: str) -> Suggestion | None:
    found = suggested(scope.book(), scope.controller.slug, scope.country)
    return next((one for one in found if one.code == code), None)


def _first(offered: Suggestion | None) -> dict[str, Any]:
    """What the form opens with."""
    if offered is None:
        return {"clock": str(ClockKind.OPERATOR_RESPONSE), "unit": "calendar_days"}
    first = offered.changes()
    unit = first["unit"] or "calendar_days"
    return {**first, "unit": unit, "suggestion": offered.code}
