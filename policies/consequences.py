"""What decisions on changes lead to, in sentences: beside the choice, and so far."""

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from policies.models import Gate, MaterialChange, Policy
from policies.promised_effects import Promised, Weakened


def triggers(
    policy: Policy,
    confirmed: Sequence[MaterialChange],
    promised: Promised,
    *,
    people: int,
) -> list[str]:
    """What the decisions so far lead to, a sentence each; `people` are concerned."""
    if not confirmed:
        return [
            _("Nobody is told: no change is material so far."),
            *_rules(confirmed, promised),
        ]
    days = policy.lead_days
    gated = any(row.gate == Gate.EXPLICIT_CONSENT for row in confirmed)
    return [
        ngettext(
            "Notice to %(people)s person concerned, %(days)d days ahead",
            "Notice to %(people)s people concerned, %(days)d days ahead",
            people,
        )
        % {"people": number_format(people, force_grouping=True), "days": days},
        _("Banner on the public policy page"),
        _("Consent: each person keeps the older text until they agree")
        if gated
        else _("New consent: not needed"),
        *_rules(confirmed, promised),
    ]


def _rules(confirmed: Sequence[MaterialChange], promised: Promised) -> list[str]:
    """Rules that follow; and promises that are gone while their rule runs on."""
    chosen = {given["code"] for row in confirmed for given in row.follows}
    told = [
        _("Rulebook: %(rule)s") % {"rule": one.sentence}
        for one in promised.offers
        if one.rule.code in chosen
    ]
    return told + [
        _("Rulebook: %(rule)s") % {"rule": one.runs_on}
        for one in promised.offers
        if isinstance(one, Weakened) and one.is_gone and one.rule.code not in chosen
    ]


def beside_the_choice(policy: Policy) -> dict[str, str]:
    """What each answer leads to."""
    yes = _(
        "People are told at least %(days)d days before it takes effect. Choose the "
        "category the policy promises to announce."
    ) % {"days": policy.lead_days}
    if policy.no_reduction_without_consent:
        yes += " " + _(
            "If a right gets smaller, each person keeps the older text until they "
            "agree (%(clause)s)."
        ) % {
            "clause": policy.clause_of("no_reduction_without_consent").get(
                "clause", _("the policy")
            )
        }
    return {
        "yes": yes,
        "no": _(
            "Typing error, broken link, layout, clearer words. Nobody is told; the "
            "archive still shows it."
        ),
    }


def promise_in_short(policy: Policy) -> str:
    """Whose policy it is, and what it promises about changes."""
    said = []
    if policy.categories:
        said.append(
            ngettext(
                "The policy promises to announce %(count)d kind of change.",
                "The policy promises to announce %(count)d kinds of change.",
                len(policy.categories),
            )
            % {"count": len(policy.categories)}
        )
    if policy.no_reduction_without_consent:
        said.append(_("It reduces no right without explicit consent."))
    return " ".join([policy.controller.name + ".", *said])
