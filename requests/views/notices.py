"""`/n/<token>/`: one person's notice about a policy; and the public announcements.

GET shows, POST acts, since mail scanners open links. The address was sent to one
mailbox and proves it: enough to say "I have read it" and to say no, which takes no
right away. Agreeing to less asks for a code by e-mail (…/preferences/policy/).
"""

from django.contrib import messages as notices
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Controller, Establishment
from correspondence import notice_links
from correspondence.models import Delivery
from policies.models import Announcement, Campaign, CampaignText
from policies.telling import answering, plans, wording
from policies.telling.answering import Channel, Kind, Shown
from policies.telling.audience import best_of
from rights import drafts
from rights.choices import Right
from rights.views.pages import args_of, public_page, speak
from rights.views.public import keep_draft
from subjects.models import DataSubject

Variant = CampaignText.Variant
LEAVES = {"erase": Right.ERASURE, "take": Right.PORTABILITY}


# A page without referrer sends its form from the origin "null". The address is the
# secret: who does not have it cannot act, and no session counts here.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest, token: str) -> HttpResponse:
    """What changes for this person, and what they may do about it."""
    row, campaign, person = _opened(token)
    speak(request, row.letter.language)
    place = _place_of(person)
    if request.method == "POST" and person.erased_at is None:
        return _act(request, token, row, campaign, person, place)
    text = CampaignText.objects.get(campaign=campaign, letter=row.letter)
    version = campaign.version
    context = {
        "campaign": campaign,
        "version": version,
        "company": version.policy.controller.name,
        "title": wording.title_of(version, row.letter.language),
        "language": row.letter.language,
        "changes": wording.told(version, row.letter.language),
        "is_withdrawn": version.withdrawn_at is not None,
        "is_asked": text.variant == Variant.MUST_AGREE,
        "may_refuse": text.variant != Variant.TOLD,
        "answer": answering.answer_of(person, version),
        "is_acknowledged": person.acknowledgements.filter(
            version=version, kind=Kind.ACKNOWLEDGED
        ).exists(),
        "leaves": [("erase", Right.ERASURE.label), ("take", Right.PORTABILITY.label)],
        "applies_url": _applies_url(place),
    }
    response = public_page(
        request, "policies/notices/public.html", context, establishment=place
    )
    response["Referrer-Policy"] = "no-referrer"
    return response


def _act(
    request: HttpRequest,
    token: str,
    row: Delivery,
    campaign: Campaign,
    person: DataSubject,
    place: Establishment | None,
) -> HttpResponse:
    choice = request.POST.get("choice", "")
    version = campaign.version
    shown = Shown(Channel.LINK, row.letter.language, _sentence(choice))
    if choice == "read":
        answering.note(person, version, Kind.ACKNOWLEDGED, shown)
        notices.success(request, _("Thank you. It is noted that you have read this."))
    elif choice == "decline":
        answering.note(person, version, Kind.DECLINED, shown)
        notices.success(
            request, _("Your no is kept. The text that you knew goes on for you.")
        )
    elif choice == "accept" and place is not None:
        return redirect(_applies_url(place))
    elif choice in LEAVES and place is not None:
        return _leave(request, place, LEAVES[choice])
    else:
        notices.error(request, _("That was no choice of this page. Choose again."))
    response = redirect("notice-page", token)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _leave(request: HttpRequest, place: Establishment, right: Right) -> HttpResponse:
    """Begin a request with what is known: for oneself, and which right."""
    draft = drafts.find_open(request.session, place)
    draft.answer("who", {"relation": "self"})
    draft.answer("what", {"right": [right.value]})
    keep_draft(request, place, draft)
    return redirect("public:step", *args_of(place), "details")


@login_not_required
@require_safe
def announcements(request: HttpRequest, controller: str) -> HttpResponse:
    """Every public announcement of a company with its dates, the newest first."""
    company = get_object_or_404(Controller, slug=controller, is_active=True)
    rows = Announcement.objects.filter(
        version__policy__controller=company
    ).select_related("version__policy", "campaign")
    language = get_language() or "en"
    context = {
        "company": company.name,
        "controller": company,
        "rows": [(one, wording.title_of(one.version, language)) for one in rows],
        "zone": str(plans.zone_of(company)),
    }
    return public_page(request, "policies/notices/announcements.html", context)


@login_not_required
@require_safe
def announcement(request: HttpRequest, controller: str, pk: int) -> HttpResponse:
    """One announcement: what changes, in the reader's language."""
    rows = Announcement.objects.select_related(
        "version__policy__controller", "campaign"
    )
    found = get_object_or_404(
        rows, campaign=pk, version__policy__controller__slug=controller
    )
    version = found.version
    spoken = plans.languages_of(version) or [version.language]
    language = best_of(get_language() or "en", spoken, version.policy.default_language)
    context = {
        "announcement": found,
        "version": version,
        "company": version.policy.controller.name,
        "controller": version.policy.controller,
        "title": wording.title_of(version, language),
        "language": language,
        "changes": wording.told(version, language),
        "zone": str(plans.zone_of(version.policy.controller)),
    }
    return public_page(request, "policies/notices/announcement.html", context)


def _opened(token: str) -> tuple[Delivery, Campaign, DataSubject]:
    row = notice_links.find(token)
    campaign = (
        Campaign.objects.select_related("version__policy__controller")
        .filter(pk=row.campaign_id)
        .first()
        if row
        else None
    )
    if row is None or campaign is None or row.person is None:
        raise Http404
    return row, campaign, row.person.standing()


def _place_of(person: DataSubject) -> Establishment | None:
    """The company where the person lives, else its home."""
    places = Establishment.objects.filter(
        controller_id=person.controller_id
    ).select_related("controller")
    there = places.filter(country=person.country).first()
    return there or places.order_by("pk").first()


def _applies_url(place: Establishment | None) -> str:
    return reverse("public:applies", args=args_of(place)) if place else ""


def _sentence(choice: str) -> str:
    """The words of the button that was pressed, as the page shows them."""
    with translation.override(get_language()):
        return {
            "read": _("I have read this"),
            "decline": _("I do not agree"),
        }.get(choice, "")
