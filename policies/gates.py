"""What still stops a version from being announced, each with its sentence.

The rules are those of POLICIES §1 (2 to 6), under the promise preset of the policy; a
sentence names the clause that binds. All is derived from what is stored: the campaign
has no say, but for the channels it will use (`PolicyVersion.planned_channels`).
"""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.changes import Difference, undecided
from policies.channels import ASKS, DIRECT, Way, names_of
from policies.consent_gates import consents
from policies.days import start_of
from policies.deciding import assessments_to_decide
from policies.models import Clause, Gate, Policy, PolicyVersion
from policies.naming import language_name
from policies.obstacles import Obstacle, bound
from policies.promised import obstacles as rules_in_the_way
from policies.reading import Reading

MOST_NAMED = 8  # sections in a sentence


def before_approval(version: PolicyVersion) -> list[Obstacle]:
    """What a second person may not approve: what no one can add any more afterwards.

    That is the text, each change's decision, and the words people are told it in.
    """
    return _before_approval(Reading(version))


def before_announcement(
    version: PolicyVersion, *, announced_at: datetime, found: Difference | None = None
) -> list[Obstacle]:
    """All that stops it at the moment it would be announced; empty if nothing does.

    `found` is its difference, where somebody has compared already.
    """
    reading = Reading(version, found)
    obstacles = _before_approval(reading)
    for rule in _RULES:
        obstacles += rule(reading)
    return [*obstacles, *_lead_time(reading, announced_at)]


def _before_approval(reading: Reading) -> list[Obstacle]:
    obstacles = [*_words(reading), *_decisions(reading)]
    obstacles += consents(reading.policy, reading.confirmed)
    return [*obstacles, *_summaries(reading)]


def _words(reading: Reading) -> Iterator[Obstacle]:
    if reading.version.language not in reading.texts:
        yield Obstacle("words", _("There is no text in the language of the original."))


def _decisions(reading: Reading) -> Iterator[Obstacle]:
    version = reading.version
    if sections := undecided(version, reading.found):
        named = get_text_list(
            [f"“{section}”" for section in sections[:MOST_NAMED]], _("and")
        )
        yield Obstacle(
            "undecided",
            ngettext(
                "%(count)d change is not decided: %(sections)s.",
                "%(count)d changes are not decided, among them %(sections)s.",
                len(sections),
            )
            % {"count": len(sections), "sections": named},
        )
    for assessment in assessments_to_decide(version):
        yield Obstacle(
            "assessment",
            _("An impact assessment shows a high risk: decide on “%(title)s”.")
            % {"title": assessment.title},
        )
    if (
        not sections
        and reading.found
        and not reading.confirmed
        and not version.not_material_reason.strip()
    ):
        yield Obstacle(
            "not_material",
            _("Nothing is material: say why nobody has to be told, and sign it."),
        )


def _summaries(reading: Reading) -> Iterator[Obstacle]:
    for language in _told_in(reading):
        without = [
            change.section or str(change.get_category_display())
            for change in reading.confirmed
            if not change.summary_in(language)
        ]
        if without:
            yield Obstacle(
                "summary",
                _("These changes have no plain summary in %(language)s: %(sections)s.")
                % {
                    "language": language_name(language),
                    "sections": "; ".join(without[:MOST_NAMED]),
                },
            )


def _promised_channels(reading: Reading) -> Iterator[Obstacle]:
    """Rule 6: the channels of the preset, of each group at least one."""
    if not reading.confirmed:
        return
    policy, planned = reading.policy, reading.planned
    yield from unkept_channels(policy, planned)
    if policy.explains_changes and Way.EXPLANATION not in planned:
        yield bound(
            policy,
            "explains_changes",
            _(
                "Clause %(clause)s promises a notification that explains the specific "
                "changes: plan it."
            ),
        )


def unkept_channels(policy: Policy, ways: Collection[str]) -> Iterator[Obstacle]:
    """The groups of ways that the policy promises and none of `ways` keeps."""
    for group in policy.channels:
        if not set(group) & set(ways):
            yield bound(
                policy,
                "channels",
                _("Clause %(clause)s promises to tell people by %(ways)s: plan it."),
                ways=get_text_list(names_of(group), _("or")),
            )


