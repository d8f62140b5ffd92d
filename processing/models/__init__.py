"""The tables of the register: what is processed, where it lies, who gets it."""

from processing.models.activity import Activity
from processing.models.assessment import ImpactAssessment
from processing.models.item import DataItem
from processing.models.recipient import Recipient
from processing.models.row import Place
from processing.models.system import System

__all__ = [
    "Activity",
    "DataItem",
    "ImpactAssessment",
    "Place",
    "Recipient",
    "System",
]
