"""Rights requests: the cases, from receipt to closure.

May import every room but dpo_portal. Start reading in workflow.py. The folder has no
__init__.py, so that `import requests` is always the HTTP library; code says `rights`.
"""

from pathlib import Path

from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "rights"
    label = "requests"
    path = str(Path(__file__).resolve().parent)
