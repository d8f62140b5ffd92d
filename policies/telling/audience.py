"""Whom a version's changes concern, and in which language each of them is told.

Not everybody: the people of the company to whom a changed clause applies, by country
and by what they are to it (POLICIES §1, rule 8). Whoever cannot be ruled out, because
we know no country or kind of them, is told.
"""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Lower, StrIndex, Substr

from correspondence import bulk
from correspondence.models import Delivery
from policies.models import (
    Campaign,
    CampaignText,
    Clause,
    MaterialChange,
    PolicyVersion,
    VersionClause,
)
from subjects.models import DataSubject, Identifier

Variant = CampaignText.Variant
CHUNK = 10_000  # numbers read at a time, so that memory stays flat


def people_of(campaign: Campaign, *, at: datetime) -> QuerySet[DataSubject]:
    """Everyone whom this campaign tells, as known at `at`."""
    if campaign.corrects_id is not None:
        told = Delivery.objects.filter(campaign_id=campaign.corrects_id)
        told = told.exclude(state=Delivery.State.SUPPRESSED)
        known = _known(campaign.version, at)
        return known.filter(pk__in=told.values("person_id"))
    return concerned(campaign.version, at=at)


def concerned(version: PolicyVersion, *, at: datetime) -> QuerySet[DataSubject]:
    """The people to whom a changed clause of this version applies."""
    policy = version.policy
    people = _known(version, at)
    if policy.audience:
        people = people.filter(_of_kinds(policy.audience))
    return people.filter(_in_scope(version))


def _known(version: PolicyVersion, at: datetime) -> QuerySet[DataSubject]:
    """Standing records of the company; `created_at` so that the list can be redrawn."""
    known = DataSubject.objects.filter(
        controller_id=version.policy.controller_id,
        merged_into=None,
        erased_at=None,
        created_at__lte=at,
    )
    return known.alias(kinds_text=Cast("kinds", TextField()))


def _in_scope(version: PolicyVersion) -> Q:
    """A condition over people: some confirmed change concerns them."""
    scope = Q(pk__in=[])
    if version.policy.refusal_countries:
        # There any change is told, and may be refused (MAXIM-5.2).
        scope |= Q(country__in=version.policy.refusal_countries)
    confirmed = MaterialChange.objects.filter(version=version).confirmed()
    for change in confirmed:
        if not change.clause_keys:
            return Q()
        for countries, kinds in _scopes(version, change.clause_keys):
            if not countries and not kinds:
                return Q()
            scope |= _where(countries) & _of_kinds(kinds)
    return scope


def _scopes(
    version: PolicyVersion, keys: list[str]
) -> Iterator[tuple[list[str], list[str]]]:
    """Countries and kinds of each clause: as a person set them, else as the text's own
    country block says. A clause we know nothing about concerns everyone."""
    clauses = Clause.objects.filter(policy=version.policy, key__in=keys)
    blocks = VersionClause.objects.filter(
        clause__in=clauses, translation__version__policy=version.policy
    ).exclude(country="")
    own = dict(blocks.order_by("pk").values_list("clause_id", "country"))
    found = 0
    for clause in clauses:
        found += 1
        block = [own[clause.pk]] if clause.pk in own else []
        yield clause.countries or block, clause.audience
    if found < len(set(keys)):
        yield [], []


def _where(countries: list[str]) -> Q:
    return Q(country__in=[*countries, ""]) if countries else Q()


def _of_kinds(kinds: list[str]) -> Q:
    """Kinds are a JSON list; SQLite cannot ask whether it contains one but as text."""
    if not kinds:
        return Q()
    wanted = Q(kinds=[])
    for kind in kinds:
        wanted |= Q(kinds_text__contains=f'"{kind}"')
    return wanted


@dataclass(frozen=True)
class Frozen:
    """The list as it was frozen: how many, the SHA-256 of whom, and the biggest part
    of them whose mail goes to one domain."""

    count: int
    sha256: str


def freeze(people: QuerySet[DataSubject]) -> Frozen:
    """Count and hash of the people's numbers in their order, one to a line."""
    digest, count = hashlib.sha256(), 0
    numbers = people.order_by("pk").values_list("pk", flat=True)
    for number in numbers.iterator(chunk_size=CHUNK):
        digest.update(b"%d\n" % number)
        count += 1
    return Frozen(count, digest.hexdigest())


def sent_list(campaign_id: int) -> Frozen:
    """The same of the people who have a row in the outbox, for whoever checks."""
    rows = Delivery.objects.filter(campaign_id=campaign_id).order_by("person_id")
    numbers = rows.values_list("person_id", flat=True).distinct()
    digest, count = hashlib.sha256(), 0
    for number in numbers.iterator(chunk_size=CHUNK):
        digest.update(b"%d\n" % number)
        count += 1
    return Frozen(count, digest.hexdigest())


def largest_domain(people: QuerySet[DataSubject]) -> int:
    """How many mails go to the domain that gets most of them."""
    known = Identifier.objects.filter(
        kind=Identifier.Kind.EMAIL, data_subject__in=people.values("pk")
    ).exclude(value="")
    domain = Lower(Substr("value", StrIndex("value", Value("@")) + 1))
    counted = known.annotate(domain=domain).values("domain").annotate(n=Count("pk"))
    return counted.order_by().aggregate(most=Max("n"))["most"] or 0


def by_mail(people: QuerySet[DataSubject]) -> int:
    """How many of them have an e-mail address."""
    return people.filter(bulk.known_by(Identifier.Kind.EMAIL)).count()


def reached_by_none(people: QuerySet[DataSubject], ways: Collection[str]) -> int:
    """How many of them none of these ways reaches but the public announcement."""
    for way, reached in bulk.REACHES.items():
        if way in ways:
            people = people.exclude(reached())
    return people.count()


def by_post(people: QuerySet[DataSubject], ways: Sequence[str]) -> int:
    """How many of them get a letter on paper at first: those whom no way before it
    reaches, and whose postal address is noted."""
    if Delivery.Channel.POST not in ways:
        return 0
    for way in ways[: ways.index(Delivery.Channel.POST)]:
        people = people.exclude(bulk.REACHES[Delivery.Channel(way)]())
    return people.filter(bulk.REACHES[Delivery.Channel.POST]()).count()


def languages_of(
    people: QuerySet[DataSubject], available: list[str], default: str
) -> dict[str, list[str]]:
    """Which of the languages there are serves the people of which languages.

    A language is served by itself, then by another form of it (`zh` by `zh-hans`), then
    by the policy's own.
    """
    served: dict[str, list[str]] = {}
    spoken = people.order_by().values_list("language", flat=True).distinct()
    for language in sorted(spoken):
        served.setdefault(best_of(language, available, default), []).append(language)
    return served


def best_of(language: str, available: list[str], default: str) -> str:
    """The language that a person is told in."""
    if language in available:
        return language
    base = language.split("-")[0]
    for one in available:
        if one.split("-")[0] == base:
            return one
    return default if default in available else available[0]


def variants_of(version: PolicyVersion) -> list[tuple[Variant, Q]]:
    """Whom each variant of the words is for; together they are everyone, once."""
    changes = MaterialChange.objects.filter(version=version).confirmed()
    asks = changes.filter(gate="explicit_consent").exists()
    usual = Variant.MUST_AGREE if asks else Variant.TOLD
    countries = version.policy.refusal_countries
    if not countries:
        return [(usual, Q())]
    there = Q(country__in=countries)
    return [(usual, ~there), (Variant.MAY_REFUSE, there)]
