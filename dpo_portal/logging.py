"""Logs say what happened and where, never to whom: each line is cleaned of people.

Every record of the process passes `configure`'s one handler: ours, Django's,
gunicorn's and those of the packages. Imports no Django: gunicorn logs before it is up.
"""

import logging
import logging.config
import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date, time
from enum import Enum
from pathlib import Path
from traceback import extract_tb
from types import TracebackType
from typing import Any
from uuid import UUID

import structlog
from gunicorn.config import Config
from gunicorn.glogging import Logger as BaseGunicornLogger
from structlog.typing import EventDict, Processor, WrappedLogger

BASE_DIR = Path(__file__).resolve().parent.parent
HIDDEN = "[hidden]"

# A key one of whose words is here holds personal data, whatever the value looks like.
PERSONAL_WORDS = frozenset(
    """
    address answer birth body claimant code content cookie cookies data details
    digits email form header headers ic identifier ip letter mail message mobile
    name names note notes passport password payload person phone post query reason
    reasons recipient secret sender session subject text to token value values
    """.split()  # noqa: SIM905 (a list of fifty strings reads worse)
)
# ... unless the key names a row, a number or a kind of thing, or is ours.
HARMLESS_ENDINGS = ("_id", "_ref", "_count", "_at", "_kind", "_class")
OUR_KEYS = frozenset({"event", "level", "logger", "timestamp", "where", "exception"})

# Kept as they are, so that a date or a case reference is not taken for a phone number.
REFERENCE = (
    r"\bR-\d{4}-\d+\b"
    r"|\b\d{4}-\d{2}-\d{2}"
    r"(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
    r"(?![\w-])"
    r"|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\b127\.0\.0\.1\b"
)
# What opens a page without signing in stands in its path (links.py): the path of a page
# that was not found, or did not accept a post, is logged.
LINK = r"(?:(?<=/n/)|(?<=/u/)|(?<=/recipient/))[\w%-]{16,}"
# Looked for from the beginning of a run of such characters only, so that a long line
# without any address costs its length, not the square of it.
PART = r"[^\s@<>\"'(),;:=/?&]"
EMAIL = rf"(?<!{PART}){PART}+(?:(?:@|%40)+{PART}+)+"
QUERY = r"\?[^\s\"']+"
NETWORK = r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}\b"
NUMBER = r"(?<![\w.])\+?\(?\d(?:[\s().\-/]{0,2}\d){6,}(?!\w)"
PERSONAL_TEXT = re.compile(
    f"(?P<link>{LINK})|(?P<email>{EMAIL})|(?P<keep>{REFERENCE})|(?P<query>{QUERY})"
    f"|(?P<network>{NETWORK})|(?P<number>{NUMBER})"
)
MAX_HARMLESS_INT = 10**8  # row ids and process ids; longer numbers may be a phone's


def scrub_text(text: str) -> str:
    """The text without secret links, mail addresses, queries and long numbers."""

    def replace(match: re.Match[str]) -> str:
        kind = match.lastgroup or "personal"
        return match[0] if kind == "keep" else f"[{kind}]"

    # What stands in for one thing may complete another ("a@?b" is "a@[query]" then).
    # It ends: each round takes a sign away that no replacement contains.
    while (cleaned := PERSONAL_TEXT.sub(replace, text)) != text:
        text = cleaned
    return cleaned


def is_personal_key(key: str) -> bool:
    if key in OUR_KEYS or key.endswith(HARMLESS_ENDINGS):
        return False
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", key)
    return not PERSONAL_WORDS.isdisjoint(word.lower() for word in words)


