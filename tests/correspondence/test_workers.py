import os
import subprocess
import sys

from correspondence import workers


def test_a_living_worker_is_not_gone() -> None:
    assert not workers.is_gone(f"{workers.new_name()}:letters")


def test_a_process_that_ended_is_gone_whether_or_not_its_parent_noticed() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    name = workers.new_name().replace(f":{os.getpid()}:", f":{process.pid}:")
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # ended, still a zombie

    assert workers.is_gone(name)
    process.wait()
    assert workers.is_gone(name)


def test_nobody_can_tell_about_a_worker_elsewhere() -> None:
    place, rest = workers.new_name().split(":", 1)

    assert not workers.is_gone(f"{place[::-1]}:1{rest}")
    assert not workers.is_gone("killed")
    assert not workers.is_gone("")
