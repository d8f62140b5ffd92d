"""The shapes that parts of our addresses have."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from rights.drafts import STEPS


class CountryConverter(StringConverter):
    regex = "[a-z]{2}"


class StepConverter(StringConverter):
    regex = "|".join(STEPS)


class ReferenceConverter(StringConverter):
    regex = r"R-\d{4}-\d{4,9}"


register_converter(CountryConverter, "country")
register_converter(StepConverter, "step")
register_converter(ReferenceConverter, "reference")
