"""The nouns of a case. One file a noun; start with rights_request.py."""

from rights.models.case_event import CaseEvent
from rights.models.claimant import Claimant
from rights.models.clock import Clock
from rights.models.decision import Decision
from rights.models.identity import IdentityCheck, IdentityFinding
from rights.models.message import Message
from rights.models.reference import ReferenceCounter
from rights.models.rights_request import RightsRequest
from rights.models.task import FulfilmentTask

__all__ = [
    "CaseEvent",
    "Claimant",
    "Clock",
    "Decision",
    "FulfilmentTask",
    "IdentityCheck",
    "IdentityFinding",
    "Message",
    "ReferenceCounter",
    "RightsRequest",
]
