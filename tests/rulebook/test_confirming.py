"""A company confirms what the register of the law is not sure of."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.errors import AppendOnly
from audit.models import LedgerEntry
from rulebook.book import shipped
from rulebook.confirming import (
    confirm,
    confirmations,
    is_uncertain,
    needs_confirmation,
    to_confirm,
)
from rulebook.errors import NotConfirmable
from rulebook.models import StatuteConfirmation
from rulebook.rows import Rule
from rulebook.terms import SourceKind


def rule(code):
    return shipped().rule(code)


def test_an_unsure_period_waits_until_the_company_confirms_it(maxim, farid):
    unsure = rule("VN-ERASURE")
    assert needs_confirmation(unsure, maxim)

    made = confirm(maxim, "VN-ERASURE", version=1, by=farid, note=" Counsel, 3 Nov ")

    assert not needs_confirmation(unsure, maxim)
    assert (made.confirmed_by, made.note) == (farid, "Counsel, 3 Nov")
    entry = LedgerEntry.objects.get(verb="rulebook.confirm")
    assert (entry.actor_id, entry.controller_id) == (farid.pk, maxim.pk)


def test_one_companys_confirmation_says_nothing_for_another(maxim, aux, farid):
    confirm(maxim, "VN-ERASURE", version=1, by=farid)

    assert needs_confirmation(rule("VN-ERASURE"), aux)


@pytest.mark.parametrize("code", ["MY-ACCESS", "MAXIM-ANS-KZ", "NO-SUCH-RULE"])
def test_what_is_sure_or_no_law_is_not_confirmed(maxim, farid, code):
    with pytest.raises(NotConfirmable):
        confirm(maxim, code, version=1, by=farid)


def test_a_rule_is_confirmed_once_and_in_its_newest_version(maxim, farid):
    confirm(maxim, "PE-ACCESS", version=1, by=farid)

    with pytest.raises(NotConfirmable, match="confirmed already"):
        confirm(maxim, "PE-ACCESS", version=1, by=farid)
    with pytest.raises(NotConfirmable, match="read version 1"):
        confirm(maxim, "PE-ERASURE", version=2, by=farid)
    assert StatuteConfirmation.objects.count() == 1


def test_a_country_where_the_company_does_not_work_is_not_confirmed(maxim, farid):
    with pytest.raises(NotConfirmable, match="no establishment"):
        confirm(maxim, "SG-ACCESS", version=1, by=farid)


@pytest.mark.parametrize("person", ["aida", "ben", "grace", "chen"])
def test_only_an_approver_of_the_company_confirms(maxim, request, person):
    by = request.getfixturevalue(person)

    with pytest.raises(PermissionDenied):
        confirm(maxim, "VN-ERASURE", version=1, by=by)


def test_many_rules_are_asked_about_in_one_query(
    maxim, farid, django_assert_num_queries
):
    confirm(maxim, "VN-ERASURE", version=1, by=farid)
    rules = [one for one in shipped().current(Rule) if one.country == "VN"]

    with django_assert_num_queries(1):
        waiting = to_confirm(rules, maxim)

    assert ("VN-ACCESS", 1) in waiting
    assert ("VN-ERASURE", 1) not in waiting
    assert ("VN-RESTRICTION", 1) not in waiting  # of high confidence


def test_promises_alone_ask_nothing_of_the_database(maxim, django_assert_num_queries):
    rules = [one for one in shipped().current(Rule) if one.controller == "maxim"]

    with django_assert_num_queries(0):
        assert to_confirm(rules, maxim) == set()


def test_who_confirmed_is_known_and_stays(maxim, farid):
    confirm(maxim, "VN-ERASURE", version=1, by=farid)

    [kept] = confirmations(maxim, ["VN-ERASURE"]).values()
    assert kept.confirmed_by.full_name == "Farid Osman"
    with pytest.raises(AppendOnly):
        kept.delete()


def test_every_unsure_row_of_the_law_is_one_to_confirm():
    for one in shipped().current(Rule):
        unsure = one.confidence in {"medium", "low"}
        assert is_uncertain(one) == unsure
        assert not unsure or one.source_kind == SourceKind.STATUTE
