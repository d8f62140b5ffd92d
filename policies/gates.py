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

from policies.changes import base_of, undecided
from policies.channels import ASKS, DIRECT, Way, names_of
from policies.consent_gates import consents
from policies.days import start_of
from policies.deciding import assessments_to_decide
from policies.models import Clause, Gate, MaterialChange, Policy, PolicyVersion
from policies.naming import language_name
from policies.obstacles import Obstacle, bound
from policies.promised import obstacles as rules_in_the_way
from policies.wording import missing_keys, stale_keys

MOST_NAMED = 8  # sections in a sentence


def before_approval(version: PolicyVersion) -> list[Obstacle]:
    """What a second person may not approve: what no one can add any more afterwards.

    That is the text, each change's decision, and the words people are told it in.
    """
    found = [*_words(version), *_decisions(version), *consents(version)]
    return [*found, *_summaries(version)]


def before_announcement(
    version: PolicyVersion, *, announced_at: datetime
) -> list[Obstacle]:
    """All that stops it at the moment it would be announced; empty if nothing does."""
    found = before_approval(version)
    for rule in _RULES:
        found += rule(version)
    return [*found, *_lead_time(version, announced_at)]


def _words(version: PolicyVersion) -> Iterator[Obstacle]:
    if not version.translations.filter(language=version.language).exists():
        yield Obstacle("words", _("There is no text in the language of the original."))


def _decisions(version: PolicyVersion) -> Iterator[Obstacle]:
    if sections := undecided(version):
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
        and base_of(version)
        and not _confirmed(version)
        and not version.not_material_reason.strip()
    ):
        yield Obstacle(
            "not_material",
            _("Nothing is material: say why nobody has to be told, and sign it."),
        )


def _summaries(version: PolicyVersion) -> Iterator[Obstacle]:
    for language in _told_in(version):
        without = [
            change.section or str(change.get_category_display())
            for change in _confirmed(version)
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


def _promised_channels(version: PolicyVersion) -> Iterator[Obstacle]:
    """Rule 6: the channels of the preset, of each group at least one."""
    if not _confirmed(version):
        return
    policy, planned = version.policy, set(version.planned_channels)
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


def _direct_channel(version: PolicyVersion) -> Iterator[Obstacle]:
    """Rule 3: someone tells each person, or says why nobody can."""
    confirmed, planned = _confirmed(version), set(version.planned_channels)
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


def _refusal(version: PolicyVersion) -> Iterator[Obstacle]:
    """Maxim 5.2: in some countries any change comes with a way to say no."""
    policy = version.policy
    told = countries_concerned(version)
    owed = [
        country
        for country in policy.refusal_countries
        if _confirmed(version) and (told is None or country in told)
    ]
    if owed and Way.REFUSAL not in version.planned_channels:
        yield bound(
            policy,
            "refusal_countries",
            _(
                "Clause %(clause)s (%(countries)s) promises that people can refuse a "
                "change or withdraw their consent: plan it."
            ),
            countries=", ".join(owed),
        )


def _translations(version: PolicyVersion) -> Iterator[Obstacle]:
    """Rule 4: each required language is there, whole, and up to the original."""
    texts = {text.language: text for text in version.translations.all()}
    for language in _languages(version):
        text = texts.get(language)
        if text is None:
            sentence = _("The text in %(language)s is missing.")
        elif missing_keys(text):
            sentence = _("The text in %(language)s lacks clauses of the original.")
        elif stale_keys(text):
            sentence = _("The text in %(language)s says what the original said before.")
        elif not version.is_open and not text.is_frozen:
            sentence = _("The text in %(language)s is not final.")
        else:
            continue
        sentence %= {"language": language_name(language)}
        bound = version.policy.clause_of("languages")
        if clause := bound.get("clause", ""):
            sentence = _("%(sentence)s Two languages are required: %(clause)s.") % {
                "sentence": sentence,
                "clause": clause,
            }
        yield Obstacle("language", sentence, clause, bound.get("promise", ""))


def _lead_time(version: PolicyVersion, announced_at: datetime) -> Iterator[Obstacle]:
    """Rule 3: the days of notice, or a reason such as an order of the law."""
    if version.effective_on is None:
        yield Obstacle("effective", _("Say from which day the version is in force."))
        return
    if not _confirmed(version) or version.lead_waiver_reason.strip():
        return
    policy = version.policy
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


def _rules_that_follow(version: PolicyVersion) -> Iterator[Obstacle]:
    """Rules of the rulebook that confirmed changes name, and that cannot stand now."""
    for sentence in rules_in_the_way(version):
        yield Obstacle("rule", sentence)


_RULES: tuple[Callable[[PolicyVersion], Iterator[Obstacle]], ...] = (
    _promised_channels,
    _direct_channel,
    _refusal,
    _translations,
    _rules_that_follow,
)


def countries_concerned(version: PolicyVersion) -> set[str] | None:
    """Where the confirmed changes hold; None: everywhere. Source: rule 8."""
    keys = {key for change in _confirmed(version) for key in change.clause_keys}
    scopes = Clause.objects.filter(policy=version.policy_id, key__in=keys)
    countries: set[str] = set()
    for scope in scopes.values_list("countries", flat=True):
        if not scope:
            return None
        countries.update(scope)
    return countries or None


def _confirmed(version: PolicyVersion) -> list[MaterialChange]:
    return list(MaterialChange.objects.filter(version=version).confirmed())


def summary_languages(version: PolicyVersion) -> list[str]:
    """In which the words for people are asked: each language that the text is in."""
    texts = version.translations.order_by("pk").values_list("language", flat=True)
    return list(dict.fromkeys([*_languages(version), *texts]))


def _told_in(version: PolicyVersion) -> list[str]:
    """In which they are owed: a notice goes out in each language that is whole.

    After the announcement no word is added, so what lacks now would stop the notice.
    """
    whole = [
        text.language
        for text in version.translations.order_by("pk")
        if text.is_frozen or not (missing_keys(text) or stale_keys(text))
    ]
    return list(dict.fromkeys([*_languages(version), *whole]))


def _languages(version: PolicyVersion) -> list[str]:
    return list(dict.fromkeys([version.language, *version.policy.required_languages]))
