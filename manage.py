#!/usr/bin/env python
"""Run a management command of the portal: `manage.py help` lists them."""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
# These read the project's own files and answer on a machine where nothing has been
# configured yet; production still refuses them as soon as it is configured badly.
CALCULATORS = {"clocks", "compare"}


def main() -> None:
    if not (HERE / "rights").is_dir():
        sys.exit(
            "The link rights -> requests is missing beside manage.py: make it with "
            '"ln -s requests rights" (docs/decisions/the-folder-requests.md says why).'
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
    unconfigured = "DPO_ENV" not in os.environ and not (HERE / ".env").exists()
    if unconfigured and CALCULATORS.intersection(sys.argv[1:2]):
        os.environ["DPO_ENV"] = "demo"
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018 (reads the settings now, not in a command)
    except ImproperlyConfigured as error:
        sys.exit(f"The portal does not start: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
