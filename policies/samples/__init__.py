"""Example texts of the five companies, for a demonstration."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from babel.dates import format_date

from audit.trail import Actor
from policies.drafting import Facts, take_in
from policies.importing import read_bytes
from policies.models import Policy

HERE = Path(__file__).resolve().parent


def load_samples(*, at: datetime, by: Actor | None = None) -> int:
    """Give the shipped policies two versions with words each; returns how many texts.

    They are as if published before they came here. Safe to run again on a later day: a
    company that has a text keeps it.
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
        if policy is not None and row["controller"] not in with_text:
            loaded += _load(policy, row, at=at, by=by)
    return loaded


def _load(policy: Policy, row: dict[str, Any], *, at: datetime, by: Actor) -> int:
    released, effective = _days(policy, row, at.date())
    for language in row["languages"]:
        name = f"{row['controller']}.{row['number']}.{language}.txt"
        text = (HERE / name).read_text("utf-8")
        text = text.replace("{released}", _written(released, language))
        text = text.replace("{effective}", _written(effective, language))
        facts = Facts(language, released, effective, str(row["number"]), True)
        take_in(policy, read_bytes(text.encode(), name), facts, by=by, at=at)
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
