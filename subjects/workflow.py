"""The verbs that say who a person is."""

from datetime import datetime

from accounts.models import Controller
from subjects.models import DataSubject, Guardian, Identifier


def know_by_email(
    controller: Controller, *, email: str, name: str, language: str, at: datetime
) -> DataSubject:
    """The person this controller knows by `email`, made on first acquaintance.

    Called by the identity check only, inside its transaction and act: an address that
    was merely typed into a form proves nothing about anyone.
    """
    address = email.strip().lower()
    known = (
        Identifier.objects.select_related("data_subject__merged_into")
        .filter(controller=controller, kind=Identifier.Kind.EMAIL, value=address)
        .first()
    )
    if known is not None:
        if known.proven_at is None:
            known.proven_at = at
            known.save()
        return known.data_subject.standing()
    person = know_anew(controller, name=name, language=language, at=at)
    Identifier(
        data_subject=person,
        controller=controller,
        kind=Identifier.Kind.EMAIL,
        value=address,
        proven_at=at,
    ).save()
    return person


def know_anew(
    controller: Controller, *, name: str, language: str, at: datetime
) -> DataSubject:
    """A person whom nothing but the identity check itself tells apart: no address.

    Called as `know_by_email` is. Two people may have one name, so none is looked for.
    """
    person = DataSubject(
        controller=controller, name=name, language=language, created_at=at
    )
    person.save()
    return person


def note_guardian(guardian: Guardian) -> Guardian:
    """Keep who acts for a person. Called inside the verb that saw the authority."""
    guardian.save()
    return guardian


def know_through(
    guardian: Guardian, *, name: str, language: str, at: datetime
) -> DataSubject:
    """The person for whom this guardian acts: the one of before, or made now.

    A guardian's own address is never the ward's. Two children of one parent are two
    people, told apart by their names; a parent who asks for themselves is a third.
    """
    before = (
        Guardian.objects.select_related("data_subject")
        .filter(
            controller=guardian.controller_id,
            email__iexact=guardian.email,
            data_subject__name__iexact=name.strip(),
        )
        .exclude(email="")
        .order_by("pk")
        .first()
    )
    person = before.data_subject if before else None
    if person is None:
        person = know_anew(
            guardian.controller, name=name.strip(), language=language, at=at
        )
    return person


def link_guardian(guardian: Guardian, person: DataSubject) -> None:
    """The identity check has shown for whom this guardian acts."""
    guardian.data_subject = person
    guardian.save()
