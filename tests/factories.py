"""The cast: Aida decides, Ben audits, Chen belongs to another company, Dewi is a data
subject, Farid approves, Grace administers.

Call a factory inside `act(...)` or `audit_context(...)`: people are tracked like
everything else. The fixtures of conftest.py do so.
"""

from typing import Any

import factory
from django.utils import timezone

from accounts.models import Controller, Establishment, Invitation, Membership, User
from accounts.workflow import INVITATION_LASTS

PASSWORD = "quiet harbour lantern"


class UserFactory(factory.django.DjangoModelFactory[User]):
    full_name = factory.Sequence(lambda n: f"Person {n}")
    email = factory.Sequence(lambda n: f"person{n}@office.example")

    class Meta:
        model = User

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> User:
        password = kwargs.pop("password", PASSWORD)
        return User.objects.create_user(kwargs.pop("email"), password, **kwargs)


class ControllerFactory(factory.django.DjangoModelFactory[Controller]):
    slug = factory.Sequence(lambda n: f"company-{n}")
    policy_code = factory.Sequence(lambda n: f"CO{n}")
    name = factory.Sequence(lambda n: f"Company {n}")

    class Meta:
        model = Controller


class EstablishmentFactory(factory.django.DjangoModelFactory[Establishment]):
    controller = factory.SubFactory(ControllerFactory)
    country = "MY"
    name = "Company Malaysia"
    time_zone = "Asia/Kuala_Lumpur"
    languages = factory.LazyFunction(lambda: ["en", "ms"])

    class Meta:
        model = Establishment


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    user = factory.SubFactory(UserFactory)
    controller = factory.SubFactory(ControllerFactory)
    role = Membership.Role.OFFICER

    class Meta:
        model = Membership


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    email = factory.Sequence(lambda n: f"invited{n}@office.example")
    full_name = factory.Sequence(lambda n: f"Invited {n}")
    controller = factory.SubFactory(ControllerFactory)
    role = Membership.Role.OFFICER
    invited_by = factory.SubFactory(UserFactory)
    invited_at = factory.LazyFunction(timezone.now)
    expires_at = factory.LazyAttribute(lambda row: row.invited_at + INVITATION_LASTS)

    class Meta:
        model = Invitation
