"""Example texts of the five companies, for a demonstration."""

import tomllib
from collections.abc import Collection
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date

from audit.trail import Actor
from policies.clauses import Clause
from policies.drafting import Facts, take_in
from policies.importing import read_bytes
from policies.models import Policy

HERE = Path(__file__).resolve().parent


def load_samples(
    *, at: datetime, by: Actor | None = None, but: Collection[tuple[str, int]] = ()
) -> int:
    """Give the shipped policies two versions with words each; returns how many texts.

    They are as if published before they came here, `but` those that somebody publishes
    here: pairs of company and number. Safe to run again on a later day: a company that
    has a text keeps it.
    """
    by = by or Actor.job("load_samples")
    loaded = 0
    with_text = set(
        Policy.objects.filter(versions__translations__isnull=False).values_list(
            "controller__slug", flat=True
        )
    )
    for row in tomllib.loads((HERE / "samples.toml").read_text())["versions"]:
        policy = (
            Policy.objects.filter(controller__slug=row["controller"], slug="privacy")
            .select_related("controller")
            .first()
        )
        is_wanted = (row["controller"], row["number"]) not in but
        if policy is not None and is_wanted and row["controller"] not in with_text:
            loaded += _load(policy, row, at=at, by=by)
    return loaded


def words_of(
    company: str,
    number: int,
    language: str,
    *,
    released: date | None,
    effective: date | None,
) -> list[Clause]:
    """One of the texts with these days in it."""
    name = f"{company}.{number}.{language}.txt"
    text = (HERE / name).read_text("utf-8")
    text = text.replace("{released}", _written(released, language))
    text = text.replace("{effective}", _written(effective, language))
    return read_bytes(text.encode(), name)


def _load(policy: Policy, row: dict[str, Any], *, at: datetime, by: Actor) -> int:
    released, effective = _days(policy, row, at.date())
    company, number = row["controller"], row["number"]
    for language in row["languages"]:
        words = words_of(
            company, number, language, released=released, effective=effective
        )
        facts = Facts(language, released, effective, str(number), True)
        take_in(policy, words, facts, by=by, at=at)
    return len(row["languages"])


def _days(
    policy: Policy, row: dict[str, Any], today: date
) -> tuple[date | None, date | None]:
    """The shipped list's own dates where it has any, else as many days from today."""
    if days := row.get("days"):
        first, second = (today + timedelta(days=count) for count in days)
        return first, second
    version = policy.versions.filter(number=row["number"]).first()
    return (version.released_on, version.effective_on) if version else (None, None)


def _written(day: date | None, language: str) -> str:
    locale = {"en": "en_GB", "zh-hans": "zh_Hans"}.get(language, language)
    return format_date(day, "long", locale=locale) if day else ""
