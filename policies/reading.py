"""What the gates read of a version, each thing once however many rules ask for it."""

from functools import cached_property

from policies.changes import Difference, difference
from policies.models import MaterialChange, Policy, PolicyVersion, Translation
from policies.wording import Gaps, gaps


class Reading:
    """A version as it stands now; nobody keeps one across a change of it.

    `found` is its difference, where somebody has compared already.
    """

    def __init__(self, version: PolicyVersion, found: Difference | None = None) -> None:
        self.version, self._found = version, found
        self.policy: Policy = version.policy
        self.planned = set(version.planned_channels)

    @cached_property
    def found(self) -> Difference | None:
        return self._found or difference(self.version)

    @cached_property
    def confirmed(self) -> list[MaterialChange]:
        return list(MaterialChange.objects.filter(version=self.version).confirmed())

    @cached_property
    def texts(self) -> dict[str, Translation]:
        rows = self.version.translations.order_by("pk")
        return {text.language: text for text in rows}

    @cached_property
    def gaps(self) -> dict[str, Gaps]:
        return gaps(self.version)

    @property
    def languages(self) -> list[str]:
        return _languages(self.version)


def summary_languages(version: PolicyVersion) -> list[str]:
    """In which the words for people are asked: each language that the text is in."""
    texts = version.translations.order_by("pk").values_list("language", flat=True)
    return list(dict.fromkeys([*_languages(version), *texts]))


def _languages(version: PolicyVersion) -> list[str]:
    return list(dict.fromkeys([version.language, *version.policy.required_languages]))
