"""A file becomes a version: choose it, look at its clauses, take it in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import StaffRequest
from policies.drafting import take_in
from policies.errors import PoliciesError
from policies.forms.taking_in import FactsForm, FileForm
from policies.importing import LARGEST_FILE, read_bytes
from policies.models import Policy
from policies.reviewing import packed, review, unpacked
from policies.views.frame import edits, policy_of, policy_url, url_of


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def choose(request: StaffRequest, controller: str, slug: str) -> HttpResponse:
    """Hand in a file; what it would become is shown, and nothing is stored yet."""
    policy = _policy(request, controller, slug)
    is_posted = request.method == "POST"
    form = FileForm(
        request.POST if is_posted else None,
        request.FILES if is_posted else None,
        initial={"language": policy.default_language},
    )
    if is_posted and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            clauses = read_bytes(upload.read(LARGEST_FILE + 1), upload.name)
        except PoliciesError as error:
            form.add_error("file", str(error))
        else:
            facts = form.facts()
            found = review(policy, clauses, facts)
            names = FactsForm.base_fields
            context = {
                "policy": policy,
                "review": found,
                "facts": facts,
                "carried": [(name, request.POST.get(name, "")) for name in names],
                "package": packed(policy, clauses, by=request.user),
                "crumbs": _crumbs(policy, _("Look at the clauses")),
            }
            return render(request, "policies/review.html", context)
    context = {
        "form": form,
        "title": _("Import a text"),
        "action": _("Look at the clauses"),
        "is_file": True,
        "crumbs": _crumbs(policy, _("Import a text")),
        "back_url": policy_url(policy),
    }
    return render(request, "policies/step.html", context)


@require_POST
@edits
def confirm(request: StaffRequest, controller: str, slug: str) -> HttpResponse:
    """Take in what was looked at."""
    policy = _policy(request, controller, slug)
    form = FactsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say again what the file is: a value was wrong."))
        return redirect("policies:import", controller, slug)
    try:
        clauses = unpacked(policy, request.POST.get("package", ""), by=request.user)
        made = take_in(
            policy, clauses, form.facts(), by=request.user, at=timezone.now()
        )
    except PoliciesError as error:
        messages.error(request, str(error))
        return redirect("policies:import", controller, slug)
    messages.success(
        request,
        _("%(count)d clauses are in version %(number)d.")
        % {"count": len(clauses), "number": made.number},
    )
    return redirect(url_of(made, "version"))


def _policy(request: StaffRequest, controller: str, slug: str) -> Policy:
    policy = policy_of(request, controller, slug)
    if not request.user.has_perm("policies.edit", policy):
        raise PermissionDenied
    return policy


def _crumbs(policy: Policy, last: str) -> list[tuple[str, str]]:
    return [
        (_("Policies"), reverse("policies:list")),
        (policy.title, policy_url(policy)),
        (last, ""),
    ]
