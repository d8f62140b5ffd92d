"""What can be wrong with a text or a version, each told in one full sentence."""


class PoliciesError(Exception):
    """Base of the room's errors; the text is a full sentence fit for the screen."""


class UnreadableText(PoliciesError):
    """A file that cannot be read as a policy: wrong kind, encoding, size or shape."""


class NoSuchVersion(PoliciesError):
    """A policy, version or language that this installation does not hold."""


class PublishedWords(PoliciesError):
    """An attempt to change what was approved: correct it with a version of its own."""


class NotPossible(PoliciesError):
    """This cannot be done as things stand. `field` names the value that is wrong."""

    def __init__(self, sentence: object, field: str = "") -> None:
        super().__init__(str(sentence))
        self.field = field


class NotReady(NotPossible):
    """All that stops a version, as pairs of a code and a sentence."""

    def __init__(self, missing: list[tuple[str, str]]) -> None:
        self.missing = missing
        super().__init__(" ".join(sentence for _code, sentence in missing))


class WordsChanged(NotPossible):
    """Someone stored other words after the page was read."""
