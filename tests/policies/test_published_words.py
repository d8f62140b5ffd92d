"""Published words never change: not through the models, not past them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from audit.errors import AppendOnly
from audit.trail import Actor, act
from policies.errors import PublishedWords
from policies.loading import load_policies
from policies.models import (
    Clause,
    ClauseText,
    Policy,
    PolicyVersion,
    Translation,
    VersionClause,
)

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
State = PolicyVersion.State


@pytest.fixture
def policy(maxim):
    load_policies()
    return Policy.objects.get(controller=maxim)


@pytest.fixture
def published(policy):
    """A second version with one clause, approved and in force from NOON."""
    with transaction.atomic(), act(by=Actor.job("tests")):
        version = PolicyVersion(policy=policy, number=2, language="en", sha256="a" * 64)
        version.save()
        text = Translation(version=version, language="en", title="Privacy")
        text.save()
        clause = Clause(policy=policy, key="1")
        clause.save()
        words = ClauseText.keep_all(["We keep little."], language="en")
        VersionClause.objects.create(
            translation=text,
            position=0,
            clause=clause,
            text=words["We keep little."],
            kind="paragraph",
        )
        text.state = Translation.State.FROZEN
        text.save()
        version.state = State.ANNOUNCED
        version.announced_at = NOON - timedelta(days=30)
        version.effective_at = NOON
        version.save()
    return version


SQL = {
    "words": "UPDATE policies_clausetext SET content = 'We keep all.'",
    "words removed": "DELETE FROM policies_clausetext",
    "hash": "UPDATE policies_policyversion SET sha256 = 'b' WHERE number = 2",
    "back to draft": "UPDATE policies_policyversion SET state = 'draft' "
    "WHERE number = 2",
    "another day": "UPDATE policies_policyversion SET effective_at = "
    "'2020-01-01 00:00:00+00:00' WHERE number = 2",
    "version removed": "DELETE FROM policies_policyversion WHERE number = 2",
    "title": "UPDATE policies_translation SET title = 'Other'",
    "order": "UPDATE policies_versionclause SET position = 7",
    "clause removed": "DELETE FROM policies_versionclause",
    "clause added": "INSERT INTO policies_versionclause (translation_id, position, "
    "clause_id, text_id, source_sha256, kind, number, address, headings, country, "
    "bullet) SELECT translation_id, 9, clause_id, text_id, '', kind, '', '', "
    "headings, '', '' FROM policies_versionclause",
}


@pytest.mark.parametrize("what", SQL)
def test_the_database_refuses_to_change_what_was_published(what, published):
    with (
        pytest.raises(DatabaseError, match="Published words never change"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(SQL[what])


def test_the_models_refuse_it_with_a_sentence(published):
    version = PolicyVersion.objects.get(pk=published.pk)
    text = version.translations.get()
    with transaction.atomic(), act(by=Actor.job("tests")):
        version.sha256 = "c" * 64
        with pytest.raises(PublishedWords, match="Version 2 is approved"):
            version.save()
        text.title = "Other"
        with pytest.raises(PublishedWords, match="stays as it is"):
            text.save()
        with pytest.raises(PublishedWords):
            text.rows.get().delete()
        with pytest.raises(AppendOnly):
            ClauseText.objects.get().delete()


def test_which_version_is_in_force_follows_from_the_time(policy, published):
    first = policy.versions.get(number=1)

    def numbers(at):
        return [one.number for one in policy.versions.in_force(at)]

    assert numbers(NOON - timedelta(seconds=1)) == [1]
    assert numbers(NOON) == [2]
    assert first.standing(NOON) == PolicyVersion.Standing.SUPERSEDED
    assert published.standing(NOON - timedelta(days=1)) == "upcoming"
    assert published.standing(NOON - timedelta(days=31)) is None

    with transaction.atomic(), act(by=Actor.job("tests")):
        published.state = State.WITHDRAWN
        published.withdrawn_at = NOON + timedelta(days=1)
        published.save()

    assert numbers(NOON + timedelta(hours=23)) == [2]
    assert numbers(NOON + timedelta(days=1)) == [1]
