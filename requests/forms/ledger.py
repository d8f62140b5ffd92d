"""The filter of the ledgers: whose rows."""

from accounts.models import Controller, User
from accounts.querysets import controllers_of
from processing.forms.filters import RegisterFilters


class LedgerFilters(RegisterFilters):
    """Whose recipients, whose backups."""

    country = None  # type: ignore[assignment]  # Django: leaves the field out

    def offered(self, user: User) -> dict[str, dict[str, str]]:
        mine = Controller.objects.filter(pk__in=controllers_of(user, "requests.view"))
        return {"controller": dict(mine.order_by("name").values_list("slug", "name"))}
