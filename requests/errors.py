"""Why a step cannot be taken now. Each text is a sentence fit for the screen."""


class StepNotAllowed(Exception):
    """The request is not at a step where this can be done."""


class ChangedMeanwhile(StepNotAllowed):
    """Someone else changed the request after the page was read."""


class GroundNotAvailable(StepNotAllowed):
    """The rulebook has no such ground for this controller, country and right."""


class SecondLookNeeded(StepNotAllowed):
    """This decision waits for another person."""


class CalendarNotChanged(Exception):
    """The day is as it was asked to be already, or no longer there to take out."""


class MailRefused(Exception):
    """This mail is not taken in; the words say why and name nobody."""


class FileRefused(StepNotAllowed):
    """This file is not taken; the words say why and what to do instead."""
