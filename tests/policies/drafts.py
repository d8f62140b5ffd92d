"""A small policy of N.B. Express in our own words, published, and a draft of it."""

from datetime import UTC, datetime

from audit.trail import Actor
from policies.drafting import Facts, draft_from, import_version
from policies.keying import keyed_for
from policies.loading import load_policies
from policies.models import Policy, PolicyVersion
from policies.parsing import parse
from policies.steps import step
from policies.wording import put

AT = datetime(2026, 3, 2, 4, tzinfo=UTC)
JOB = Actor.job("tests")
EXPRESS = """\
Contoh Express notice

3. Who receives data
3.1. Riders receive your name and your telephone number.
3.2.1. Push messages are sent by the service Panah Sampel.
3.2.2. Nobody else receives your telephone number.

6. Your rights
6.2. You may correct data that is wrong.
6.6. We answer a request of this section within 30 days.

9. Changes
9.1. We tell you about material changes before they take effect.

10. How to contact us
10.1. We answer what you write to us within 15 days.
10.2. Telephone: 03-5550 1818.
"""


def the_policy() -> Policy:
    load_policies()
    found: Policy = Policy.objects.select_related("controller").get(
        controller__slug="nbexpress"
    )
    return found


def published() -> PolicyVersion:
    """Version 1: published before it came here."""
    facts = Facts("en", is_imported=True)
    return import_version(the_policy(), parse(EXPRESS), facts, by=JOB, at=AT)


def draft_of(version: PolicyVersion, text: str = EXPRESS) -> PolicyVersion:
    """Version 2, a draft with these words."""
    made = draft_from(version, by=JOB, at=AT)
    write(made, text)
    return made


def write(version: PolicyVersion, text: str, language: str = "en") -> None:
    with step(version, "edit", by=JOB, at=AT, permission="policies.edit") as held:
        put(held.translations.get(language=language), keyed_for(held, parse(text)))
