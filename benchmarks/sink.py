"""A mail server that takes everything: `python -m benchmarks.sink FILE`.

Prints its port, and writes a line for each mail into FILE: the moment and the
Message-ID. A process of its own, in as few steps as SMTP needs, so that a measurement
is of the sender. Source of the replies: RFC 5321.
"""

import socketserver
import sys
import threading
import time
from pathlib import Path


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say(b"220 sink")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"QUIT":
                self.say(b"221 bye")
                return
            if verb == b"DATA":
                self.say(b"354 go on")
                self.take()
            self.say(b"250 OK")

    def take(self) -> None:
        mail_id = ""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            if not mail_id and line[:11].lower() == b"message-id:":
                mail_id = line[11:].strip().decode()
        self.server.note(mail_id)  # type: ignore[attr-defined]

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


class Sink(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, log: Path) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.lock = threading.Lock()
        self.log = log.open("a", buffering=1)

    def note(self, mail_id: str) -> None:
        with self.lock:
            self.log.write(f"{time.time()} {mail_id}\n")


if __name__ == "__main__":
    sink = Sink(Path(sys.argv[1]))
    print(sink.server_address[1], flush=True)
    sink.serve_forever()
