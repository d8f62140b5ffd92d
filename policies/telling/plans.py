"""Whether a campaign ends in time, and all that still keeps it from being sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Controller, Establishment
from correspondence.bulk import Channel
from correspondence.pacing import Plan, finish, relay_plan
from policies.channels import Way
from policies.days import start_of
from policies.gates import unkept_channels
from policies.models import Campaign, PolicyVersion
from policies.naming import language_name
from policies.telling import audience, wording


def plan_of(campaign: Campaign) -> Plan:
    """The relay's limits, and the campaign's own where they are slower."""
    relay = relay_plan()
    slower = [one for one in (relay.per_second, campaign.per_second) if one]
    return replace(
        relay,
        per_second=min(slower, default=None),
        opens=campaign.opens,
        closes=campaign.closes,
        time_zone=str(zone_of(campaign.controller)),
        per_domain=campaign.per_domain,
    )


def zone_of(controller: Controller) -> ZoneInfo:
    """The time zone of its home, the establishment that was entered first."""
    home = Establishment.objects.filter(controller=controller).order_by("pk").first()
    return ZoneInfo(home.time_zone if home else "UTC")


def last_moment(version: PolicyVersion) -> datetime | None:
    """By when everyone must have been told: the lead time before it takes effect.

    Where the lead time was waived with a reason (a legal order), the day itself.
    """
    if version.effective_on is None:
        return version.effective_at
    begins = version.effective_at or start_of(
        version.effective_on, version.policy.controller
    )
    if version.lead_waiver_reason:
        return begins
    return begins - timedelta(days=version.policy.lead_days)


@dataclass(frozen=True)
class Outlook:
    """What a campaign would do if it began at a moment."""

    people: int
    by_mail: int
    by_post: int
    unreached: int  # by no way of the plan: left to the public announcement
    ends_at: datetime
    must_end_by: datetime | None

    @property
    def is_late(self) -> bool:
        return self.must_end_by is not None and self.ends_at > self.must_end_by


def outlook(campaign: Campaign, *, at: datetime) -> Outlook:
    """Whom it reaches and when the last mail leaves. Five SELECTs over the people."""
    people = audience.people_of(campaign, at=at)
    by_mail = audience.by_mail(people) if "email" in campaign.ways else 0
    domain = audience.largest_domain(people) if campaign.per_domain else 0
    ends = finish(by_mail, plan_of(campaign), start=at, largest_domain=domain)
    must = None
    if campaign.kind == Campaign.Kind.CHANGE:
        must = last_moment(campaign.version)
    return Outlook(
        people=people.count(),
        by_mail=by_mail,
        by_post=audience.by_post(people, campaign.ways),
        unreached=audience.reached_by_none(people, campaign.ways),
        ends_at=ends,
        must_end_by=must,
    )


def why_late(found: Outlook) -> str:
    """The sentence that stops approval; blank where the plan ends in time."""
    if found.must_end_by is None or not found.is_late:
        return ""
    return _(
        "At this pace the last mail leaves on %(ends)s, and everyone must have been "
        "told by %(must)s. Send faster, or let the version take effect later."
    ) % {"ends": _words(found.ends_at), "must": _words(found.must_end_by)}


def missing(campaign: Campaign) -> list[str]:
    """What a campaign still lacks before its words and list can be frozen."""
    version = campaign.version
    found = []
    languages = languages_of(version)
    if not languages:
        found.append(_("The version has no final text in any language."))
    if campaign.kind == Campaign.Kind.CHANGE:
        announced_at = version.announced_at
        is_public = announced_at is not None and announced_at <= timezone.now()
        if version.state != PolicyVersion.State.ANNOUNCED or not is_public:
            found.append(_("The version has not been announced."))
        if lacking := wording.missing_summaries(version, languages):
            found.append(
                _("Some changes have no plain words in: %(languages)s.")
                % {"languages": ", ".join(map(language_name, lacking))}
            )
        unkept = unkept_channels(version.policy, ways_of(campaign))
        found += [one.sentence for one in unkept]
    if not campaign.ways:
        found.append(_("Choose at least one way to tell people."))
    return found


def ways_of(campaign: Campaign) -> set[str]:
    """The ways of a promise that this campaign goes, as `channels.Way` names them.

    A notice always explains each change: it is the list of them.
    """
    ways = {str(Way.ANNOUNCEMENT), *campaign.shows}
    if Channel.EMAIL in campaign.ways:
        ways |= {Way.LETTER, Way.EXPLANATION}
    if Channel.POST in campaign.ways:
        ways |= {Way.POST, Way.EXPLANATION}
    if Channel.APP in campaign.ways:
        ways.add(Way.EXPLANATION)
    return ways


def languages_of(version: PolicyVersion) -> list[str]:
    """The languages in which the version's text is final, the policy's own first.

    One that was finished after the announcement, without plain words of the changes,
    is none to tell people in.
    """
    final = version.translations.filter(state="frozen").values_list(
        "language", flat=True
    )
    own = version.policy.default_language
    owed = {own, version.language, *version.policy.required_languages}
    wordless = set(wording.missing_summaries(version, list(final))) - owed
    return sorted(set(final) - wordless, key=lambda code: (code != own, code))


def _words(at: datetime) -> str:
    local = localtime(at)
    day = date_format(local, pgettext("date format", "D j M Y"))
    return _("%(day)s, %(time)s") % {"day": day, "time": local.strftime("%H:%M")}
