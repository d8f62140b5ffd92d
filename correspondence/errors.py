"""What can go wrong in this room before a letter is on its way."""


class LetterNotWritten(Exception):
    """The wording or the address cannot make a letter; nothing was stored."""
