"""People who sign in, and the companies they answer for."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Someone of the office. Deactivated when they leave, never deleted."""

    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=12, default="en")
    time_zone = models.CharField(max_length=64, default="Asia/Kuala_Lumpur")
    theme = models.CharField(
        _("theme"), max_length=8, choices=Theme, default=Theme.SYSTEM
    )
    has_shortcuts = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    def __str__(self) -> str:
        return self.full_name or self.email


class Controller(models.Model):
    """A company that decides about personal data; the border no one sees across."""

    slug = models.SlugField(unique=True)
    policy_code = models.CharField(max_length=8, unique=True)  # AUX, NBX, AXB, ASB, MAXIM
    name = models.CharField(max_length=120)  # as people know it: "N.B. Express"
    soon_hours = models.PositiveSmallIntegerField(default=72)  # amber before a due instant
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class Establishment(models.Model):
    """The controller's entity in one country: its zone, calendar, languages, address."""

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="establishments"
    )
    country = models.CharField(max_length=2)  # ISO 3166-1 alpha-2
    name = models.CharField(max_length=120)  # "Maxim Malaysia"
    legal_name = models.CharField(max_length=200, blank=True)
    registration = models.CharField(max_length=120, blank=True)
    address = models.TextField(blank=True)
    place = models.CharField(max_length=120, blank=True)  # "Kuantan", beside due instants
    time_zone = models.CharField(max_length=64)
    subdivision = models.CharField(max_length=6, blank=True)  # ISO 3166-2: MY-06
    languages = models.JSONField(default=list)  # codes, the first is the default

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "country"], name="one_establishment_per_country"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ContactPoint(models.Model):
    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")
        POST = "post", _("letter")
        IN_PERSON = "in_person", _("in person")
        IN_APP = "in_app", _("in the app")
        WEB = "web", _("web page")

    establishment = models.ForeignKey(
        Establishment, on_delete=models.PROTECT, related_name="contact_points"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.value


class Membership(models.Model):
    """What a person may do for one controller; read on every call, never cached."""

    class Role(models.TextChoices):
        OFFICER = "officer", _("Officer")
        APPROVER = "approver", _("Approver")
        AUDITOR = "auditor", _("Auditor")
        ADMINISTRATOR = "administrator", _("Administrator")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["user", "controller", "role"], name="one_membership_per_role"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.controller} · {self.get_role_display()}"
