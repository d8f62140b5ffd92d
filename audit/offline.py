"""Verify an exported trail anywhere: only Python's standard library is needed.

    python3 verify_trail.py trail.jsonl [--checkpoint FILE]

The file is copied into each export as it stands; it imports nothing of the portal. It
makes every hash anew from the exported values, follows the chain from its beginning and
checks the Ed25519 signatures of the checkpoints (RFC 8032). A checkpoint that you kept
yourself shows that the export tells the same story as it did then. Exit status: 0 as
sealed, 1 something is not, 2 the file cannot be read.
"""

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

FORM = "dpo-portal-trail-1"
SIGNED = "dpo-portal-checkpoint-1"
NEWEST_SIGNATURES = 50  # the newest vouches for all before it; each takes milliseconds


# --- Ed25519, RFC 8032 section 6 -----------------------------------------------------
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    three, four = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(n: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while n > 0:
        if n & 1:
            found = _add(found, point)
        point = _add(point, point)
        n >>= 1
    return found


def _x(y: int, sign: int) -> int | None:
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P:
        return None
    return P - x if (x & 1) != sign else x


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = _x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


_BASE_Y = 4 * pow(5, -1, P) % P
_BASE_X = _x(_BASE_Y, 0) or 0
BASE: Point = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def signature_holds(public_key: bytes, signature: bytes, message: bytes) -> bool:
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, first = _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if key is None or first is None or s >= Q:
        return False
    wanted = hashlib.sha512(signature[:32] + public_key + message).digest()
    h = int.from_bytes(wanted, "little") % Q
    left, right = _times(s, BASE), _add(first, _times(h, key))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (
        left[1] * right[2] - right[1] * left[2]
    ) % P == 0


# --- The commitments, as audit/commitment.py of the portal makes them ----------------
def plain(form: Any) -> bytes:
    """A canonical value as the export writes it: a text, or {"hex": ...}."""
    return bytes.fromhex(form["hex"]) if isinstance(form, dict) else form.encode()


def opened(secret: bytes, erased: int, count: int) -> list[bytes]:
    """Per field its salt or, where the value is erased, the leaf that is left of it."""
    if not erased:
        stream = hashlib.shake_128(secret).digest(16 * count)
        return [stream[i : i + 16] for i in range(0, len(stream), 16)]
    at, found = (count + 7) // 8, []
    if int.from_bytes(secret[:at], "little") != erased:
        raise ValueError("another bitmap")
    for n in range(count):
        size = 32 if erased >> n & 1 else 16
        found.append(secret[at : at + size])
        at += size
    return found


def root_of(names: list[str], values: list[Any], secret: bytes, erased: int) -> bytes:
    leaves = []
    held = opened(secret, erased, len(names))
    for n, (name, value, salt) in enumerate(zip(names, values, held, strict=True)):
        if erased >> n & 1:
            leaves.append(salt)
            continue
        prefix = b"\x00" + len(name.encode()).to_bytes(2, "big") + name.encode()
        leaves.append(hashlib.sha256(prefix + salt + plain(value)).digest())
    return hashlib.sha256(b"\x01" + b"".join(leaves)).digest()


def digest_of(metadata: list[Any], root: bytes) -> bytes:
    parts = [b"\x02"]
    for value in metadata:
        form = plain(value)
        parts += (len(form).to_bytes(4, "big"), form)
    return hashlib.sha256(b"".join([*parts, root])).digest()


# The last values of a change's metadata; an access has fewer.
CHANGE = ("model", "object", "subject", "action", "history", "changed", "shape")
CHANGE_LENGTH = 20


class Verification:
    """Reads an export line by line and notes what is not as it was sealed."""

    def __init__(self, kept: Iterable[dict[str, Any]] = ()) -> None:
        self.kept = {int(one["seq"]): one for one in kept}
        self.findings: list[str] = []
        self.notes: list[str] = []
        self.seq, self.chain = 0, bytes(32)
        self.checked, self.values = 0, 0
        self.shapes: dict[str, list[str]] = {}
        self.erasures: dict[tuple[str, str], list[tuple[int, set[str]]]] = {}
        self.blanked: list[tuple[str, str, int, set[str]]] = []
        self.signed: list[dict[str, Any]] = []

    def run(self, lines: Iterable[str]) -> None:
        """Raises ValueError for lines that are no export."""
        every = iter(lines)
        header = json.loads(next(every, "null"))
        if not isinstance(header, dict) or header.get("form") != FORM:
            raise ValueError("This is no exported trail.")
        self.shapes = header["shapes"]
        if begins := header.get("begins"):
            self._begin(begins["seq"], begins["chain"])
        for line in every:
            row = json.loads(line)
            if "signature" in row:
                self._checkpoint(row)
            else:
                self._seal(row)
        self._check_blanked()
        self._check_signatures()
        self._check_kept()

    def _begin(self, seq: int, chain: str) -> None:
        """A prefix was cut off: go on from the checkpoint it was cut behind."""
        self.seq, self.chain = seq, bytes.fromhex(chain)
        self.notes.append(
            f"What came before seal {seq} was kept long enough and cut off. Only a "
            "checkpoint of that seal that you kept shows that it was cut there."
        )
        if (kept := self.kept.get(seq)) and kept["chain"] != chain:
            self.findings.append(f"Seal {seq} differs from the checkpoint you kept.")

    def _seal(self, row: dict[str, Any]) -> None:
        seq = row["seq"]
        if seq != self.seq + 1:
            self.findings.append(f"The seals {self.seq + 1} to {seq - 1} are missing.")
        digest = bytes.fromhex(row["digest"])
        start = b"\x04" if row.get("forged") else b"\x03"
        self.chain = hashlib.sha256(start + self.chain + digest).digest()
        self.seq = seq
        if row.get("forged"):
            self.findings.append(f"Seal {seq}: the portal did not write this entry.")
        if "metadata" in row:
            self._entry(row, digest)
        if (kept := self.kept.get(seq)) and kept["chain"] != self.chain.hex():
            self.findings.append(f"Seal {seq} differs from the checkpoint you kept.")

    def _entry(self, row: dict[str, Any], digest: bytes) -> None:
        self.checked += 1
        root = bytes.fromhex(row["root"])
        if digest_of(row["metadata"], root) != digest:
            self.findings.append(f"Seal {row['seq']}: the entry was changed.")
        # By what the digest covers alone: nothing beside it is believed.
        said = dict(zip(CHANGE, row["metadata"][-len(CHANGE) :], strict=False))
        if len(row["metadata"]) == CHANGE_LENGTH and said["action"] == "sR":
            key = (said["model"], said["object"])
            found = (int(said["history"][1:]), set(said["changed"][1:].split(",")))
            self.erasures.setdefault(key, []).append(found)
        if "values" in row:
            self._values(row, said, root)

    def _values(self, row: dict[str, Any], said: dict[str, str], root: bytes) -> None:
        self.values += 1
        names, erased = self.shapes[said["shape"][1:]], row["redacted"]
        try:
            secret = bytes.fromhex(row["secret"])
            made = root_of(names, row["values"], secret, erased)
        except ValueError:
            made = b""
        if made != root:
            self.findings.append(f"Seal {row['seq']}: the values were changed.")
        elif erased:
            blanked = {name for n, name in enumerate(names) if erased >> n & 1}
            history = int(said["history"][1:])
            self.blanked.append((said["model"], said["object"], history, blanked))

    def _check_blanked(self) -> None:
        for model, pk, history, blanked in self.blanked:
            allowed: set[str] = set()
            for up_to, fields in self.erasures.get((model, pk), ()):
                if history <= up_to:
                    allowed |= fields
            if blanked - allowed:
                self.findings.append(
                    f"History row {history} of {model[1:]} {pk[1:]} was blanked "
                    "without an entry that says why."
                )

    def _checkpoint(self, row: dict[str, Any]) -> None:
        self.signed.append(row)
        if row["seq"] != self.seq or row["chain"] != self.chain.hex():
            self.findings.append(f"Checkpoint {row['seq']} is of another chain.")

    def _check_signatures(self) -> None:
        if self.seq and (not self.signed or self.signed[-1]["seq"] != self.seq):
            self.findings.append("No checkpoint covers the last seal.")
        for one in [*self.signed[-NEWEST_SIGNATURES:], *self.kept.values()]:
            text = (
                f"{SIGNED} {one['seq']} {one['chain']} "
                f"{one['made_at']} {one['quiet_at']}"
            )
            key = bytes.fromhex(one["public_key"])
            signature = bytes.fromhex(one["signature"])
            if not signature_holds(key, signature, text.encode()):
                self.findings.append(f"The signature of checkpoint {one['seq']} fails.")
        known = {one["public_key"] for one in self.kept.values()}
        unknown = {one["public_key"] for one in self.signed} - known
        if known and unknown:
            self.notes.append(
                "Some checkpoints are signed with a key that yours do not name: "
                f"{', '.join(sorted(unknown))}."
            )

    def _check_kept(self) -> None:
        if gone := [seq for seq in self.kept if seq > self.seq]:
            self.findings.append(
                f"The export ends at seal {self.seq}; you kept a checkpoint of "
                f"{max(gone)}. What came between is missing."
            )


def lines_of(path: Path) -> Iterator[str]:
    """The lines of trail.jsonl, also inside the exported archive."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive, archive.open("trail.jsonl") as file:
            yield from io.TextIOWrapper(file, "utf-8")
    else:
        with path.open(encoding="utf-8") as lines:
            yield from lines


def kept_in(path: Path) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in path.read_text().splitlines() if line.strip()]
    if not all(isinstance(one, dict) and "signature" in one for one in found):
        raise ValueError("This file holds no checkpoint.")
    return found


def verify(path: Path, checkpoint: Path | None = None) -> Verification:
    """Raises ValueError, KeyError or OSError for a file that is none of ours."""
    made = Verification(kept_in(checkpoint) if checkpoint else ())
    made.run(lines_of(path))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify an exported trail.")
    parser.add_argument(
        "export", type=Path, help="trail.jsonl, or the archive it is in"
    )
    parser.add_argument("--checkpoint", type=Path, help="checkpoints you kept yourself")
    given = parser.parse_args()
    try:
        made = verify(given.export, given.checkpoint)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"This cannot be verified: {error}", file=sys.stderr)
        return 2
    for sentence in made.findings:
        print(sentence)
    for note in made.notes:
        print(f"Note: {note}")
    print(
        f"{made.seq} seals followed; {made.checked} entries and {made.values} sets of "
        f"values compared; {len(made.signed)} checkpoints."
    )
    if made.signed:
        print(f"Signed with the key {made.signed[-1]['public_key']}.")
    print(
        "This trail is NOT as it was sealed."
        if made.findings
        else "This trail is as it was sealed."
    )
    return 1 if made.findings else 0


if __name__ == "__main__":
    sys.exit(main())
