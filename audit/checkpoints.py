"""Signed statements of how far the chain goes: what leaves the house.

    dpo-portal-checkpoint-1 SEQ CHAIN MADE_AT QUIET_AT

is the text that is signed, with Ed25519, under a key the database does not hold.
Whoever keeps one can show later that nothing before it was changed.
"""

import json
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit import keys
from audit.models import Checkpoint

FORM = "dpo-portal-checkpoint-1"


def sign(
    seq: int, chain: bytes, *, made_at: datetime, quiet_at: datetime
) -> Checkpoint:
    """An unsaved checkpoint under the newest key. Raises MissingKey in production."""
    number, seed = keys.newest("checkpoint")
    key = _private(seed)
    return Checkpoint(
        seq=seq,
        chain=chain,
        made_at=made_at,
        quiet_at=quiet_at,
        key_number=number,
        public_key=key.public_key().public_bytes_raw(),
        signature=key.sign(text(seq, chain, made_at, quiet_at).encode()),
    )


@lru_cache(maxsize=4)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


def public_key(number: int) -> bytes:
    """The public half of our key of this number. Raises MissingKey."""
    seed = keys.numbered("checkpoint", number)
    return _private(seed).public_key().public_bytes_raw()


def text(seq: int, chain: bytes, made_at: datetime, quiet_at: datetime) -> str:
    return f"{FORM} {seq} {chain.hex()} {moment(made_at)} {moment(quiet_at)}"


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def as_dict(checkpoint: Checkpoint) -> dict[str, Any]:
    """As it stands in files, exports and letters: plain text values only."""
    return {
        "seq": checkpoint.seq,
        "chain": bytes(checkpoint.chain).hex(),
        "made_at": moment(checkpoint.made_at),
        "quiet_at": moment(checkpoint.quiet_at),
        "key": checkpoint.key_number,
        "public_key": bytes(checkpoint.public_key).hex(),
        "signature": bytes(checkpoint.signature).hex(),
    }


def as_line(checkpoint: Checkpoint) -> str:
    """One line of JSON, to keep: what `verify --checkpoint` takes."""
    # Without spaces, so that no mail breaks it.
    return json.dumps(as_dict(checkpoint), separators=(",", ":"))


def as_file(checkpoint: Checkpoint) -> bytes:
    """That line as a file of its own: to download, and what a time stamp is over."""
    return f"{as_line(checkpoint)}\n".encode()


def short(checkpoint: Checkpoint) -> str:
    """A form to write down by hand: its number and the chain's first sixteen digits."""
    head = bytes(checkpoint.chain).hex()[:16]
    return f"{checkpoint.seq}-" + "-".join(head[i : i + 4] for i in range(0, 16, 4))
