"""The cast: Aida decides, Ben audits, Chen belongs to another company, Dewi is a data
subject, Farid approves, Grace administers.

Call a factory inside `act(...)` or `audit_context(...)`: people are tracked like
everything else. The fixtures of conftest.py do so.
"""

import datetime
from typing import Any

import factory
from django.utils import timezone

from accounts.models import Controller, Establishment, Invitation, Membership, User
from accounts.workflow import INVITATION_LASTS
from correspondence.models import Letter
from processing.models import (
    Activity,
    DataItem,
    ImpactAssessment,
    Recipient,
    System,
)
from processing.terms import ErasureMethod, LegalBasis, RecipientKind, SystemKind
from rights import files
from rights.choices import Right
from rights.models import (
    AnswerPackage,
    AuthorityMatter,
    CaseFile,
    Claimant,
    Clock,
    DataSet,
    FulfilmentTask,
    IncomingMail,
    RightsRequest,
)
from rulebook.models import CalendarDay
from subjects.models import DataHeld, DataSubject, Identifier

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


class CalendarDayFactory(factory.django.DjangoModelFactory[CalendarDay]):
    """A day off; nothing is recounted, which rights.calendars would do."""

    on = datetime.date(2026, 5, 18)
    is_working = False
    name = "Office move"
    reason = "The office moves."
    entered_at = factory.LazyFunction(timezone.now)

    class Meta:
        model = CalendarDay


class ClockFactory(factory.django.DjangoModelFactory[Clock]):
    """An answer that was a day late."""

    kind = Clock.Kind.PROMISE_RESPONSE
    source_kind = "promise"
    rule = "MAXIM-ANS-MY"
    rule_version = 1
    start = "receipt"
    started_at = factory.LazyFunction(timezone.now)
    time_zone = "Asia/Kuala_Lumpur"
    due_at = factory.LazyAttribute(lambda row: row.started_at)
    stopped_at = factory.LazyAttribute(
        lambda row: row.started_at + datetime.timedelta(days=1)
    )
    status = Clock.Status.MISSED

    class Meta:
        model = Clock


class AuthorityMatterFactory(factory.django.DjangoModelFactory[AuthorityMatter]):
    authority = "Personal Data Protection Commissioner (JPDP)"
    reference = factory.Sequence(lambda n: f"JPDP-{n}")
    received_on = datetime.date(2026, 5, 18)
    noted_by_id = 1

    class Meta:
        model = AuthorityMatter


class FulfilmentTaskFactory(factory.django.DjangoModelFactory[FulfilmentTask]):
    title = "App account"

    class Meta:
        model = FulfilmentTask


class IncomingMailFactory(factory.django.DjangoModelFactory[IncomingMail]):
    key = factory.Sequence(lambda n: f"key {n}")
    size = 100

    class Meta:
        model = IncomingMail


class LetterFactory(factory.django.DjangoModelFactory[Letter]):
    kind = "receipt"
    language = "en"
    subject = "We have your request"
    body = "Your code is [code]."
    to_email = "dewi@example.org"

    class Meta:
        model = Letter


class ActivityFactory(factory.django.DjangoModelFactory[Activity]):
    controller = factory.SubFactory(ControllerFactory)
    code = factory.Sequence(lambda n: f"CO-R{n}")
    label = factory.LazyFunction(lambda: {"en": "Account", "ms": "Akaun"})
    subjects = factory.LazyFunction(lambda: ["user"])
    purposes = factory.LazyFunction(lambda: ["account"])
    bases = factory.LazyFunction(lambda: ["consent"])
    document = "Privacy policy"
    clause = "1"

    class Meta:
        model = Activity


class AssessmentFactory(factory.django.DjangoModelFactory[ImpactAssessment]):
    controller = factory.SubFactory(ControllerFactory)
    code = factory.Sequence(lambda n: f"assessment-{n}")
    title = factory.Sequence(lambda n: f"Assessment {n}")
    activities = factory.LazyFunction(lambda: ["CO-R1"])
    description = "Faces are compared with a picture."
    necessity = "Nothing less tells two people apart."
    risks = "Someone may be taken for someone else."
    measures = "A person looks again."

    class Meta:
        model = ImpactAssessment


class SystemFactory(factory.django.DjangoModelFactory[System]):
    controller = factory.SubFactory(ControllerFactory)
    code = factory.Sequence(lambda n: f"system-{n}")
    name = factory.Sequence(lambda n: f"System {n}")
    kind = SystemKind.DATABASE
    erasure = ErasureMethod.DELETE

    class Meta:
        model = System


class RecipientFactory(factory.django.DjangoModelFactory[Recipient]):
    controller = factory.SubFactory(ControllerFactory)
    code = factory.Sequence(lambda n: f"recipient-{n}")
    name = factory.Sequence(lambda n: f"Recipient {n}")
    kind = RecipientKind.PROCESSOR

    class Meta:
        model = Recipient


class CaseFileFactory(factory.django.DjangoModelFactory[CaseFile]):
    """A text of the person's, with its bytes on the disk: `data`."""

    rights_request = factory.SubFactory(RightsRequestFactory)
    source = CaseFile.Source.PERSON
    kind = "txt"
    name = "notes.txt"
    for_person = True

    class Meta:
        model = CaseFile

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> CaseFile:
        data = kwargs.pop("data", b"What I remember.")
        row = model_class(*args, size=len(data), sha256="0" * 64, **kwargs)
        row.save()
        files.SHELF.put(row.uid, data)
        return row


class AnswerPackageFactory(factory.django.DjangoModelFactory[AnswerPackage]):
    rights_request = factory.SubFactory(RightsRequestFactory)
    kind = AnswerPackage.Kind.ACCESS

    class Meta:
        model = AnswerPackage


class DataSetFactory(factory.django.DjangoModelFactory[DataSet]):
    package = factory.SubFactory(AnswerPackageFactory)
    title = "Trips"

    class Meta:
        model = DataSet


class DataSubjectFactory(factory.django.DjangoModelFactory[DataSubject]):
    controller = factory.SubFactory(ControllerFactory)
    name = "Dewi Contoh"
    country = "MY"

    class Meta:
        model = DataSubject


class IdentifierFactory(factory.django.DjangoModelFactory[Identifier]):
    data_subject = factory.SubFactory(DataSubjectFactory)
    controller = factory.SelfAttribute("data_subject.controller")
    kind = Identifier.Kind.EMAIL
    value = factory.Sequence(lambda n: f"dewi{n}@example.org")

    class Meta:
        model = Identifier


class DataItemFactory(factory.django.DjangoModelFactory[DataItem]):
    controller = factory.SubFactory(ControllerFactory)
    code = "full_name"
    label = factory.LazyAttribute(lambda row: {"en": row.code.replace("_", " ")})

    class Meta:
        model = DataItem


class DataHeldFactory(factory.django.DjangoModelFactory[DataHeld]):
    data_subject = factory.SubFactory(DataSubjectFactory)
    controller = factory.SelfAttribute("data_subject.controller")
    items = factory.LazyFunction(lambda: ["full_name"])
    title = "Identity and contact"
    value = "Dewi Contoh, Kuantan"
    basis = LegalBasis.CONTRACT

    class Meta:
        model = DataHeld
