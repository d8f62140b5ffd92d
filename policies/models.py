"""The published documents, by version. Their texts and publication come later."""

from django.db import models

from accounts.models import Controller


class Policy(models.Model):
    controller = models.ForeignKey(
        Controller, on_delete=models.PROTECT, related_name="policies"
    )
    slug = models.SlugField()
    title = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "policies"
        constraints = (
            models.UniqueConstraint(
                fields=["controller", "slug"], name="one_policy_per_slug"
            ),
        )

    def __str__(self) -> str:
        return self.title


class PolicyVersion(models.Model):
    """What was published when. A policy that names no date has none here either."""

    policy = models.ForeignKey(
        Policy, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=12)  # of the original text
    released_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["policy", "number"], name="one_version_per_number"
            ),
        )

    def __str__(self) -> str:
        return f"{self.policy}, v{self.number}"

    @property
    def code(self) -> str:
        """How other rooms keep it by value: `maxim/privacy@1`."""
        return f"{self.policy.controller.slug}/{self.policy.slug}@{self.number}"
