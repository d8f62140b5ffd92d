"""What the benchmark of telling people does inside an installation.

`python -m benchmarks.telling_steps STEP ...` prints one JSON object.
"""

import json
import os
import resource
import sys
import time
from datetime import timedelta
from typing import Any

import django

PEOPLE = {
    "sqlite": """
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
        INSERT INTO subjects_datasubject (uid, controller_id, name, kinds, country,
            language, created_at, search_text, revision)
        SELECT lower(hex(randomblob(16))), %s, 'Invented Person ' || i, '[]', 'MY',
            CASE WHEN i %% 2 = 0 THEN 'ms' ELSE 'en' END, %s, '', 1 FROM n""",
    "postgresql": """
        INSERT INTO subjects_datasubject (uid, controller_id, name, kinds, country,
            language, created_at, search_text, revision)
        SELECT gen_random_uuid(), %s, 'Invented Person ' || i, '[]', 'MY',
            CASE WHEN i %% 2 = 0 THEN 'ms' ELSE 'en' END, %s, '', 1
        FROM generate_series(1, %s) AS i""",
}
ADDRESSES = """
    INSERT INTO subjects_identifier (data_subject_id, controller_id, kind, value,
        search_text, revision)
    SELECT id, controller_id, 'email', 'p' || id || '@example.test', '', 1
    FROM subjects_datasubject"""
PASSWORD = "quiet harbour lantern"  # noqa: S105 - of people who exist for a minute


def fill(people: int) -> dict[str, Any]:
    """A company, a version with one change in two languages, and so many people.

    The people come past the trail, as fast as the database takes them: they are what
    is told, not what is measured.
    """
    from django.db import connection, transaction
    from django.utils import timezone

    from accounts.models import Controller, Membership, User
    from audit.trail import Actor, act
    from policies.models import MaterialChange, Policy, PolicyVersion, Translation
    from policies.telling import verbs

    now = timezone.now()
    with transaction.atomic(), act(by=Actor.job("bench")):
        company = Controller.objects.create(slug="c", policy_code="C", name="Company")
        people_here = [
            User.objects.create_user(f"{name}@c.test", PASSWORD, full_name=name)
            for name in ("prepares", "approves")
        ]
        for user in people_here:
            Membership.objects.create(user=user, controller=company, role="approver")
        policy = Policy.objects.create(controller=company, slug="p", title="Policy")
        version = PolicyVersion.objects.create(
            policy=policy,
            number=2,
            language="en",
            effective_on=(now + timedelta(days=90)).date(),
            effective_at=now + timedelta(days=90),
        )
        texts = [
            Translation.objects.create(
                version=version, language=language, title="Policy", state="reviewed"
            )
            for language in ("en", "ms")
        ]
        MaterialChange.objects.create(
            version=version,
            category="C4",
            state="confirmed",
            reason="bench",
            decided_at=now,
            summary={"en": "We answer sooner.", "ms": "Kami menjawab lebih awal."},
        )
        for text in texts:
            text.state = "frozen"
            text.save()
        version.state, version.sha256, version.announced_at = "announced", "a", now
        version.save()
    with transaction.atomic(), connection.cursor() as cursor:
        moment = (now - timedelta(days=1)).isoformat(sep=" ")
        values = [company.pk, moment]
        values.insert(0 if connection.vendor == "sqlite" else 2, people)
        cursor.execute(PEOPLE[connection.vendor], values)
        cursor.execute(ADDRESSES)
    campaign = verbs.draft(version, by=people_here[0])
    return {"campaign": campaign.pk}


def enqueue(campaign_id: int) -> dict[str, Any]:
    """Freeze and approve; seconds of the approval, and what it adds to the memory."""
    from accounts.models import User
    from policies.models import Campaign
    from policies.telling import verbs

    campaign = Campaign.objects.get(pk=campaign_id)
    by = {user.full_name: user for user in User.objects.all()}
    verbs.propose(campaign, by=by["prepares"])
    before = _peak()
    started = time.perf_counter()
    queued = verbs.approve(campaign, by=by["approves"])
    seconds = time.perf_counter() - started
    return {"queued": queued, "seconds": seconds, "more_mb": _peak() - before}


def naive(count: int) -> dict[str, Any]:
    """The loop anyone writes first: connect, render, send, save."""
    from django.conf import settings
    from django.core.mail import EmailMultiAlternatives, mailers
    from django.template.loader import render_to_string
    from django.utils import timezone

    from correspondence.models import DeliveryEvent, Letter
    from subjects.models import DataSubject, Identifier

    letter = Letter.objects.first()
    people = DataSubject.objects.order_by("pk")[:count]
    started = time.perf_counter()
    for person in people:
        address = Identifier.objects.get(data_subject=person, kind="email").value
        said = {
            "name": person.name,
            "policy": "Policy",
            "controller": "Company",
            "number": 2,
            "link": f"{settings.SITE_URL}/n/{person.pk}/",
            "changes": [{"number": 1, "summary": "We answer sooner."}],
        }
        text = render_to_string("policies/letters/change.en.txt", said)
        mail = EmailMultiAlternatives(
            subject="Policy changes",
            body=text,
            from_email=settings.DEFAULT_FROM_EMAIL,
            to=[address],
        )
        mail.attach_alternative(f"<p>{text}</p>", "text/html")
        with mailers.default as connection:
            connection.send_messages([mail])
        row = person.notices.first()
        if row is not None and letter is not None:
            # Its own state stays, so that the campaign still tells this person.
            row.attempts = row.attempts
            row.save()
            DeliveryEvent.objects.create(
                delivery=row, at=timezone.now(), kind="sending", detail="naive"
            )
    return {"rate": count / (time.perf_counter() - started)}


def states(campaign_id: int) -> dict[str, Any]:
    from correspondence.escalating import counts

    return {str(row["state"]): int(row["n"]) for row in counts(campaign_id)}


def _peak() -> float:
    """The most memory this process has held, in MB (Linux counts in kB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STEPS = {"fill": fill, "enqueue": enqueue, "naive": naive, "states": states}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
    django.setup()
    step, *numbers = sys.argv[1:]
    print("result", json.dumps(STEPS[step](*(int(one) for one in numbers))))
