"""What a rule typed on a page must hold to: one sentence, at the field it is about.

Over this every rule, from a page or a file, is checked by rulebook.rule_checks.
"""

from django.utils.translation import gettext as _

from rulebook.clock import LONGEST, Unit
from rulebook.errors import NotProposable
from rulebook.rows import Rule
from rulebook.rule_checks import problems
from rulebook.terms import RIGHTS, Pause, Qualifier, SourceKind, Start

WITHOUT_NUMBER = {Qualifier.TIMELY, Qualifier.AS_SOON_AS_POSSIBLE}


def check_proposed(rule: Rule) -> None:
    """Raise NotProposable, with the field, for a rule that no clock can run on."""
    _source(rule)
    _period("number", "unit", rule.number, rule.unit)
    _firmness(rule)
    _words(rule)
    _replacement(rule)
    for problem in problems(rule):
        raise NotProposable(
            _("The rule cannot stand: %(problem)s") % {"problem": problem}
        )


def _source(rule: Rule) -> None:
    if not rule.document.strip():
        raise NotProposable(_("Name the text that says so."), "document")
    if not rule.clause.strip():
        if rule.source_kind == SourceKind.OPERATOR:
            raise NotProposable(_("Say where the number is taken from."), "clause")
        raise NotProposable(_("Name the paragraph of the policy."), "clause")
    if len(rule.clause) > 60:
        raise NotProposable(
            _("This is too long: write at most %(limit)s characters.") % {"limit": 60},
            "clause",
        )


def _period(number_field: str, unit_field: str, number: int | None, unit: str) -> None:
    if number is None:
        if unit:
            raise NotProposable(
                _("A unit needs its number; leave both empty for no last day."),
                number_field,
            )
        return
    if unit not in set(Unit):
        raise NotProposable(_("A number needs its unit."), unit_field)
    longest = LONGEST[Unit(unit)]
    if isinstance(number, bool) or not 0 <= number <= longest:
        raise NotProposable(
            _("The number must lie between 0 and %(longest)s.") % {"longest": longest},
            number_field,
        )


def _firmness(rule: Rule) -> None:
    if rule.source_kind == SourceKind.OPERATOR and rule.number is None:
        raise NotProposable(_("A default of the office needs a number."), "number")
    if rule.qualifier not in set(Qualifier):
        raise NotProposable(_("Choose how firmly the text puts it."), "qualifier")
    if rule.number is None and rule.qualifier not in WITHOUT_NUMBER:
        raise NotProposable(
            _("Without a number, choose “timely” or “as soon as possible”."),
            "qualifier",
        )
    if rule.number is not None and rule.qualifier in WITHOUT_NUMBER:
        raise NotProposable(
            _("With a number, choose how firmly the text puts that number."),
            "qualifier",
        )


def _words(rule: Rule) -> None:
    if not rule.rights or set(rule.rights) - set(RIGHTS):
        raise NotProposable(_("Choose at least one right."), "rights")
    if rule.start not in set(Start):
        raise NotProposable(_("Choose when the period starts."), "start")
    for name in ("on_identity", "on_clarification"):
        if getattr(rule, name) not in set(Pause):
            raise NotProposable(_("Choose what happens to the period."), name)


def _replacement(rule: Rule) -> None:
    replaces = Pause.REPLACE in (rule.on_identity, rule.on_clarification)
    if replaces and rule.then_number is None:
        raise NotProposable(_("Name the period that takes its place."), "then_number")
    if not replaces and (rule.then_number is not None or rule.then_unit):
        raise NotProposable(
            _("A period that takes its place is read only where one is to do so."),
            "then_number",
        )
    _period("then_number", "then_unit", rule.then_number, rule.then_unit)
