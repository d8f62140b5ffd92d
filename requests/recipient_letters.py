"""The letters to recipients outside, and to the owner of the case about them.

They name the case and what is asked; whose data it is stands on the page alone.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts.models import User
from correspondence import letters
from correspondence.models import LINK_PLACE, Letter, LinkToken, OneTimeCode
from rights.models import FulfilmentTask, RightsRequest

FOLDER = "requests/letters"


def asked(
    case: RightsRequest, task: FulfilmentTask, *, link: LinkToken, at: datetime
) -> Letter:
    """Do what was decided, and confirm it on the page of this link."""
    return _write(case, task, "recipient_asked", at=at, link=link)


def reminded(
    case: RightsRequest, task: FulfilmentTask, *, link: LinkToken, at: datetime
) -> Letter:
    """No answer yet: the same again, with a new link."""
    return _write(case, task, "recipient_reminded", at=at, link=link)


def code(
    case: RightsRequest, task: FulfilmentTask, *, code: OneTimeCode, at: datetime
) -> Letter:
    """The digits that open the page of the link."""
    return _write(case, task, "recipient_code", at=at, code=code)


def silent(
    case: RightsRequest, task: FulfilmentTask, person: User, *, at: datetime
) -> Letter:
    """To a colleague: this recipient was reminded and does not answer."""
    return letters.write(
        f"{FOLDER}/recipient_silent",
        kind="recipient_silent",
        controller=case.controller,
        language=person.language,
        to_email=person.email,
        to_name=person.full_name,
        context={
            "rights_request": case,
            "name": place_name(task),
            "asked_at": task.asked_at,
            "url": settings.SITE_URL + reverse("requests:detail", args=[case.ref]),
        },
        at=at,
        time_zone=person.time_zone,
    )


def place_name(task: FulfilmentTask) -> str:
    """Its name in the register; what an officer typed may name the person."""
    place = task.recipient or task.system
    return place.name if place else ""


def _write(
    case: RightsRequest,
    task: FulfilmentTask,
    name: str,
    *,
    at: datetime,
    link: LinkToken | None = None,
    code: OneTimeCode | None = None,
) -> Letter:
    context: dict[str, Any] = {
        "rights_request": case,
        "establishment": case.establishment,
        "name": place_name(task),
        "asked_at": task.asked_at,
    }
    if link is not None:
        # Not reversed: brackets would be escaped, and the worker looks for them.
        root = settings.SITE_URL + reverse("recipient:root")
        context |= {"until": at + link.valid_for, "link_url": f"{root}{LINK_PLACE}/"}
    return letters.write(
        f"{FOLDER}/{name}",
        kind=name,
        controller=case.controller,
        language=task.contact_language,
        to_email=task.contact_email,
        to_name=place_name(task),
        context=context,
        case_id=case.pk,
        case_ref=case.ref,
        code=code,
        link=link,
        at=at,
        time_zone=case.establishment.time_zone,
    )
