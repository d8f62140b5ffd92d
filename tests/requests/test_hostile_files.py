"""Some 170 files made to do harm: each met with one sentence, none of them kept."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rights import files
from rights.errors import FileRefused
from rights.file_kinds import NAME_LENGTH, clean_name
from tests.requests.harmless_files import HONEST
from tests.requests.hostile_files import CASES


@pytest.mark.parametrize("number", range(len(CASES)))
def test_each_hostile_file_is_refused_with_its_sentence(number):
    name, data, sentence, by_staff = CASES[number]

    with pytest.raises(FileRefused) as refusal:
        files.check(name, data, by_staff=by_staff)

    words = str(refusal.value)
    assert sentence in words
    assert words.endswith(".")
    assert name not in words


def test_there_are_enough_of_them():
    assert len(CASES) >= 150


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\windows\\win.txt", "win.txt"),
        ("/etc/shadow.txt", "shadow.txt"),
        ("C:\\Users\\dewi\\trips.csv", "trips.csv"),
        ("file:///etc/hosts.txt", "hosts.txt"),
        ("photo\u202egnp.jpg", "photognp.jpg"),
        ("a\u200b\u200d\ufeffb.txt", "ab.txt"),
        ("a\x00b.txt", "ab.txt"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie_ x=1.txt"),
        ('a"; filename="b.txt', "a_; filename=_b.txt"),
        ("<script>alert(1)</script>.txt", "script_.txt"),
        ("con.txt", "_con.txt"),
        ("LPT1.txt", "_LPT1.txt"),
        (".htaccess.txt", "htaccess.txt"),
        ("  spaced   out .txt", "spaced out.txt"),
        ("a.txt...", "a.txt"),
        ("|pipe?.txt", "_pipe_.txt"),
        ("\ud800.txt", "_.txt"),
        ("", "_"),
        ("...", "_"),
        ("林样本.pdf", "林样本.pdf"),
        ("resume\u0301.pdf", "resumé.pdf"),
    ],
)
def test_a_name_is_cleaned_to_one_word_that_no_system_misreads(name, cleaned):
    assert clean_name(name) == cleaned


@given(st.text(max_size=400))
@settings(max_examples=80)
def test_whatever_a_name_is_it_comes_out_short_and_without_a_path(name):
    cleaned = clean_name(name)

    assert 0 < len(cleaned) <= NAME_LENGTH
    assert not set(cleaned) & set('/\\"\r\n\0<>')
    assert clean_name(cleaned) == cleaned or cleaned.startswith("_")


@given(st.sampled_from(sorted(HONEST)), st.binary(max_size=600), st.integers(0, 3000))
@settings(max_examples=120)
def test_whatever_the_bytes_are_they_are_taken_or_refused_and_break_nothing(
    name, noise, at
):
    honest = HONEST[name]
    bent = honest[: at % (len(honest) + 1)] + noise + honest[at % (len(honest) + 1) :]

    for data in (noise, bent):
        with suppress(FileRefused):
            assert files.check(name, data).data == data
