"""The countries that words name, and the cities that data centres are known by."""

import re
from functools import cache

from policies.parsing import countries
from policies.vocabulary import place_names


def places_in(text: str) -> set[str]:
    """Names with their capital letters, so that "Cuba" is one and "cuba" (try) none;
    and "Sarawak" none in "Sarawak Card Services"."""
    return set(_places().findall(text))


@cache
def _places() -> re.Pattern[str]:
    names = {*place_names(), *map(_with_capitals, countries())}
    latin = "|".join(sorted(map(re.escape, filter(str.isascii, names)), reverse=True))
    other = (name for name in names if not name.isascii())
    signs = "|".join(sorted(map(re.escape, other), reverse=True))
    return re.compile(rf"\b(?:{latin})\b(?! [A-Z])|{signs}")


def _with_capitals(name: str) -> str:
    return " ".join(
        word if word in {"and", "of", "the", "dan"} else word[:1].upper() + word[1:]
        for word in name.split()
    )
