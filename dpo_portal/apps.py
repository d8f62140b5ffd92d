from datetime import timedelta

from django.apps import AppConfig


class DpoPortalConfig(AppConfig):
    name = "dpo_portal"

    def ready(self) -> None:
        from django.conf import settings
        from django.utils.translation import gettext_lazy as _

        from audit import sinks, timestamps, verbs
        from audit.verifying_chain import allow_dating_back
        from correspondence import lanes
        from dpo_portal import checks  # noqa: F401 (registers the system checks)
        from dpo_portal.models import is_demo
        from dpo_portal.trail import mailing
        from dpo_portal.trail.lane import TrailLane

        allow_dating_back(is_demo)
        lanes.register("trail", TrailLane)
        if settings.CHECKPOINT_MAIL_DAYS:
            every = timedelta(days=settings.CHECKPOINT_MAIL_DAYS)
            sinks.register("e-mail", mailing.publish, every=every)
        if settings.TIMESTAMP_URL:
            every = timedelta(hours=settings.TIMESTAMP_HOURS)
            sinks.register("time stamp", timestamps.publish, every=every)
        verbs.name(
            {
                "audit.export": _("Trail exported"),
                "audit.cut": _("Beginning of the trail cut off"),
            }
        )
