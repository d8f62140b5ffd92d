from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "correspondence"

    def ready(self) -> None:
        from correspondence import lanes
        from correspondence.postman import Postman

        lanes.register("letters", Postman)
