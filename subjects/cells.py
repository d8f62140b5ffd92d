"""Words in the cells of a table that a spreadsheet opens."""

# A cell that begins so is a formula to a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """The same words, never run as a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text
