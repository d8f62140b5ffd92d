"""`manage.py compare`, as people script against it."""

import json

import pytest
from django.core.management import CommandError, call_command

from tests.policies.sample import SAMPLE


@pytest.fixture
def files(tmp_path):
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(SAMPLE, "utf-8")
    new.write_text(SAMPLE.replace("within 15 days", "within 45 days"), "utf-8")
    return str(old), str(new)


def test_the_changes_are_printed_as_json(files, capsys):
    call_command("compare", *files, "--json")

    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["changes", "material", "categories", "stats"]
    (change,) = printed["changes"]
    assert change == {
        "kind": "modified",
        "section": "3.2 Your rights",
        "before": "We answer within 15 days of your request, free of charge.",
        "after": "We answer within 45 days of your request, free of charge.",
        "suggestions": [
            {"category": "C4", "rule": "period.changed", "snippet": "15 days → 45 days"}
        ],
        "rights_reduced": True,
    }
    assert printed["material"] is True
    assert printed["categories"] == ["C4"]
    assert printed["stats"]["modified"] == printed["stats"]["regions"] == 1


def test_the_changes_are_printed_to_be_read(files, capsys):
    call_command("compare", *files)

    printed = capsys.readouterr().out
    assert "1. Changed: 3.2 Your rights" in printed
    assert "We answer within [-15 days-] {+45 days+} of your request" in printed
    assert "suggested: C4." in printed


def test_the_same_text_has_no_change(files, capsys):
    call_command("compare", files[0], files[0])

    assert "The words are the same." in capsys.readouterr().out


def test_a_file_that_cannot_be_read_ends_with_two_and_a_sentence(files, tmp_path):
    with pytest.raises(CommandError, match="cannot be read") as refused:
        call_command("compare", files[0], str(tmp_path / "gone.txt"))

    assert refused.value.returncode == 2


@pytest.mark.django_db
def test_a_version_that_is_not_there_ends_with_two_and_a_sentence(files):
    with pytest.raises(CommandError, match="no version maxim/privacy@9 here"):
        call_command("compare", files[0], "maxim/privacy@9")
