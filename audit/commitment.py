"""Salted commitments: prove later what a value was, or forget it with its salt.

    salts  = SHAKE128(seed, 16 bytes x number of fields)
    leaf_f = SHA256(0x00 | len | field | salt_f | canon(value))
    root   = SHA256(0x01 | leaf_1 | leaf_2 | ...)
    digest = SHA256(0x02 | canonical metadata | root)

Pure functions. `canon` gives the same bytes for what was saved and for what either
database gives back, so an entry can be checked from its history row alone.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256, shake_128
from typing import Any

FORMAT = 1
SEED_BYTES = 32
SALT_BYTES = 16


def canon(value: Any) -> bytes:
    """One kind letter, then the value; equal values give equal bytes, others never.

    Raises TypeError for a kind of value nobody taught it: better loud than ambiguous.
    """
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


def root(fields: Sequence[tuple[bytes, bytes]], seed: bytes) -> bytes:
    """The root over (name prefix, canonical value) pairs, in the order given."""
    pairs = zip(fields, salts(seed, len(fields)), strict=True)
    return root_of(leaf(prefix, salt, value) for (prefix, value), salt in pairs)


def digest(metadata: Iterable[Any], root: bytes) -> bytes:
    """Bind the entry's metadata, each value with its length, to the root."""
    parts = bytearray(b"\x02")
    for value in metadata:
        form = canon(value)
        parts += len(form).to_bytes(4) + form
    return sha256(bytes(parts) + root).digest()