def scrub_value(value: Any) -> Any:
    """A value fit for a log: objects become their class and row, never their text."""
    if value is None or isinstance(value, bool | float | date | time | UUID):
        return value if value is None or isinstance(value, bool | float) else str(value)
    if isinstance(value, int):
        return value if abs(value) < MAX_HARMLESS_INT else "[number]"
    if isinstance(value, Enum):
        return scrub_value(value.value)
    if isinstance(value, str | Path):
        return scrub_text(str(value))
    if isinstance(value, Mapping):
        return {
            scrub_text(str(key)): HIDDEN
            if is_personal_key(str(key))
            else scrub_value(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [scrub_value(item) for item in value]
    if isinstance(value, type):
        return value.__qualname__
    row = getattr(value, "pk", None)
    return type(value).__qualname__ + (f" {row}" if isinstance(row, int | UUID) else "")


def strip_personal_data(
    logger: WrappedLogger, method_name: str, event_dict: EventDict
) -> EventDict:
    """The last processor before the line is written, for every record."""
    return {
        key: HIDDEN if is_personal_key(key) else scrub_value(value)
        for key, value in event_dict.items()
    }


def render_arguments(
    logger: WrappedLogger, method_name: str, event_dict: EventDict
) -> EventDict:
    """Fill a standard record's %-arguments in after cleaning each of them.

    An argument may be an exception or a model whose text holds a name, so the message
    that logging would format by itself is not used.
    """
    arguments = event_dict.pop("positional_args", ())
    template = str(event_dict["event"])
    if not arguments:
        return event_dict
    try:
        if isinstance(arguments, Mapping):
            event_dict["event"] = template % scrub_value(arguments)
        else:
            event_dict["event"] = template % tuple(map(scrub_value, arguments))
    except (TypeError, ValueError, KeyError):  # %d of something that became a word
        event_dict["event"] = template
    return event_dict


def locate_exception(
    logger: WrappedLogger, method_name: str, event_dict: EventDict
) -> EventDict:
    """Replace an exception by its types and places.

    Its text is dropped: a database says the key that collided, int() what was typed.
    """
    event_dict.pop("stack_info", None)
    exc_info = event_dict.pop("exc_info", None)
    if exc_info is True:
        exc_info = sys.exc_info()
    error = exc_info[1] if isinstance(exc_info, tuple) else exc_info
    if isinstance(error, BaseException):
        causes = list(chain_of(error))
        event_dict["exception"] = " from ".join(map(class_path, causes))
        event_dict["where"] = list(
            dict.fromkeys(
                place for cause in causes for place in places(cause.__traceback__)
            )
        )
    return event_dict


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """The exception, then what caused it, down to the first one."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (
            None if error.__suppress_context__ else error.__context__
        )


def class_path(error: BaseException) -> str:
    kind = type(error)
    if kind.__module__ == "builtins":
        return kind.__qualname__
    return f"{kind.__module__}.{kind.__qualname__}"


def places(traceback: TracebackType | None) -> list[str]:
    """Our own lines that the exception came through, and the line that raised it."""
    frames = extract_tb(traceback)
    return [
        f"{short_path(frame.filename)}:{frame.lineno} {frame.name}"
        for number, frame in enumerate(frames, 1)
        if is_ours(frame.filename) or number == len(frames)
    ]


def is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(BASE_DIR) and "site-packages" not in path.parts


def short_path(filename: str) -> str:
    if is_ours(filename):
        return str(Path(filename).relative_to(BASE_DIR))
    return "/".join(Path(filename).parts[-3:])


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def configure(options: Mapping[str, Any]) -> None:
    """Send every record through one handler on stderr.

    `options`: level, the least level written; json, one JSON object a line (else text).
    """
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if options["json"]
        else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*SHARED, render_arguments],
        "use_get_message": False,
        "pass_foreign_args": True,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            locate_exception,
            strip_personal_data,
            renderer,
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"clean": formatter},
            "handlers": {
                "stderr": {"class": "logging.StreamHandler", "formatter": "clean"}
            },
            "root": {"handlers": ["stderr"], "level": options["level"]},
            "loggers": {
                "django": {"handlers": [], "level": "INFO"},
                "django.server": {"handlers": [], "level": "INFO", "propagate": True},
                # SQL with its parameters is personal data: never below WARNING.
                "django.db.backends": {"level": "WARNING"},
                # It warns of every HEAD, whose body Django leaves to the server.
                "gunicorn.http.wsgi": {"level": "ERROR"},
            },
        }
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


class GunicornLogger(BaseGunicornLogger):
    """gunicorn's own lines, through the same handler instead of one of its own."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers.clear()
            log.propagate = True
