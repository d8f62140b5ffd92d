"""Why a step cannot be taken now. Each text is a sentence fit for the screen."""


class StepNotAllowed(Exception):
    """The request is not at a step where this can be done."""


class ChangedMeanwhile(StepNotAllowed):
    """Someone else changed the request after the page was read."""


class GroundNotAvailable(StepNotAllowed):
    """The rulebook has no such ground for this controller, country and right."""


class SecondLookNeeded(StepNotAllowed):
    """This decision waits for another person."""