def _direct_channel(reading: Reading) -> Iterator[Obstacle]:
    """Rule 3: someone tells each person, or says why nobody can."""
    version, planned = reading.version, reading.planned
    confirmed = reading.confirmed
    if not confirmed:
        return
    if any(change.gate == Gate.EXPLICIT_CONSENT for change in confirmed):
        if not planned & ASKS:
            yield Obstacle(
                "ask",
                _("People must agree: plan a way in which each one can answer."),
            )
    elif not planned & DIRECT and not (
        version.no_direct_channel_reason.strip() and Way.ANNOUNCEMENT in planned
    ):
        yield Obstacle(
            "direct",
            _(
                "Plan a way that reaches each person, or say why there is none and "
                "announce the change in public."
            ),
        )


def _refusal(reading: Reading) -> Iterator[Obstacle]:
    """Maxim 5.2: in some countries any change comes with a way to say no."""
    policy = reading.policy
    if not (policy.refusal_countries and reading.confirmed):
        return
    told = _countries_concerned(reading)
    owed = [
        country
        for country in policy.refusal_countries
        if told is None or country in told
    ]
    if owed and Way.REFUSAL not in reading.planned:
        yield bound(
            policy,
            "refusal_countries",
            _(
                "Clause %(clause)s (%(countries)s) promises that people can refuse a "
                "change or withdraw their consent: plan it."
            ),
            countries=", ".join(owed),
        )


def _translations(reading: Reading) -> Iterator[Obstacle]:
    """Rule 4: each required language is there, whole, and up to the original."""
    version = reading.version
    for language in reading.languages:
        text = reading.texts.get(language)
        if text is None:
            sentence = _("The text in %(language)s is missing.")
        elif reading.gaps[language].missing:
            sentence = _("The text in %(language)s lacks clauses of the original.")
        elif reading.gaps[language].stale:
            sentence = _("The text in %(language)s says what the original said before.")
        elif not version.is_open and not text.is_frozen:
            sentence = _("The text in %(language)s is not final.")
        else:
            continue
        sentence %= {"language": language_name(language)}
        bound = reading.policy.clause_of("languages")
        if clause := bound.get("clause", ""):
            sentence = _("%(sentence)s Two languages are required: %(clause)s.") % {
                "sentence": sentence,
                "clause": clause,
            }
        yield Obstacle("language", sentence, clause, bound.get("promise", ""))


def _lead_time(reading: Reading, announced_at: datetime) -> Iterator[Obstacle]:
    """Rule 3: the days of notice, or a reason such as an order of the law."""
    version, policy = reading.version, reading.policy
    if version.effective_on is None:
        yield Obstacle("effective", _("Say from which day the version is in force."))
        return
    if not reading.confirmed or version.lead_waiver_reason.strip():
        return
    begins = start_of(version.effective_on, policy.controller)
    if begins < announced_at + timedelta(days=policy.lead_days):
        first = (announced_at + timedelta(days=policy.lead_days + 1)).date()
        yield Obstacle(
            "lead",
            _(
                "People get %(days)d days of notice: it can be in force from "
                "%(first)s, or say why it must be sooner."
            )
            % {"days": policy.lead_days, "first": date_format(first)},
        )


def _rules_that_follow(reading: Reading) -> Iterator[Obstacle]:
    """Rules of the rulebook that confirmed changes name, and that cannot stand now."""
    for sentence in rules_in_the_way(reading.policy, reading.confirmed):
        yield Obstacle("rule", sentence)


_RULES: tuple[Callable[[Reading], Iterator[Obstacle]], ...] = (
    _promised_channels,
    _direct_channel,
    _refusal,
    _translations,
    _rules_that_follow,
)


def _countries_concerned(reading: Reading) -> set[str] | None:
    """Where the confirmed changes hold; None: everywhere. Source: rule 8."""
    keys = {key for change in reading.confirmed for key in change.clause_keys}
    scopes = Clause.objects.filter(policy=reading.policy, key__in=keys)
    countries: set[str] = set()
    for scope in scopes.values_list("countries", flat=True):
        if not scope:
            return None
        countries.update(scope)
    return countries or None


def _told_in(reading: Reading) -> list[str]:
    """In which they are owed: a notice goes out in each language that is whole.

    After the announcement no word is added, so what lacks now would stop the notice.
    """
    whole = [
        language
        for language, text in reading.texts.items()
        if text.is_frozen or not reading.gaps[language]
    ]
    return list(dict.fromkeys([*reading.languages, *whole]))
