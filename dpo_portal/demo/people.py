"""Invented people of the example companies: data held, consents, one restriction."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import Controller, User
from audit.trail import Actor
from processing.models import Activity, System
from subjects import consenting, holding, restricting
from subjects.consenting import How
from subjects.keeping import add_data
from subjects.knowing import add_person
from subjects.models import ConsentEvent, ConsentPurpose, DataHeld, DataSubject

PEOPLE = Path(__file__).resolve().parent / "people.toml"


def know(office: dict[str, User], *, now: datetime) -> int:
    """Add the people of people.toml who are not there yet; returns how many."""
    added = 0
    for row in tomllib.loads(PEOPLE.read_text(encoding="utf-8"))["people"]:
        company = Controller.objects.get(slug=row["controller"])
        if DataSubject.objects.filter(controller=company, name=row["name"]).exists():
            continue
        _add(company, row, by=office[row["by"]], now=now)
        added += 1
    return added


def _add(company: Controller, row: dict[str, Any], *, by: User, now: datetime) -> None:
    person = add_person(
        company,
        by=by,
        at=now - timedelta(days=30),
        name=row["name"],
        kinds=row["kinds"],
        country=row["country"],
        language=row.get("language", "en"),
        since=timezone.localdate(now) - timedelta(days=row["since_days_ago"]),
        identifiers=[(kind, row[kind]) for kind in ("email", "phone") if kind in row],
    )
    sets = {
        one["title"]: _set(person, one, by=by, now=now) for one in row.get("sets", [])
    }
    _consents(person, row, now=now)
    if title := row.get("hold"):
        why = holding.Why(
            "legal_duty",
            "Income Tax Act 1967, s. 82 (example)",
            "The books of the year are closed",
            timezone.localdate(now) + timedelta(days=90),
        )
        holding.place_hold(person, [sets[title]], why, by=by, at=now)
    if title := row.get("restrict"):
        dispute = restricting.Why("accuracy_disputed", row["restrict_words"])
        at = now - timedelta(days=1)
        restricting.restrict(person, [sets[title]], dispute, by=by, at=at)


def _set(
    person: DataSubject, one: dict[str, Any], *, by: User, now: datetime
) -> DataHeld:
    left = ("system", "activity", "ends_in_days")
    words = {k: v for k, v in one.items() if k not in left}
    if code := one.get("activity"):
        words["activity"] = Activity.objects.of(person.controller).get(code=code)
    if days := one.get("ends_in_days"):
        words["ends_on"] = timezone.localdate(now) + timedelta(days=days)
    system = System.objects.of(person.controller).filter(code=one["system"]).first()
    at = now - timedelta(days=30)
    return add_data(person, by=by, at=at, system=system, **words)


def _consents(person: DataSubject, row: dict[str, Any], *, now: datetime) -> None:
    """By the app long ago, taken back on the preferences page three days ago."""
    purposes = {
        one.code: one for one in ConsentPurpose.objects.of(person.controller_id)
    }
    themself = Actor.subject()
    app = How(ConsentEvent.Channel.APP, person.language, evidence="App 4.2 (example)")
    version = f"{person.controller.slug}/privacy@1"
    web = How(ConsentEvent.Channel.WEB, person.language, version)
    for code in row.get("given", []):
        at = now - timedelta(days=20)
        consenting.give(person, purposes[code], app, by=themself, at=at)
    for code in row.get("withdrawn", []):
        at = now - timedelta(days=3)
        consenting.withdraw(person, purposes[code], web, by=themself, at=at)
