"""What every row of the register says, whatever it is about."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Controller, User
from accounts.places import country_name
from audit.models import AuditedModel


class RegisterRow(AuditedModel):
    """A company's row with a code that stays the same."""

    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="+"
    )
    code = models.SlugField(_("code in the register"), max_length=60)

    class Meta:
        abstract = True


class Reach(models.Model):
    """Where a row holds: in `countries`, in all where it names none."""

    countries = models.JSONField(_("countries"), default=list, blank=True)

    class Meta:
        abstract = True

    def holds_in(self, country: str) -> bool:
        return not self.countries or country in self.countries

    @property
    def where(self) -> str:
        """Its countries in the reader's language: "Cambodia, Peru", "All"."""
        names = [country_name(code) for code in self.countries]
        return ", ".join(names) or gettext("All")


class Place(RegisterRow, Reach):
    """Where data lies or goes; someone looks after it and reviews it."""

    name = models.CharField(_("name"), max_length=200)
    # Codes of the activities whose data is here; none: not said yet.
    activities = models.JSONField(_("activities"), default=list, blank=True)
    owner = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    active_from = models.DateField(_("in use from"), null=True, blank=True)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    retired_because = models.CharField(_("retired because"), max_length=500, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    is_example = models.BooleanField(_("example data"), default=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    @property
    def is_retired(self) -> bool:
        return self.retired_on is not None


def place_constraints(name: str) -> list[models.BaseConstraint]:
    """One code and one name in use for each company; a review comes after the last."""
    return [
        models.UniqueConstraint(
            fields=["controller", "code"], name=f"one_{name}_per_code"
        ),
        models.UniqueConstraint(
            fields=["controller", "name"],
            condition=models.Q(retired_on=None),
            name=f"one_{name}_in_use_per_name",
        ),
        models.CheckConstraint(name=f"{name}_has_a_name", condition=~models.Q(name="")),
        models.CheckConstraint(
            name=f"{name}_reviewed_again_later",
            condition=models.Q(reviewed_on=None)
            | models.Q(next_review_on=None)
            | models.Q(next_review_on__gt=models.F("reviewed_on")),
        ),
        models.CheckConstraint(
            name=f"{name}_retired_with_a_reason",
            condition=models.Q(retired_on=None, retired_because="")
            | (models.Q(retired_on__isnull=False) & ~models.Q(retired_because="")),
        ),
    ]
