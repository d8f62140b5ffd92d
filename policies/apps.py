from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"

    def ready(self) -> None:
        from audit import triggers, verbs
        from correspondence import lanes
        from policies import fixed
        from policies.own_parts import told_and_answered
        from policies.telling.lane import NoticesLane
        from policies.verbs import VERBS
        from subjects import access_parts

        triggers.register("policies", fixed.wanted)
        verbs.name(VERBS)
        lanes.register("notices", NoticesLane)
        access_parts.register("policies", told_and_answered)
