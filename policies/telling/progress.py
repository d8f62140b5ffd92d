"""How a campaign stands, in words that are never mixed.

Accepted: the mail server took it over. Posted: the office took the letter to the post.
Delivered: a report of the receiving server, or the app, says it arrived; the post
reports nothing. Seen and acknowledged: the person did something. None of them
follows from another (POLICIES §4).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext as _

from correspondence import escalating
from correspondence.models import Delivery, DeliveryEvent, Letter
from policies.models import Acknowledgement, Campaign
from policies.naming import language_name

State = Delivery.State
ON_THE_WAY = [*State.waiting(), State.SENDING, State.TO_PRINT]
RATE_OVER = timedelta(minutes=5)


@dataclass
class Line:
    """Counts of one channel or language, or of all."""

    label: str
    code: str = ""
    states: Counter[str] = field(default_factory=Counter)

    @property
    def people(self) -> int:
        """Rows that count: who was escalated stands in the next channel's line."""
        return self.states.total() - self.states[State.ESCALATED]

    @property
    def accepted(self) -> int:
        return self.states[State.ACCEPTED]

    @property
    def delivered(self) -> int:
        return self.states[State.DELIVERED]

    @property
    def posted(self) -> int:
        return self.states[State.POSTED]

    @property
    def to_print(self) -> int:
        return self.states[State.TO_PRINT]

    @property
    def escalated(self) -> int:
        return self.states[State.ESCALATED]

    @property
    def handed_over(self) -> int:
        """Left our hands by a direct way, whatever is known since."""
        return self.accepted + self.delivered + self.posted

    @property
    def on_the_way(self) -> int:
        return sum(self.states[state] for state in ON_THE_WAY)

    @property
    def failed(self) -> int:
        return self.states[State.BOUNCED] + self.states[State.FAILED]

    @property
    def announced(self) -> int:
        return self.states[State.ANNOUNCED]

    @property
    def suppressed(self) -> int:
        return self.states[State.SUPPRESSED]

    @property
    def percent(self) -> int:
        return 100 * self.handed_over // self.people if self.people else 0

    @property
    def parts(self) -> list[tuple[str, int]]:
        return [
            ("p", self.handed_over),
            ("still", self.on_the_way),
            ("late", self.failed),
        ]


@dataclass(frozen=True)
class Progress:
    """What the progress page shows; `rate` is mails a minute over the last five."""

    whole: Line
    channels: list[Line]
    languages: list[Line]
    rate: int
    minutes_left: int | None
    answers: list[tuple[str, int]]
    given_up: int
    letters: Line | None  # those by post, where the campaign has any
    next_attempt_at: datetime | None  # where every mail that waits was put off


def progress_of(campaign: Campaign, *, at: datetime) -> Progress:
    """Five SELECTs at most, each by an index."""
    rows = escalating.counts(campaign.pk, "channel", "letter")
    spoken = dict(
        Letter.objects.filter(pk__in={row["letter"] for row in rows}).values_list(
            "pk", "language"
        )
    )
    for row in rows:
        row["language"] = spoken[row["letter"]]
    channels = _lines(rows, "channel", dict(Delivery.Channel.choices))
    names = {code: language_name(code) for code in sorted(set(spoken.values()))}
    languages = _lines(rows, "language", names)
    whole = Line(_("Everyone"))
    for line in channels:
        whole.states.update(line.states)
    rate = _rate(campaign, at)
    email = next((line for line in channels if line.code == "email"), None)
    waiting = email.on_the_way if email else 0
    return Progress(
        whole=whole,
        channels=channels,
        languages=languages,
        rate=rate,
        minutes_left=-(-waiting // rate) if rate and waiting else None,
        answers=_answers(campaign),
        given_up=email.states[State.FAILED] if email else 0,
        letters=next((line for line in channels if line.code == "post"), None),
        next_attempt_at=_next_attempt(campaign, at) if waiting and not rate else None,
    )


def _lines(
    rows: Iterable[dict[str, object]], by: str, labels: Mapping[str, object]
) -> list[Line]:
    found: dict[str, Line] = {}
    for row in rows:
        code = str(row[by])
        line = found.setdefault(code, Line(str(labels.get(code, code)), code))
        line.states[str(row["state"])] += int(str(row["n"]))
    order = list(labels)
    return sorted(found.values(), key=lambda line: order.index(line.code))


def _rate(campaign: Campaign, at: datetime) -> int:
    """Mails a minute: those accepted since five minutes ago, or since it began."""
    if campaign.state != Campaign.State.SENDING or campaign.approved_at is None:
        return 0
    since = max(at - RATE_OVER, campaign.approved_at)
    minutes = max((at - since).total_seconds(), 1) / 60
    sent = DeliveryEvent.objects.filter(
        delivery__campaign_id=campaign.pk,
        kind=DeliveryEvent.Kind.ACCEPTED,
        at__gte=since,
    )
    return round(sent.count() / minutes)


def _next_attempt(campaign: Campaign, at: datetime) -> datetime | None:
    """When the first of the mails leaves that wait; None if one could leave now."""
    waiting = Delivery.objects.filter(
        campaign_id=campaign.pk, channel="email", state__in=State.waiting()
    )
    first: datetime | None = waiting.aggregate(first=Min("next_attempt_at"))["first"]
    return first if first and first > at else None


def _answers(campaign: Campaign) -> list[tuple[str, int]]:
    """How many people did what with this version, by the words of Acknowledgement."""
    rows = Acknowledgement.objects.filter(version=campaign.version)
    counted = Counter(
        dict(
            rows.values_list("kind")
            .order_by()
            .annotate(n=Count("data_subject", distinct=True))
        )
    )
    return [(str(kind.label), counted[kind.value]) for kind in Acknowledgement.Kind]
