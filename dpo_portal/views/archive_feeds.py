"""Who follows a policy is told of each version by an Atom feed."""

from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dpo_portal.templatetags.dates import long_day
from policies import archive
from policies.models import MaterialChange, Policy, PolicyVersion

MOST = 50


class VersionFeed(Feed):
    """Every published version, the newest first."""

    feed_type = Atom1Feed
    only_material = False

    def get_object(self, request: HttpRequest, controller: str, slug: str) -> Policy:
        return get_object_or_404(
            Policy.objects.select_related("controller"),
            controller__slug=controller,
            controller__is_active=True,
            slug=slug,
        )

    def title(self, obj: Policy) -> str:
        return obj.title

    def link(self, obj: Policy) -> str:
        return reverse("archive:current", args=[obj.controller.slug, obj.slug])

    def items(self, obj: Policy) -> list[PolicyVersion]:
        found = archive.Versions(obj).shown(timezone.now())
        if self.only_material:
            material = MaterialChange.objects.filter(version__policy=obj).confirmed()
            told = set(material.values_list("version_id", flat=True))
            found = [version for version in found if version.pk in told]
        return found[:MOST]

    def item_title(self, item: Any) -> str:
        words = f"{item.policy.title}: {archive.named(item)}"
        if item.withdrawn_at:
            return _("%(version)s, withdrawn") % {"version": words}
        return words

    def item_description(self, item: Any) -> str:
        """The plain summaries of what people are told, and from when it holds."""
        language = get_language() or "en"
        told = MaterialChange.objects.filter(version=item).confirmed()
        lines = [words for row in told if (words := row.summary_in(language))]
        if item.effective_on:
            day = long_day(item.effective_on)
            lines.append(_("In force from %(day)s.") % {"day": day})
        return "\n".join(lines)

    def item_link(self, item: Any) -> str:
        policy = item.policy
        return reverse(
            "archive:version", args=[policy.controller.slug, policy.slug, item.number]
        )

    def item_pubdate(self, item: Any) -> datetime | None:
        moment: datetime | None = item.announced_at or item.effective_at
        return moment

    def item_updateddate(self, item: Any) -> datetime | None:
        moment: datetime | None = item.withdrawn_at or item.announced_at
        return moment or item.created_at


class MaterialFeed(VersionFeed):
    """Only versions with a change that people are told about."""

    only_material = True


every_version = login_not_required(VersionFeed())
material_only = login_not_required(MaterialFeed())
