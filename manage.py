#!/usr/bin/env python
"""Run a management command of the portal: `manage.py help` lists them."""

import os
import sys
from pathlib import Path


def main() -> None:
    if not (Path(__file__).resolve().parent / "rights").is_dir():
        sys.exit(
            "The link rights -> requests is missing beside manage.py: make it with "
            '"ln -s requests rights" (docs/decisions/the-folder-requests.md says why).'
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dpo_portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
