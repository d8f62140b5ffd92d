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
from correspondence.models import Letter
from rights.choices import Right
from rights.models import Claimant, FulfilmentTask, RightsRequest

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


class RightsRequestFactory(factory.django.DjangoModelFactory[RightsRequest]):
    """An unconfirmed request; the verbs bring it further (tests/requests)."""

    ref = factory.Sequence(lambda n: f"R-2026-{n:04d}")
    establishment = factory.SubFactory(EstablishmentFactory, country="ZZ")
    controller = factory.SelfAttribute("establishment.controller")
    right = Right.ERASURE
    language = "en"
    received_at = factory.LazyFunction(timezone.now)
    claimant = factory.RelatedFactory(
        "tests.factories.ClaimantFactory", factory_related_name="rights_request"
    )

    class Meta:
        model = RightsRequest
        skip_postgeneration_save = True


class ClaimantFactory(factory.django.DjangoModelFactory[Claimant]):
    name = "Dewi Contoh"
    email = "dewi@example.org"

    class Meta:
        model = Claimant


class FulfilmentTaskFactory(factory.django.DjangoModelFactory[FulfilmentTask]):
    title = "App account"

    class Meta:
        model = FulfilmentTask


class LetterFactory(factory.django.DjangoModelFactory[Letter]):
    kind = "receipt"
    language = "en"
    subject = "We have your request"
    body = "Your code is [code]."
    to_email = "dewi@example.org"

    class Meta:
        model = Letter
