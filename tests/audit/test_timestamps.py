"""A time stamp is kept only if it is about our checkpoint and our question."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from audit import sinks, timestamps
from audit.errors import NoTimeStamp
from audit.models import Publication, TimeStamp
from audit.sealing import Sealer
from audit.timestamps import INTEGER, OCTETS, SEQUENCE, _der, _Node
from tests.audit.sample.models import Person

STAMPED = datetime(2026, 5, 4, 10, 0, 7, 500_000, tzinfo=UTC)


def stamp(asked: bytes, *, status: bytes = b"\x00", bent: bool = False) -> bytes:
    """What an authority answers, without its certificate and signature."""
    version, imprint, nonce, _certificate = _Node.whole(asked).children()
    assert version.content == b"\x01"
    algorithm, digest = imprint.children()
    if bent:
        digest = _Node(OCTETS, bytes(32))
    info = _der(
        SEQUENCE,
        _der(INTEGER, b"\x01")
        + _der(0x06, b"\x2a\x03")
        + _der(
            SEQUENCE,
            _der(SEQUENCE, algorithm.content) + _der(OCTETS, digest.content),
        )
        + _der(INTEGER, b"\x07")
        + _der(0x18, b"20260504100007.5Z")
        + _der(INTEGER, nonce.content),
    )
    carrier = _der(SEQUENCE, _der(0x06, b"\x2a\x04") + _der(0xA0, _der(OCTETS, info)))
    signed = _der(SEQUENCE, _der(INTEGER, b"\x03") + _der(0x31, b"") + carrier)
    token = _der(SEQUENCE, _der(0x06, b"\x2a\x05") + _der(0xA0, signed))
    return _der(SEQUENCE, _der(SEQUENCE, _der(INTEGER, status)) + token)


@pytest.fixture
def authority(settings: Any) -> Iterator[list[bytes]]:
    asked: list[bytes] = []

    class Authority(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamp(asked[-1], bent=len(asked) == 1)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Authority)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.TIMESTAMP_URL = f"http://127.0.0.1:{server.server_port}/"
    yield asked
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_the_newest_checkpoint_is_stamped_once_its_stamp_is_right(
    acting: Any,
    authority: list[bytes],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(sinks, "_sinks", {})
    sinks.register("time stamp", timestamps.publish, every=timedelta(hours=24))
    Person.objects.create(name="Dewi")
    Sealer().seal()
    now = timezone.now()

    sinks.publish_due(now)  # its first answer is about something else
    assert not TimeStamp.objects.exists()
    assert Publication.objects.get(sink="time stamp").error == "NoTimeStamp"
    sinks.publish_due(now + timedelta(minutes=2))
    sinks.publish_due(now + timedelta(hours=1))

    assert len(authority) == 2
    made = TimeStamp.objects.get()
    assert (made.seq, made.stamped_at) == (1, STAMPED)


@pytest.mark.parametrize("bend", ["refused", "another nonce", "cut off", "no DER"])
def test_an_answer_that_proves_nothing_is_refused(bend: str) -> None:
    digest, nonce = b"d" * 32, 2**62 + 1
    asked = timestamps.request(digest, nonce)
    answer = stamp(asked, status=b"\x02" if bend == "refused" else b"\x00")
    assert timestamps.read(stamp(asked), digest, nonce) == STAMPED
    if bend == "cut off":
        answer = answer[:-20]
    if bend == "no DER":
        answer = b"<html>502</html>"

    with pytest.raises(NoTimeStamp):
        timestamps.read(answer, digest, nonce + (bend == "another nonce"))
