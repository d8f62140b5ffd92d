"""Whether words say that something costs nothing."""

from policies.vocabulary import words


def is_free(text: str) -> bool:
    """ "Free", "at no cost", "tanpa sebarang bayaran": a price, and a no to it."""
    if words("free").found_in(text):
        return True
    return words("fees").found_in(text) and words("negations").found_in(text)
