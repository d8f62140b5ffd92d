"""A folded copy of a row's words, for the search: erased with what it is made of."""

from django.db import models


class SearchText(models.TextField):
    """What a search looks into: made of the row's own words at each write.

    The model says what with `searchable()`.
    """

    # Written along with whatever changes, in a save as in bulk (audit.models.bulk).
    auto_now = is_derived = True

    def pre_save(self, row: models.Model, add: bool) -> str:
        text: str = row.searchable()  # type: ignore[attr-defined]
        setattr(row, self.attname, text)
        return text
