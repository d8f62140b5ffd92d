"""Run a management command under production settings of its own, on an empty database.

The checks must say the same on every machine, so neither .env nor the data folder of an
installation is looked at.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="dpo-check-") as folder:
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "DPO_ENV": "production",
            "DPO_ENV_FILE": "",
            "DPO_DATA_DIR": folder,
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ALLOWED_HOSTS": "portal.example",
            "SMTP_HOST": "mail.example",
        }
        manage = Path(__file__).resolve().parent.parent / "manage.py"
        command = [sys.executable, str(manage), *sys.argv[1:]]
        return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
