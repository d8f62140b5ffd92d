from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        from correspondence import lanes
        from correspondence.postman import Postman

        lanes.register("letters", Postman)
        verbs.name({"correspondence.requeue": _("Letter queued again")})
