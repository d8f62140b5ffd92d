"""Names of workers in leases, and whether the one named still lives.

A lease alone makes a letter in doubt wait minutes after a crash. On the same machine
the next worker can see at once that the process is gone; from elsewhere it cannot, and
waits.
"""

import os
import secrets
import socket
import uuid
from functools import cache
from hashlib import sha256
from pathlib import Path


def new_name() -> str:
    """A name for this process: where it runs, its number, and a random part."""
    return f"{_place()}:{os.getpid()}:{secrets.token_hex(3)}"


def is_gone(name: str) -> bool:
    """Whether the named process has certainly ended. False where nobody can tell."""
    place, _, rest = name.partition(":")
    number = rest.partition(":")[0]
    if place != _place() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False  # it lives, as another user's
    return _is_zombie(int(number))


@cache
def _place() -> str:
    """This machine since it started, and this container in it: where process numbers
    mean the same process."""
    try:
        where = Path("/proc/sys/kernel/random/boot_id").read_text()
        where += os.readlink("/proc/self/ns/pid")
    except OSError:  # not Linux
        where = str(uuid.getnode())
    return sha256(f"{socket.gethostname()} {where}".encode()).hexdigest()[:12]


def _is_zombie(number: int) -> bool:
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"
