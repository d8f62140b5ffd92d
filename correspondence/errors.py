"""What can go wrong in this room, apart from mail servers."""


class LetterNotWritten(Exception):
    """The wording or the address cannot make a letter; nothing was stored."""


class NotGivenUp(Exception):
    """The letter needs no second start; the text is a sentence for the screen."""


class NotByPost(Exception):
    """This letter goes by e-mail, so nobody posts it."""
