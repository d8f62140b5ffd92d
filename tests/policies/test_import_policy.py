"""A file becomes a version with clauses that keep their keys."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import LedgerEntry
from audit.trail import Actor
from policies import chain, changes
from policies.clauses import find
from policies.drafting import draft_from
from policies.errors import NotPossible
from policies.loading import load_policies
from policies.models import Policy, PolicyVersion, Translation
from policies.versions import clauses_of
from policies.wording import gaps_of
from tests.policies.facts import SEEDS, SHARED, needs_seeds, seed_clauses
from tests.policies.sample import SAMPLE

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
MALAY = """\
Notis Privasi Kedai Contoh

Tarikh siaran: 1 Mac 2026

1. Apa yang kami kumpul
1.1. Nama, e-mel dan telefon anda, apabila anda membuka akaun.
1.2. Barang yang anda pesan dan alamat penghantarannya.
(a) bagi bungkusan, nama jiran yang menerimanya;
(b) bagi hadiah, nama penerimanya.
"""


@pytest.fixture
def policy(maxim):
    load_policies()
    return Policy.objects.select_related("controller").get(controller=maxim)


@pytest.fixture
def take(tmp_path):
    """Runs the command on a text; returns what it printed."""

    def taken(text, *options, name="notice.txt"):
        path = tmp_path / name
        path.write_text(text, "utf-8")
        out = StringIO()
        call_command("import_policy", "maxim", str(path), *options, stdout=out)
        return out.getvalue()

    return taken


def test_a_published_text_fills_the_version_that_was_known_by_date(policy, take):
    options = ["--imported", "--effective", "2024-03-01", "--version", "March 2024"]

    said = take(SAMPLE, *options)
    again = take(SAMPLE, *options)

    version = policy.versions.get()
    count = len(clauses_of("maxim/privacy@1", "en"))
    assert said == f"maxim/privacy@1: {count} clauses in en, announced.\n"
    assert again == said
    assert (version.label, version.language) == ("March 2024", "en")
    # The day begins last where Maxim is farthest west, five hours behind UTC.
    assert version.effective_at.isoformat() == "2024-03-01T05:00:00+00:00"
    assert find(clauses_of("maxim/privacy@1", "en"), "3.2")[0].text.startswith(
        "We answer"
    )
    assert LedgerEntry.objects.filter(verb="policies.import").count() == 1
    assert chain.check(policy) == []


def test_a_changed_text_is_a_draft_whose_clauses_keep_their_keys(policy, take):
    take(SAMPLE, "--imported")
    renumbered = SAMPLE.replace("3.2. We answer within 15", "3.3. We answer within 10")
    renumbered = renumbered.replace("3.3. You may withdraw", "3.4. You may withdraw")
    renumbered = renumbered.replace(
        "3.1. You may see", "3.1. Rights cost nothing.\n3.2. You may see"
    )

    take(renumbered)

    clauses = clauses_of("maxim/privacy@2", "en")
    assert find(clauses, "3.3")[0].key == "3.2"
    assert find(clauses, "3.1")[0].key not in {"3.1", "3.2", "3.3"}
    draft = policy.versions.get(number=2)
    assert draft.state == PolicyVersion.State.DRAFT

    changes.suggest(draft, by=Actor.job("tests"), at=AT)
    rows = {row.clause_keys[0]: row for row in draft.changes.all()}
    assert rows["3.2"].category == "C4"
    assert "15" in rows["3.2"].snippet
    assert set(changes.undecided(draft)) == {row.section for row in rows.values()}

    out = StringIO()
    call_command("compare", "maxim/privacy@1", "maxim/privacy@2", "--json", stdout=out)
    assert json.loads(out.getvalue())["material"]


def test_a_translation_goes_under_the_keys_of_the_original_and_grows_stale(
    policy, take
):
    take(SAMPLE, "--imported", "--version", "1")
    take(MALAY, "--imported", "--version", "1", "--language", "ms")
    original = clauses_of("maxim/privacy@1", "en")
    malay = clauses_of("maxim/privacy@1", "ms")

    assert [one.key for one in malay] == [one.key for one in original[: len(malay)]]
    text = Translation.objects.get(language="ms")
    assert text.is_addendum
    assert text.is_frozen
    assert len(gaps_of(text).missing) == len(original) - len(malay)
    assert gaps_of(text).stale == []

    draft = draft_from(policy.versions.get(), by=Actor.job("tests"), at=AT)
    take(SAMPLE.replace("e-mail and phone", "phone"))

    assert gaps_of(draft.translations.get(language="ms")).stale == ["1.1"]
    assert policy.versions.count() == 2


def test_a_clause_that_comes_later_never_gets_the_key_of_one_that_went(policy, take):
    take(SAMPLE, "--imported", "--version", "1")
    without = SAMPLE.replace("3.3. You may withdraw your consent at any time.\n", "")
    take(without, "--imported", "--version", "2", "--effective", "2025-01-01")
    take(
        without.replace(
            "free of charge.\n", "free of charge.\n3.3. Our parrot is called Budi.\n"
        )
    )

    new = find(clauses_of("maxim/privacy@3", "en"), "3.3")[0]
    assert (new.text, new.key) == ("Our parrot is called Budi.", "3.3~2")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("empty.txt", " \n", "empty.txt is empty"),
        ("notice.pdf", "words", "no text, HTML, Markdown or DOCX"),
        ("line.txt", "word " * 1_000_000, "characters"),
    ],
    ids=["empty", "kind", "one line"],
)
def test_a_bad_file_leaves_a_sentence_and_nothing_else(
    policy, take, name, text, sentence
):
    with pytest.raises(CommandError, match=sentence) as failed:
        take(text, name=name)

    assert failed.value.returncode == 2
    assert not Translation.objects.exists()
    assert policy.versions.count() == 1


def test_dates_that_cannot_be_are_refused(policy, take):
    with pytest.raises(CommandError, match="before it is released"):
        take(SAMPLE, "--release", "2026-05-01", "--effective", "2026-04-01")

    with pytest.raises(NotPossible, match="import it first"):
        draft_from(policy.versions.get(), by=Actor.job("tests"), at=AT)


@needs_seeds
@pytest.mark.parametrize("code", SEEDS)
def test_a_real_policy_comes_back_from_the_database_as_it_was_read(code, controllers):
    load_policies()
    controller = next(c for c in controllers.values() if c.policy_code == code)
    language = "ms" if code == "MAXIM" else "en"
    path = SHARED / "seeds" / SEEDS[code]

    call_command(
        "import_policy",
        controller.slug,
        str(path),
        "--imported",
        "--language",
        language,
        stdout=StringIO(),
    )

    stored = clauses_of(f"{controller.slug}/privacy@1", language)
    print(f"{code}: {len(stored)} clauses")
    assert stored == list(seed_clauses(code))
    assert chain.check(Policy.objects.get(controller=controller)) == []
