"""A version of N.B. Express's policy that is published here, and people being told.

The office takes every step with the product's own verbs, dated back over the last days;
the mail servers and the people of the demo answer as real ones do.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Controller, User
from correspondence import bounces, bulk, deliveries, escalating
from correspondence.mail import Trouble, Verdict
from correspondence.models import Delivery
from policies import changes, deciding, workflow
from policies.days import day_of, start_of
from policies.drafting import Facts, take_in
from policies.models import Acknowledgement, Campaign, Policy, PolicyVersion
from policies.promised import promised
from policies.samples import words_of
from policies.telling import answering, verbs
from processing.terms import LegalBasis, SubjectCategory
from subjects import postal
from subjects.keeping import add_data
from subjects.knowing import add_person
from subjects.models import DataSubject

COMPANY, NUMBER = "nbexpress", 2
VERSION = (COMPANY, NUMBER)
WAYS = ["red_dot", "letter", "post", "explanation"]
IN_FORCE_IN_DAYS = 42
WORKER = "demo"
# What is decided on each change: a word of it, its category, why, and the plain words.
DECISIONS = (
    (
        "20",
        "C4",
        "People get their answer sooner.",
        {
            "en": "We now answer within 20 days instead of 30.",
            "ms": "Kami kini menjawab dalam 20 hari, bukan 30.",
            "zh-hans": "我们现在在20天内答复，不再是30天。",
        },
    ),
    (
        "Singapore",
        "C3",
        "Another company gets phone numbers.",
        {
            "en": "A company in Singapore now sends our messages.",
            "ms": "Sebuah syarikat di Singapura kini menghantar mesej kami.",
            "zh-hans": "现由新加坡的一家公司发送我们的消息。",
        },
    ),
    (
        "dpo@",
        "C5",
        "There is a new address for complaints.",
        {
            "en": "You can now write to our data protection officer directly.",
            "ms": "Anda kini boleh menulis terus kepada pegawai perlindungan data.",
            "zh-hans": "您现在可以直接写信给我们的数据保护负责人。",
        },
    ),
)
GIVEN = {
    "ms": (
        "Aminah",
        "Badrul",
        "Farah",
        "Hafiz",
        "Izzati",
        "Jamil",
        "Kamariah",
        "Latif",
    ),
    "en": ("Alice", "Brian", "Carol", "Dennis", "Esther", "Felix"),
    "zh-hans": ("安琪", "博文", "春梅", "德明"),
}
FAMILY = {
    "ms": ("Contoh", "Sampel", "Ujian", "Demo"),
    "en": ("Sample", "Example", "Mockup", "Demo"),
    "zh-hans": ("示", "样", "例"),
}
BY_APP_ALONE, BY_NOTHING = 6, 17  # every so many has no e-mail address, or nothing
FULL, BUSY = slice(5, None, 16), slice(2, None, 7)  # of the mails, by their numbers
# Two of those whom no mail and no app reaches have a postal address.
ADDRESSES = {
    34: "34 Jalan Contoh\n50480 Kuala Lumpur",
    68: "68 Lebuh Ujian\n10200 Penang",
}
# What a mail server reports back about a mail (RFC 3464).
REPORT = """\
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.my

Final-Recipient: rfc822; somebody@example.my
Action: {action}
Status: {status}
--b
Content-Type: message/rfc822

