"""What list pages and forms need from their query string and fields."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField, Field, Select
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def get(mapping: dict[Any, Any] | None, key: Any) -> Any:
    """`mapping[key]`, or nothing: hints of options by their value."""
    return mapping.get(key, "") if mapping else ""


@register.filter
def listed(items: Iterable[Any]) -> str:
    """The items in a row, with the comma of the reader's language."""
    is_chinese = (get_language() or "").startswith("zh")
    return ("、" if is_chinese else ", ").join(str(item) for item in items)


@register.filter
def error_target(field: BoundField) -> str:
    """The id an error summary links to: of a group of options, the first."""
    input_type = getattr(field.field.widget, "input_type", "")
    grouped = field.use_fieldset and input_type in {"radio", "checkbox"}
    return f"{field.auto_id}_0" if grouped else field.id_for_label or field.auto_id


@register.filter
def is_options(field: BoundField) -> bool:
    """Radio buttons or several checkboxes, which we draw ourselves."""
    input_type = getattr(field.field.widget, "input_type", "")
    return input_type in {"radio", "checkbox"} and hasattr(
        field.field.widget, "optgroups"
    )


@register.filter
def is_tick(field: BoundField) -> bool:
    """A single checkbox: its label stands behind it."""
    input_type = getattr(field.field.widget, "input_type", "")
    return input_type == "checkbox" and not is_options(field)


@register.filter
def explained(error: str, field: BoundField) -> str:
    """The error; for Django's "This field is required." which, and what to do."""
    if str(error) != str(Field.default_error_messages["required"]):
        return str(error)
    if is_tick(field):
        return _("Tick “%(label)s” to go on.") % {"label": field.label}
    if is_options(field) or isinstance(field.field.widget, Select):
        return _("Choose an answer: %(label)s") % {"label": field.label}
    return _("Fill this in: %(label)s") % {"label": field.label}


@register.filter
def pages(paginator: "Paginator[Any]", number: int) -> list[int | str]:
    """First, last and the pages near this one, with an ellipsis between."""
    return list(paginator.get_elided_page_range(number, on_each_side=2, on_ends=1))
