"""The way from the privacy home to the receipt, in each language of the public."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from correspondence.models import Letter
from tests.english import english_left
from tests.requests.public.conftest import Visitor
from tests.requests.public.test_in_malay import facts_of_places

# The place of the five companies where it is spoken first.
PLACES = {
    "zh-hans": ("aseanbiz", "cn"),
    "es": ("maxim", "ar"),
    "pt-br": ("maxim", "br"),
    "id": ("maxim", "id"),
    "th": ("maxim", "th"),
    "vi": ("maxim", "vn"),
    "ru": ("maxim", "kz"),
}


# The package of holidays has no Russian for Kazakhstan.
HOLIDAY = "Defender of the Fatherland Day"


def test_each_language_of_the_portal_is_read_here_or_in_malay() -> None:
    assert {*PLACES, "en", "ms"} == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("language", PLACES)
def test_the_way_to_the_receipt_holds_no_english(
    visit: Callable[..., Visitor], language: str
) -> None:
    visitor = visit(*PLACES[language], language=language)
    quoted = facts_of_places()
    left: dict[str, Any] = {}

    def read(name: str) -> None:
        html = visitor.page.content.decode()
        assert f'<html lang="{language}"' in html, name
        found = english_left(html.replace(HOLIDAY, "…"), language, quoted=quoted)
        left[name] = found

    visitor.get(visitor.url("country-home"))
    read("home")
    visitor.get(visitor.url("paper"))
    read("paper")
    visitor.step("who", {"relation": "self"})
    read("what")
    visitor.step("what", {"right": "access"})
    read("details")
    visitor.step("details", {"details_access": ""})
    read("contact")
    visitor.step("contact", {"name": "", "email": "x"})
    read("faults")
    visitor.step("contact", {"name": "Dewi", "email": "d@e.example", **facts(visitor)})
    read("check")
    visitor.send()
    read("code")
    visitor.type_code()
    read("sent")
    letter = Letter.objects.order_by("pk").last()
    visitor.client.cookies["django_language"] = language
    visitor.get(reverse("status:page", args=[letter.case_ref]))
    read("status")

    assert letter.kind == "receipt"
    assert letter.language == language
    assert english_left(letter.body, language) == []
    assert not any(left.values()), left
    assert len(left) == 10


def facts(visitor: Visitor) -> dict[str, str]:
    """An answer for whatever else this policy asks for."""
    form = visitor.page.context["form"]
    return {name: "1234567890" for name in form.fields if name not in ("name", "email")}
