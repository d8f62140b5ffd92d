"""The verbs that say who a person is."""

from datetime import datetime

from accounts.models import Controller
from subjects.models import DataSubject, Identifier


def know_by_email(
    controller: Controller, *, email: str, name: str, language: str, at: datetime
) -> DataSubject:
    """The person this controller knows by `email`, made on first acquaintance.

    Called by the identity check only, inside its transaction and act: an address that
    was merely typed into a form proves nothing about anyone.
    """
    address = email.strip().lower()
    known = (
        Identifier.objects.select_related("data_subject")
        .filter(controller=controller, kind=Identifier.Kind.EMAIL, value=address)
        .first()
    )
    if known is not None:
        return known.data_subject
    person = DataSubject(
        controller=controller, name=name, language=language, created_at=at
    )
    person.save()
    Identifier(
        data_subject=person,
        controller=controller,
        kind=Identifier.Kind.EMAIL,
        value=address,
        proven_at=at,
    ).save()
    return person
