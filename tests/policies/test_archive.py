"""The archive: what holds, what held, what changed, and that no word was exchanged."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from audit.trail import Actor, act
from policies import chain
from policies.archive import Versions
from policies.loading import load_policies
from policies.models import Policy, PolicyVersion
from policies.samples import load_samples
from rulebook import book
from tests.without_triggers import triggers_off

pytestmark = pytest.mark.django_db
HERE = "/en/c/nbexpress/policy/privacy"
A_DAY = timedelta(days=1)
BUDGET = 8  # statements (UX.md 10); two are the session's and the rulebook's


@pytest.fixture
def samples(controllers):
    load_policies()
    assert load_samples(at=timezone.now()) == 22
    assert load_samples(at=timezone.now()) == 0
    return list(Policy.objects.select_related("controller"))


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def test_every_sample_has_two_versions_in_its_languages_that_hang_together(samples):
    for policy in samples:
        assert chain.check(policy) == []
        for version in policy.versions.all():
            keys = [
                list(text.rows.values_list("clause__key", flat=True))
                for text in version.translations.all()
            ]
            assert len(keys) >= 2, version
            assert all(one == keys[0] for one in keys), version


def test_the_page_shows_what_holds_and_announces_what_comes(client, samples):
    html = page(client, f"{HERE}/")

    assert "We answer within 30 days" in html
    assert "This policy changes on" in html
    assert f"{HERE}/compare/1..2/" in html
    assert f'<link rel="canonical" href="http://testserver{HERE}/v/1/">' in html
    assert 'href="#s-6"' in html and 'id="s-6"' in html
    malay = page(client, f"{HERE}/?in=ms")
    assert "Kami menjawab dalam masa 30 hari" in malay
    assert 'class="words" lang="ms"' in malay
    assert "We answer within 20 days" in page(client, f"{HERE}/v/2/")


def test_a_day_has_the_text_that_held_on_it(client, samples):
    html = page(client, f"{HERE}/on/2025-06-01/")

    assert "This text was in force on" in html
    page(client, f"{HERE}/on/2023-06-01/", 404)
    page(client, f"{HERE}/on/2099-01-01/", 404)
    page(client, f"{HERE}/on/2025-13-01/", 404)


def test_two_versions_are_compared_in_a_language_both_have(client, samples):
    html = page(client, f"{HERE}/compare/1..2/")

    assert '<del><span class="vh">removed: </span>30 days</del>' in html
    assert '<ins><span class="vh">added: </span>20 days</ins>' in html
    assert "20 hari" in page(client, "/ms/c/nbexpress/policy/privacy/compare/1..2/")
    page(client, f"{HERE}/compare/1..7/", 404)
    chosen = client.get(f"{HERE}/versions/?from=1&to=2")
    assert chosen["Location"] == f"{HERE}/compare/1..2/"


def test_anyone_can_work_the_hashes_out(client, samples):
    proof = json.loads(page(client, f"{HERE}/v/2/proof.json?in=ms"))

    def digest(value):
        form = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
        return hashlib.sha256(json.dumps(value, **form).encode()).hexdigest()

    names = ("key", "number", "kind", "country", "headings", "bullet", "sha256")
    clauses = [[clause[name] for name in names] for clause in proof["clauses"]]
    for clause in proof["clauses"]:
        assert hashlib.sha256(clause["text"].encode()).hexdigest() == clause["sha256"]
    text = digest({"title": proof["title"], "clauses": clauses})
    assert text == proof["text_sha256"]
    first = json.loads(page(client, f"{HERE}/v/1/proof.json"))
    assert proof["sealed"]["previous"] == first["sha256"]
    assert digest(proof["sealed"]) == proof["sha256"]
    kept = client.get(f"{HERE}/v/2/text/?in=ms")
    assert "nbexpress-privacy-v2-ms.txt" in kept["Content-Disposition"]
    assert proof["text_sha256"] in kept.content.decode()


def test_a_withdrawn_version_stays_and_says_so_and_a_draft_is_nobodys(client, samples):
    version = PolicyVersion.objects.get(policy__controller__slug="aux", number=2)
    with transaction.atomic(), act(by=Actor.job("tests")):
        version.state = PolicyVersion.State.WITHDRAWN
        version.withdrawn_at = timezone.now() - timedelta(minutes=1)
        version.save()
        PolicyVersion(policy=version.policy, number=3, language="en").save()

    assert "was withdrawn on" in page(client, "/en/c/aux/policy/privacy/v/2/")
    assert "Version 1" in page(client, "/en/c/aux/policy/privacy/")
    page(client, "/en/c/aux/policy/privacy/v/3/", 404)
    assert "Version 3" not in page(client, "/en/c/aux/policy/privacy/versions/")


def test_feeds_tell_every_version_or_only_those_that_people_are_told_of(
    client, samples
):
    every = page(client, f"{HERE}/feed/")
    material = page(client, f"{HERE}/feed/material/")

    assert every.count("<entry>") == 2
    assert f"{HERE}/v/2/" in every
    assert "<entry>" not in material
    assert "</feed>" in material


def test_a_version_known_by_its_dates_alone_says_that_its_text_is_not_here(
    client, controllers
):
    load_policies()

    html = page(client, f"{HERE}/")

    assert "the text is not kept here" in html
    assert (
        datetime(2024, 3, 31, 16, tzinfo=UTC)
        == PolicyVersion.objects.get(policy__controller__slug="nbexpress").effective_at
    )


def test_auditors_check_the_published_words_and_see_what_was_bent(
    client, ben, controllers
):
    load_policies()
    load_samples(at=timezone.now())
    client.force_login(ben)
    page = client.get("/audit/integrity/").content.decode()
    assert "?words=maxim/privacy#words" in page and "aux/privacy" not in page

    def checked():
        return client.get("/audit/integrity/?words=maxim/privacy").content.decode()

    assert "all words are as they were approved" in checked()
    with triggers_off(connection, "policies%"), connection.cursor() as cursor:
        cursor.execute("UPDATE policies_translation SET title = 'Other words'")

    assert "The words of version 1 (en) are not as approved." in checked()
    assert "all words are as they were approved" not in checked()


@pytest.mark.parametrize("number", [1, 2])
def test_a_version_takes_few_queries(
    client, samples, number, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(book, "live", lambda *_place: book.shipped())
    page(client, f"{HERE}/v/{number}/")

    with django_assert_max_num_queries(BUDGET - 2):
        page(client, f"{HERE}/v/{number}/")


def test_versions_read_once_are_what_the_database_says(samples):
    policy = samples[0]
    first, second = policy.versions.order_by("number")
    with transaction.atomic(), act(by=Actor.job("tests")):
        second.state = PolicyVersion.State.WITHDRAWN
        second.withdrawn_at = second.effective_at + timedelta(days=9)
        second.save()
        PolicyVersion(policy=policy, number=3, language="en").save()
    edges = [first.effective_at, second.announced_at, second.effective_at]
    moments = [*filter(None, edges), second.withdrawn_at]
    versions = Versions(policy)

    for at in (one + day for one in moments for day in (-A_DAY, timedelta(0), A_DAY)):
        every = policy.versions
        assert versions.in_force(at) == every.in_force(at).first()
        assert versions.upcoming(at) == every.upcoming(at).first()
        assert [versions.standing(one, at) for one in versions.known] == [
            one.standing(at) for one in versions.known
        ]