Message-ID: {message_id}
--b--
"""


class Days:
    """Moments of the last days, by the clock of the company."""

    def __init__(self, company: Controller, now: datetime) -> None:
        self.company, self.today = company, day_of(now, company)

    def at(self, hour: int, *, days_ago: int) -> datetime:
        start = start_of(self.today - timedelta(days=days_ago), self.company)
        return start + timedelta(hours=hour)


def tell(office: Mapping[str, User], *, now: datetime) -> int:
    """Publish version 2 and tell people of it; 0 where it is here, or no text is."""
    policy = (
        Policy.objects.filter(controller__slug=COMPANY, slug="privacy")
        .select_related("controller")
        .first()
    )
    if (
        policy is None
        or not policy.versions.filter(translations__isnull=False).exists()
        or policy.versions.filter(number__gte=NUMBER).exists()
    ):
        return 0
    days = Days(policy.controller, now)
    _know(policy, by=office["aina"], at=days.at(9, days_ago=30))
    version = _publish(policy, office, days)
    campaign = _prepare(version, by=office["aina"], at=days.at(10, days_ago=4))
    _send(campaign, office, begun_at=days.at(11, days_ago=4), now=now)
    return 1


def _know(policy: Policy, *, by: User, at: datetime) -> None:
    """Invented people, each known by an e-mail address, an account of the app, a postal
    address, or nothing."""
    names = [
        (f"{family}{given}" if language == "zh-hans" else f"{given} {family}", language)
        for language, families in FAMILY.items()
        for family in families
        for given in GIVEN[language]
    ]
    for number, (name, language) in enumerate(names, 1):
        account, mail = ("account", f"NBX-{number:05}"), f"user{number}@example.my"
        known = [account, ("email", mail)]
        if number % BY_APP_ALONE == 0:
            known = [account]
        if number % BY_NOTHING == 0:
            known = []
        person = add_person(
            policy.controller,
            by=by,
            at=at,
            name=name,
            kinds=[SubjectCategory.APP_USER],
            country="MY",
            language=language,
            since=timezone.localdate(at),
            identifiers=known,
        )
        if address := ADDRESSES.get(number):
            add_data(
                person,
                by=by,
                at=at,
                title="Postal address",
                items=[postal.ITEM],
                value=address,
                basis=LegalBasis.CONTRACT,
            )


def _publish(policy: Policy, office: Mapping[str, User], days: Days) -> PolicyVersion:
    """Drafted and decided by one person, approved and announced by another."""
    officer, approver = office["aina"], office["wei"]
    written, told = days.at(14, days_ago=8), days.at(9, days_ago=4)
    released = day_of(told, policy.controller)
    effective = days.today + timedelta(days=IN_FORCE_IN_DAYS)
    for language in ("en", "ms", "zh-hans"):
        words = words_of(
            COMPANY, NUMBER, language, released=released, effective=effective
        )
        version = take_in(policy, words, Facts(language), by=officer, at=written)
    changes.suggest(version, by=officer, at=written)
    _decide(version, by=officer, at=written)
    workflow.plan(
        version,
        planned_channels=WAYS,
        effective_on=effective,
        by=officer,
        at=written,
    )
    workflow.submit(version, by=officer, at=written)
    workflow.approve(version, by=approver, at=days.at(16, days_ago=5))
    workflow.announce(version, by=approver, at=told)
    version.refresh_from_db()
    return version


def _decide(version: PolicyVersion, *, by: User, at: datetime) -> None:
    """The rule whose period the words change follows on the day they take effect."""
    found = changes.difference(version)
    rules = {one.mark: one.rule.code for one in promised(version, found).followed}
    for change in found.to_decide if found else ():
        mark = changes.mark_of(change.row)
        for word, category, reason, summary in DECISIONS:
            if word in change.row.after_text:
                deciding.decide(
                    version,
                    mark,
                    categories=[category],
                    reason=reason,
                    summary=summary,
                    follows=[rules[mark]] if mark in rules else [],
                    by=by,
                    at=at,
                )
                break


def _prepare(version: PolicyVersion, *, by: User, at: datetime) -> Campaign:
    campaign = verbs.draft(version, by=by, at=at)
    verbs.propose(campaign, by=by, at=at)
    return campaign


def _send(
    campaign: Campaign, office: Mapping[str, User], *, begun_at: datetime, now: datetime
) -> None:
    """The mails leave, and what comes back of them in three days.

    The demo's own worker may be at work beside this: it is paused in the transaction
    that queues the mails, so that none of them leaves once more.
    """
    paused_at = begun_at + timedelta(hours=1)
    with transaction.atomic():
        verbs.approve(campaign, by=office["wei"], at=begun_at)
        reason = "The mail server is looked after for half an hour."
        verbs.pause(campaign, by=office["aina"], reason=reason, at=paused_at)
    mails = Delivery.objects.filter(campaign_id=campaign.pk, channel="email")
    numbers = list(mails.order_by("pk").values_list("pk", flat=True))
    full, busy = set(numbers[FULL]), set(numbers[BUSY])
    left = [pk for pk in numbers if pk not in full | busy]
    _attempt(campaign, full | busy, at=begun_at, accepted=left)
    for hours, refused in (
        (0.1, full | busy),
        (0.8, full | busy),
        (7, full),
        (67, full),  # the fifth time, so that these are given up
    ):
        _attempt(campaign, refused, at=begun_at + timedelta(hours=hours))
    _attempt(campaign, busy, at=now - timedelta(hours=1))  # and in two days once more
    for count, pk in enumerate(left):
        at = begun_at + timedelta(minutes=2)
        if count % 12 == 4:
            bounces.take(_report(pk, "failed", "5.1.1"), at=at)
        elif count % 4:
            bounces.take(_report(pk, "delivered", "2.0.0"), at=at)
    _read(campaign, at=begun_at + timedelta(hours=20))
    verbs.resume(campaign, by=office["aina"], at=paused_at + timedelta(minutes=30))


def _attempt(
    campaign: Campaign,
    refused: set[int],
    *,
    at: datetime,
    accepted: Sequence[int] = (),
) -> None:
    """One round of the worker: some servers ask for another time, some take the mail.

    The others of the mails that are due wait for a round of their own.
    """
    due = Delivery.objects.due_of(campaign.pk, at).count()
    for pk in bulk.claim(campaign.pk, worker=WORKER, at=at, batch=due):
        if pk in refused:
            bulk.turn(sent=None, then=pk, worker=WORKER, at=at)
            full = Trouble(Verdict.LATER, "smtp_452_4.2.2")
            deliveries.reject(pk, full, worker=WORKER, at=at)
        elif pk in accepted:
            bulk.turn(sent=None, then=pk, worker=WORKER, at=at)
            bulk.turn(sent=pk, then=None, worker=WORKER, at=at)
    deliveries.release(WORKER)


def _report(delivery_id: int, action: str, status: str) -> bytes:
    row = Delivery.objects.get(pk=delivery_id)
    return REPORT.format(
        message_id=row.message_id, action=action, status=status
    ).encode()


def _read(campaign: Campaign, *, at: datetime) -> None:
    """Most apps have asked for their notice; some people have read it, and said so."""
    every = Delivery.objects.filter(campaign_id=campaign.pk).select_related("letter")
    for count, row in enumerate(every.filter(channel="app").order_by("pk")):
        if count % 3:
            escalating.note_fetched(row, at=at)
            _note(campaign, row, Acknowledgement.Channel.APP, at=at)
    arrived = every.filter(channel="email", state="delivered").order_by("pk")
    for row in arrived[::3]:
        _note(campaign, row, Acknowledgement.Channel.LINK, at=at)


def _note(
    campaign: Campaign, row: Delivery, channel: Acknowledgement.Channel, *, at: datetime
) -> None:
    person = DataSubject.objects.get(pk=row.person_id or 0)
    shown = answering.shown_in(row.letter, channel, "")
    kinds = [Acknowledgement.Kind.SEEN]
    if row.pk % 2:
        kinds.append(Acknowledgement.Kind.ACKNOWLEDGED)
    for kind in kinds:
        answering.note(person, campaign.version, kind, shown, at=at)
