"""Saying what went wrong without saying about whom."""

import traceback


def outline(error: BaseException) -> str:
    """Kind of error and the place in the code, for a log: never its text, which may
    hold an address or a name."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
