"""The portal's own settings and three tables more."""

from dpo_portal.settings import *  # noqa: F403
from dpo_portal.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.trail_site"]
# simple-history as it comes is what the trail is compared with.
SILENCED_SYSTEM_CHECKS = ["audit.E001"]
ROOT_URLCONF = "benchmarks.trail_site.urls"  # one page more
