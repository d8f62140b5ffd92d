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

    def ready(self) -> None:
        from correspondence.deliveries import on_accepted
        from rights.deciding import answer_left
        from rights.letters import KIND_ANSWER

        on_accepted(KIND_ANSWER, answer_left)
