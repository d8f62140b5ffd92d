"""Keys are files; bytes encrypted for one place open nowhere else."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from audit import encryption, keys
from audit.checks import check_key_files
from audit.errors import DecryptionFailed, MissingKey


def test_what_was_encrypted_is_read_back_only_in_its_place() -> None:
    token = encryption.encrypt(b"passport", context="file:1")

    assert b"passport" not in token
    assert encryption.decrypt(token, context="file:1") == b"passport"
    with pytest.raises(DecryptionFailed, match="another record"):
        encryption.decrypt(token, context="file:2")


@pytest.mark.parametrize("at", [0, 5, 20, -1])
def test_one_altered_byte_is_noticed(at: int) -> None:
    token = bytearray(encryption.encrypt(b"passport", context="file:1"))
    token[at] ^= 1

    with pytest.raises(DecryptionFailed):
        encryption.decrypt(bytes(token), context="file:1")


def test_short_bytes_are_no_token() -> None:
    with pytest.raises(DecryptionFailed, match="not encrypted by this portal"):
        encryption.decrypt(b"\x01\x00", context="x")


def test_after_a_rotation_the_new_key_writes_and_the_old_one_reads() -> None:
    old = encryption.encrypt(b"a", context="x")

    call_command("make_keys", rotate="encryption")

    new = encryption.encrypt(b"a", context="x")
    assert (encryption.key_number(old), encryption.key_number(new)) == (1, 2)
    assert encryption.decrypt(old, context="x") == b"a"


def test_a_lost_key_is_named(key_folder: Path) -> None:
    token = encryption.encrypt(b"a", context="x")
    (key_folder / "encryption-0001.key").unlink()

    with pytest.raises(MissingKey, match="number 1"):
        encryption.decrypt(token, context="x")


def test_keys_are_readable_by_their_owner_alone(key_folder: Path) -> None:
    call_command("make_keys")

    assert [p.stat().st_mode & 0o777 for p in key_folder.iterdir()] == [0o600] * len(
        keys.PURPOSES
    )
    assert key_folder.stat().st_mode & 0o777 == 0o700


def test_make_keys_twice_makes_them_once(key_folder: Path, capsys: Any) -> None:
    call_command("make_keys")
    first = {p.name: p.read_text() for p in key_folder.iterdir()}
    call_command("make_keys")

    assert {p.name: p.read_text() for p in key_folder.iterdir()} == first
    assert sorted(first) == [f"{p}-0001.key" for p in sorted(keys.PURPOSES)]
    assert "nothing was made" in capsys.readouterr().out


def test_production_never_invents_a_key(settings: Any, key_folder: Path) -> None:
    settings.PRODUCTION = True

    with pytest.raises(MissingKey, match="make_keys"):
        encryption.encrypt(b"a", context="x")

    assert not key_folder.exists()


def test_a_key_that_others_may_read_is_warned_of(key_folder: Path) -> None:
    call_command("make_keys")
    assert check_key_files() == []

    (key_folder / "ledger-0001.key").chmod(0o644)

    (warning,) = check_key_files()
    assert "ledger-0001.key may be read by others" in str(warning.msg)
