"""People who sign in, and the companies they answer for."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import auth
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.querysets import (
    ControllerQuerySet,
    InvitationQuerySet,
    MembershipQuerySet,
    VisibleToQuerySet,
)
from accounts.roles import Role
from audit.models import AuditedHistory, AuditedModel, AuditedQuerySet


class UserManager(BaseUserManager["User"].from_queryset(AuditedQuerySet)):  # type: ignore[misc]
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """Lower case throughout: nobody's colleague is told apart by a capital."""
        return (email or "").strip().lower()


class User(AuditedModel, AbstractBaseUser):
    """Someone of the office. Deactivated when they leave, never deleted.

    No groups, no superuser, no per-person permission: what a person may do is what
    their memberships say, for one company at a time.
    """

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Asia/Kuala_Lumpur"
    )
    theme = models.CharField(
        _("theme"), max_length=8, choices=Theme, default=Theme.SYSTEM
    )
    has_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    wants_digest = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()
    # Neither is anyone's business in a history: a hash to crack, a habit to read.
    history = AuditedHistory(excluded_fields=["password", "last_login"])

    class Audit:
        controller = None  # people may work for several; each act names the company
        pii: ClassVar[list[str]] = ["email", "full_name"]

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.email

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """With an object: for its company. Without one: for some company."""
        return any(
            backend.has_perm(self, perm, obj)
            for backend in auth.get_backends()
            if hasattr(backend, "has_perm")
        )

    def has_perms(self, perm_list: Iterable[str], obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perm_list)

    def get_all_permissions(self, obj: Any = None) -> set[str]:
        return {
            permission
            for backend in auth.get_backends()
            if hasattr(backend, "get_all_permissions")
            for permission in backend.get_all_permissions(self, obj)
        }

    def has_module_perms(self, app_label: str) -> bool:
        return any(
            backend.has_module_perms(self, app_label)
            for backend in auth.get_backends()
            if hasattr(backend, "has_module_perms")
        )


class Controller(models.Model):
    """A company that decides about personal data; the border no one sees across."""

    slug = models.SlugField(unique=True)
    policy_code = models.CharField(
        max_length=8, unique=True
    )  # AUX, NBX, AXB, ASB, MAXIM
    name = models.CharField(max_length=120)  # as people know it: "N.B. Express"
    soon_hours = models.PositiveSmallIntegerField(
        default=72
    )  # amber before a due instant
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Any] = ControllerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class EstablishmentQuerySet(VisibleToQuerySet):
    """Establishments are seen by everyone who works for the controller."""


class Establishment(models.Model):
    """The controller's entity in a country: its zone, calendar, languages, address."""

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="establishments"
    )
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    name = models.CharField(max_length=120)  # "Maxim Malaysia"
    legal_name = models.CharField(max_length=200, blank=True)
    registration = models.CharField(max_length=120, blank=True)
    address = models.TextField(blank=True)
    registered_address = models.TextField(blank=True)  # only where it differs
    place = models.CharField(
        max_length=120, blank=True
    )  # "Kuantan", beside due instants
    time_zone = models.CharField(max_length=64)
    subdivision = models.CharField(max_length=6, blank=True)  # ISO 3166-2: MY-06
    languages = models.JSONField(default=list)  # codes, the first is the default

    objects: ClassVar[Any] = EstablishmentQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "country"], name="one_establishment_per_country"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ContactPoint(models.Model):
    """A way to reach an establishment; `value` is blank where the policy gives none."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        POST = "post", _("letter")
        IN_PERSON = "in_person", _("in person")
        IN_APP = "in_app", _("in the app")
        WEB = "web", _("web page")

    class Purpose(models.TextChoices):
        GENERAL = "general", _("general")
        DPO = "dpo", _("data protection officer")
        LEAK = "leak", _("reports of a leak")

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="contact_points"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    purpose = models.CharField(max_length=8, choices=Purpose, default=Purpose.GENERAL)
    value = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["email", "phone", "post", "in_person", "in_app", "web"]
                ),
                name="contact_point_kind",
            ),
        )

    def __str__(self) -> str:
        return self.value


class Membership(AuditedModel):
    """What a person may do for one controller; read on every call, never cached."""

    Role = Role

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)

    has_second_factor: bool  # where teams.teams_of has looked

    objects: ClassVar[Any] = MembershipQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = []

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "controller", "role"], name="one_membership_per_role"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.controller} · {self.get_role_display()}"


class Invitation(AuditedModel):
    """A place kept for someone who is not here yet.

    Whoever reads the mailbox may take it: the code in the letter proves just that.
    """

    is_expired: bool  # where teams.teams_of has looked

    email = models.EmailField(_("e-mail"))
    full_name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="invitations"
    )
    role = models.CharField(_("role"), max_length=16, choices=Role)
    invited_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="invitations_made"
    )
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invitations_accepted",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()  # type: ignore[assignment]
    history = AuditedHistory()

    class Audit:
        controller = "controller_id"
        pii: ClassVar[list[str]] = ["email", "full_name"]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["email", "controller", "role"],
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="one_pending_invitation",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="invitation_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.full_name} · {self.controller} · {self.get_role_display()}"

    def is_open(self, at: datetime) -> bool:
        return (
            self.accepted_at is None
            and self.withdrawn_at is None
            and at < self.expires_at
        )
