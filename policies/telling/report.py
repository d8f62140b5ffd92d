"""The closing report: what was approved, and how it ended for how many.

Counts alone, by state, channel, language and country: it names nobody, so that it can
be kept and handed on. The hashes in it are those of the trail and of the words.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.places import country_name
from correspondence.models import Delivery
from policies.models import Campaign
from policies.naming import language_name

HEADER = ("channel", "state", "language", "country", "people")


def rows_of(campaign: Campaign) -> Iterator[tuple[str, str, str, str, int]]:
    """One row for each channel, state, language and country there is."""
    counted = (
        Delivery.objects.filter(campaign_id=campaign.pk)
        .values_list("channel", "state", "letter__language", "person__country")
        .annotate(n=Count("pk"))
        .order_by("channel", "state", "letter__language", "person__country")
    )
    yield from counted


def labelled_rows(campaign: Campaign) -> list[tuple[str, str, str, str, int]]:
    """The same in the reader's words, for the page and its PDF."""
    channels, states = dict(Delivery.Channel.choices), dict(Delivery.State.choices)
    return [
        (
            str(channels.get(channel, channel)),
            str(states.get(state, state)),
            language_name(language),
            country_name(country) if country else _("not known"),
            n,
        )
        for channel, state, language, country, n in rows_of(campaign)
    ]


def facts_of(campaign: Campaign, *, at: datetime) -> list[tuple[str, object]]:
    """What was approved, by whom and when, with the fingerprints."""
    texts = campaign.texts.filter(round=campaign.round)
    return [
        (_("Version"), campaign.version.code),
        (_("Kind"), campaign.get_kind_display()),
        (_("State"), campaign.get_state_display()),
        (_("Prepared by"), campaign.proposed_by or "–"),
        (_("Approved by"), campaign.approved_by or "–"),
        (_("Approved"), campaign.approved_at),
        (_("Completed"), campaign.completed_at or campaign.cancelled_at),
        (_("List frozen"), campaign.audience_at),
        (_("People on it"), campaign.audience_count),
        (_("Fingerprint of the list"), campaign.audience_sha256),
        *(
            (
                _("Fingerprint of the words (%(language)s)")
                % {"language": language_name(text.language)},
                text.sha256,
            )
            for text in texts
        ),
        *(
            (
                _("Batch %(number)d of letters, handed to the post")
                % {"number": batch.number},
                batch.handed_over_on or _("not yet"),
            )
            for batch in campaign.post_batches.all()
        ),
        (_("Report made"), at),
    ]
