from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        from audit.lane import SealLane
        from correspondence import advertising, erasing_letters, lanes
        from correspondence.postman import Postman
        from subjects import erasers, stop_handlers
        from subjects.erasing_lane import ErasureLane

        stop_handlers.on_stopped(advertising.suppress)
        lanes.register("letters", Postman)
        lanes.register("erasure", ErasureLane)  # the rooms below know no lanes
        lanes.register("seal", SealLane)  # audit/ imports no room
        erasers.register("correspondence", erasing_letters.stores_of)
        erasers.register_rows("letters", erasing_letters.letters_of)
        erasers.register_told("correspondence", erasing_letters.print_no_more)
        verbs.name(
            {
                "correspondence.requeue": _("Letter queued again"),
                "correspondence.note_posted": _("Printed letter posted"),
            }
        )
