"""`…/v<n>/edit/`, `translate/`, `scope/`, `contents/`, `comments/`: the words."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from accounts.http import StaffRequest
from policies import editing
from policies.clauses import Clause as Words
from policies.edit_page import EditPage, TranslatePage
from policies.errors import NotPossible, WordsChanged
from policies.forms.editing import CommentForm, ScopeForm, SectionForm
from policies.models import Clause, Comment, PolicyVersion
from policies.naming import language_name
from policies.notice_contents import answers
from policies.section_text import to_markdown
from policies.views.frame import blame, crumbs_to, edits, sees, url_of, version_of
from policies.wording import clauses_in


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def edit(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number, "policies.edit")
    page = EditPage(version, _words(version), request.GET.get("section", ""))
    section = page.section
    form = SectionForm(
        request.POST or None,
        initial={
            "words": to_markdown(section.clauses),
            "seen": editing.seen_of(section.clauses),
        },
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = editing.edit_section(
                version,
                section.key,
                form.cleaned_data["words"],
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except WordsChanged as error:
            form.is_current_again(editing.seen_of(section.clauses))
            form.add_error(None, str(error))
            page.theirs = to_markdown(section.clauses)
            status = 409
        except NotPossible as error:
            blame(form, error)
        else:
            _say(request, changed=changed)
            return redirect(_section_url(version, "edit", page.key_after(version)))
    context = {
        "page": page,
        "form": form,
        "version": version,
        "crumbs": crumbs_to(version, _("Edit")),
    }
    return render(request, "policies/edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def translate(
    request: StaffRequest, controller: str, slug: str, number: int, language: str
) -> HttpResponse:
    version = version_of(request, controller, slug, number, "policies.edit")
    known = {version.language, *version.policy.required_languages}
    known |= set(version.translations.values_list("language", flat=True))
    if language not in known or language == version.language:
        raise Http404
    page = TranslatePage(
        version, _words(version), language, request.GET.get("section", "")
    )
    form = page.form(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            changed = editing.translate(
                version,
                language,
                form.words(),
                seen=form.cleaned_data["seen"],
                confirmed=form.confirmed(),
                by=request.user,
                at=timezone.now(),
            )
        except WordsChanged as error:
            form.is_current_again(page.seen)
            form.add_error(None, str(error))
            status = 409
        except NotPossible as error:
            blame(form, error)
        else:
            _say(request, changed=changed)
            where = url_of(version, "translate", language)
            return redirect(f"{where}?{urlencode({'section': page.section.key})}")
    page.show(form, is_stale=status == 409)
    context = {
        "page": page,
        "form": form,
        "version": version,
        "language": language,
        "language_name": language_name(language),
        "crumbs": crumbs_to(version, language_name(language)),
    }
    return render(request, "policies/translate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@edits
def scope(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number, "policies.edit")
    key = request.GET.get("key", "")
    clause = get_object_or_404(Clause, policy=version.policy, key=key)
    form = ScopeForm(request.POST or None, policy=version.policy, clause=clause)
    back_url = _section_url(version, "edit", request.GET.get("section", ""))
    if request.method == "POST" and form.is_valid():
        try:
            editing.set_scope(
                version, key, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except NotPossible as error:
            blame(form, error)
        else:
            messages.success(request, _("Saved, for later versions too."))
            return redirect(back_url)
    words = next((one for one in _words(version) if one.key == key), None)
    context = {
        "form": form,
        "words": words,
        "version": version,
        "back_url": back_url,
        "crumbs": crumbs_to(version, _("Topic and scope")),
    }
    return render(request, "policies/scope.html", context)


@require_safe
@sees
def contents(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    """What a notice has to say, and which clause says it."""
    version = version_of(request, controller, slug, number)
    found = answers(_words(version)) if version.translations.exists() else []
    here = set(version.translations.values_list("language", flat=True))
    required = version.policy.required_languages or [version.language]
    context = {
        "answers": found,
        "open": sum(not one.is_answered for one in found),
        "languages": [(language_name(one), one in here) for one in required],
        "bound": version.policy.clause_of("languages"),
        "version": version,
        "crumbs": crumbs_to(version, _("What a notice must contain")),
    }
    return render(request, "policies/contents.html", context)


@require_POST
@sees
def comment(
    request: StaffRequest, controller: str, slug: str, number: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number)
    form = CommentForm(request.POST)
    if form.is_valid():
        editing.comment(
            version,
            form.cleaned_data["words"],
            clause_key=form.cleaned_data["clause_key"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("Comment saved."))
    else:
        messages.error(request, _("Write what you want to say."))
    section = form.cleaned_data.get("section", "")
    if section and request.user.has_perm("policies.edit", version.policy):
        return redirect(_section_url(version, "edit", section))
    return redirect(url_of(version, "version"))


@require_POST
@edits
def settle(
    request: StaffRequest, controller: str, slug: str, number: int, pk: int
) -> HttpResponse:
    version = version_of(request, controller, slug, number, "policies.edit")
    remark = get_object_or_404(
        Comment.objects.select_related("version__policy"), pk=pk, version=version
    )
    editing.settle(remark, by=request.user, at=timezone.now())
    messages.success(request, _("Settled."))
    return redirect(url_of(version, "version"))


def _words(version: PolicyVersion) -> list[Words]:
    """The clauses of the original. Raises Http404 where no text is here."""
    text = version.translations.filter(language=version.language).first()
    if text is None:
        raise Http404
    return clauses_in(text)


def _section_url(version: PolicyVersion, page: str, key: str) -> str:
    policy = version.policy
    where = reverse(
        f"policies:{page}", args=[policy.controller.slug, policy.slug, version.number]
    )
    return f"{where}?{urlencode({'section': key})}" if key else where


def _say(request: StaffRequest, *, changed: bool) -> None:
    if changed:
        messages.success(request, _("Saved."))
    else:
        messages.info(request, _("Saved: the words are the same as before."))
