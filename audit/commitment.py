"""Salted commitments: prove later what a value was, or forget it with its salt.

    salts  = SHAKE128(seed, 16 bytes x number of fields)
    leaf_f = SHA256(0x00 | len | field | salt_f | canon(value))
    root   = SHA256(0x01 | leaf_1 | leaf_2 | ...)
    digest = SHA256(0x02 | canonical metadata | root)
    chain_n = SHA256(0x03 | chain_(n-1) | digest_n)     0x04 for a forged entry

Erasing a field replaces the seed by a bitmap and, for each field, its leaf (erased) or
its salt (kept): the root can be made again, the value not.

Pure functions. `canon` gives the same bytes for what was saved and for what either
database gives back, so an entry can be checked from its history row alone.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256, shake_128
from typing import Any

FORMAT = 1
SEED_BYTES = 32
SALT_BYTES = 16
LEAF_BYTES = 32
FIRST = bytes(32)  # what the first entry is chained to


def canon(value: Any) -> bytes:
    """One kind letter, then the value; equal values give equal bytes, others never.

    Raises TypeError for a kind of value nobody taught it: better loud than ambiguous.
    """
    if form := _FORMS.get(type(value)):
        return form(value)
    for kind in type(value).__mro__:
        if form := _FORMS.get(kind):
            return form(value)
    raise TypeError(f"No canonical form is settled for {type(value).__name__}.")


def _moment(value: datetime) -> bytes:
    if value.tzinfo is None:
        raise TypeError("A moment without a time zone cannot be committed to.")
    return b"t" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()


def _bytes(value: bytes) -> bytes:
    return b"x" + bytes(value)


_FORMS: dict[type, Callable[[Any], bytes]] = {
    type(None): lambda _: b"n",
    bool: lambda value: b"b1" if value else b"b0",
    int: lambda value: b"i%d" % value,
    float: lambda value: b"f" + (0.0 if value == 0 else value).hex().encode(),
    Decimal: lambda value: b"m" + _digits(value).encode(),
    str: lambda value: b"s" + value.encode(),
    datetime: _moment,
    date: lambda value: b"d" + value.isoformat().encode(),
    time: lambda value: b"c" + value.isoformat("microseconds").encode(),
    timedelta: lambda value: b"l%d" % (value // timedelta(microseconds=1)),
    uuid.UUID: lambda value: b"u" + value.bytes,
    bytes: _bytes,
    bytearray: _bytes,
    memoryview: _bytes,
}


def canon_json(value: Any, encoder: type[json.JSONEncoder] | None = None) -> bytes:
    """Canonical JSON; 1, 1.0 and 1e0 are one number, as PostgreSQL's jsonb has it."""
    if value is None:
        return b"n"
    text = json.dumps(value, cls=encoder)
    plain = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return b"j" + _json(plain).encode()


def _json(value: Any) -> str:
    match value:
        case dict():
            items = ",".join(
                f"{json.dumps(key)}:{_json(value[key])}" for key in sorted(value)
            )
            return f"{{{items}}}"
        case list():
            return f"[{','.join(_json(item) for item in value)}]"
        case Decimal():
            return _digits(value)
    return json.dumps(value)


def _digits(value: Decimal) -> str:
    """Digits and exponent without trailing zeros, exact at any precision."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return str(value)  # NaN, Infinity
    whole = "".join(map(str, digits)).lstrip("0")
    short = whole.rstrip("0")
    if not short:
        return "0"
    return f"{'-' if sign else ''}{short}e{exponent + len(whole) - len(short)}"


def salts(seed: bytes, count: int) -> list[bytes]:
    stream = shake_128(seed).digest(SALT_BYTES * count)
    return [stream[i : i + SALT_BYTES] for i in range(0, len(stream), SALT_BYTES)]


def name_prefix(field: str) -> bytes:
    """What a leaf opens with: the domain byte, the name's length, the name."""
    name = field.encode()
    return b"\x00" + len(name).to_bytes(2) + name


def leaf(prefix: bytes, salt: bytes, value: bytes) -> bytes:
    return sha256(prefix + salt + value).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    return sha256(b"\x01" + b"".join(leaves)).digest()


EMPTY_ROOT = root_of(())  # of what has no values


def root(fields: Sequence[tuple[bytes, bytes]], seed: bytes) -> bytes:
    """The root over (name prefix, canonical value) pairs, in the order given."""
    pairs = zip(fields, salts(seed, len(fields)), strict=True)
    return root_of(leaf(prefix, salt, value) for (prefix, value), salt in pairs)


def forget(
    fields: Mapping[int, tuple[bytes, bytes]], secret: bytes, erased: int, count: int
) -> bytes:
    """The secret that still gives the same root once these of the fields are erased.

    `fields` are those to erase by their place among `count`, as for `root`; `erased`
    are those that `secret` has forgotten before, bit n standing for field n.
    """
    form = erased | sum(1 << place for place in fields)
    parts = bytearray(form.to_bytes(bitmap_bytes(count), "little"))
    for n, held in enumerate(openings(secret, erased, count)):
        if n in fields and not erased >> n & 1:
            prefix, value = fields[n]
            parts += leaf(prefix, held, value)
        else:
            parts += held
    return bytes(parts)


def openings(secret: bytes, erased: int, count: int) -> list[bytes]:
    """For each field its salt or, where it is erased, its leaf. Raises ValueError for a
    secret that is not of this form.
    """
    if not erased:
        if len(secret) != SEED_BYTES:
            raise ValueError("This is no seed.")
        return salts(secret, count)
    size = bitmap_bytes(count)
    if int.from_bytes(secret[:size], "little") != erased:
        raise ValueError("The bitmap is another one.")
    at, found = size, []
    for n in range(count):
        length = LEAF_BYTES if erased >> n & 1 else SALT_BYTES
        found.append(secret[at : at + length])
        at += length
    if at != len(secret):
        raise ValueError("The secret has another length.")
    return found


def bitmap_bytes(count: int) -> int:
    return (count + 7) // 8


def root_with_erased(
    fields: Sequence[tuple[bytes, bytes]], secret: bytes, erased: int
) -> bytes:
    """The root of a row of which some fields are erased; raises as `openings` does."""
    opened = openings(secret, erased, len(fields))
    return root_of(
        held if erased >> n & 1 else leaf(prefix, held, value)
        for n, ((prefix, value), held) in enumerate(zip(fields, opened, strict=True))
    )


def chained(before: bytes, digest: bytes, *, forged: bool = False) -> bytes:
    return sha256((b"\x04" if forged else b"\x03") + before + digest).digest()


def field_code(model: str, field: str) -> int:
    """A short number for a field, to find all its changes by (LedgerField)."""
    name = f"{model}.{field}".encode()
    return int.from_bytes(sha256(name).digest()[:4], signed=True)


def digest(metadata: Iterable[Any], root: bytes) -> bytes:
    """Bind the entry's metadata, each value with its length, to the root."""
    parts = [b"\x02"]
    parts += [
        _kept_framed(value) if type(value) in _OFTEN_THE_SAME else _framed(value)
        for value in metadata
    ]
    parts.append(root)
    return sha256(b"".join(parts)).digest()


def _framed(value: Any) -> bytes:
    form = canon(value)
    return len(form).to_bytes(4) + form


# Most metadata are the same words for every entry of an act. Moments are left out: two
# that are equal by the clock may lie an hour apart when it is set back.
_OFTEN_THE_SAME = frozenset({str, type(None)})
_kept_framed = lru_cache(maxsize=512)(_framed)
