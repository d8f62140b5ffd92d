"""Rights requests: the cases, from receipt to closure.

May import every room but dpo_portal. Start reading in workflow.py. The folder has no
__init__.py, so that `import requests` is always the HTTP library; code says `rights`.
"""

from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class RightsConfig(AppConfig):
    name = "rights"
    label = "requests"
    path = str(Path(__file__).resolve().parent)

    def ready(self) -> None:
        from correspondence import lanes
        from correspondence.deliveries import on_accepted
        from rights.deciding import answer_left
        from rights.letters import KIND_ANSWER
        from rights.sweeping import DraftLane

        on_accepted(KIND_ANSWER, answer_left)
        lanes.register("drafts", DraftLane)
        verbs.name(VERBS)


VERBS = {
    "requests.file": _("Request received"),
    "requests.confirm": _("E-mail confirmed, clocks started"),
    "requests.assign": _("Owner changed"),
    "requests.start_identity_check": _("Identity check started"),
    "requests.settle_identity": _("Identity check settled"),
    "requests.write_to_person": _("Message sent to the person"),
    "requests.hear_from_person": _("Message from the person"),
    "requests.add_note": _("Internal note written"),
    "requests.withdraw": _("Withdrawn by the person"),
    "requests.reject_as_spam": _("Set aside as spam"),
    "requests.propose_decision": _("Decision proposed"),
    "requests.approve_decision": _("Decision approved on a second look"),
    "requests.return_decision": _("Decision sent back"),
    "requests.send_answer": _("Answer handed to the outbox"),
    "requests.answer_left": _("Answer left the office"),
    "requests.add_task": _("Task added"),
    "requests.settle_task": _("Task settled"),
    "requests.close": _("Request closed"),
}
