"""The ways a change is told, as policies promise them and versions plan them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    """Codes in `Policy.channels` and `PolicyVersion.planned_channels`."""

    RED_DOT = "red_dot", _("red dot in the app until it is opened")
    POP_UP = "pop_up", _("pop-up in the app that must be dismissed")
    EXPLANATION = "explanation", _("notice that explains each change")
    LETTER = "letter", _("e-mail with the list of changes")
    POST = "post", _("letter by post with the list of changes")
    BANNER = "banner", _("banner on the page")
    ANNOUNCEMENT = "announcement", _("public announcement")
    # Not a way by itself: the notice offers it in one step (Maxim 5.2).
    REFUSAL = "refusal", _("refuse or withdraw in one step")


# These reach a person; a banner or an announcement waits for them to come by.
DIRECT = frozenset({Way.RED_DOT, Way.POP_UP, Way.EXPLANATION, Way.LETTER, Way.POST})
# In these a person can be asked and can answer.
ASKS = frozenset({Way.POP_UP, Way.EXPLANATION, Way.LETTER, Way.POST})


def names_of(codes: list[str]) -> list[str]:
    """Each in words; a code that is none is left as it is."""
    return [str(Way(code).label) if code in Way else code for code in codes]
