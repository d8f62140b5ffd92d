"""Codes as the words that stand for them: countries, languages, versions."""

from django import template
from django.utils.translation import gettext as _

from accounts.models import Establishment
from accounts.places import country_name, place_name, zone_name
from policies.naming import language_name

register = template.Library()


@register.filter
def country_words(code: str) -> str:
    """ "MY" as "Malaysia"."""
    return country_name(code)


@register.filter
def calendar_words(establishment: Establishment) -> str:
    """The place whose holidays an entity counts by: "Selangor, Malaysia"."""
    return place_name(establishment.country, establishment.subdivision)


@register.filter
def language_words(code: str) -> str:
    """ "ms" as "Malay"."""
    return language_name(code)


@register.filter
def zone_words(zone: str) -> str:
    """ "Asia/Kuala_Lumpur" as "Kuala Lumpur"."""
    return zone_name(zone)


@register.filter
def version_words(code: str) -> str:
    """ "maxim/privacy@1" as "Version 1"; blank or no version as it is."""
    number = code.partition("@")[2]
    if not number.isdecimal():
        return code
    return _("Version %(number)d") % {"number": int(number)}
