"""Every public page, read in Malay: no English is left, and it is the right Malay."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import ContactPoint, Establishment
from rights.choices import Right
from tests.english import english_left
from tests.requests.public.conftest import Visitor, open_page


@pytest.fixture
def tamu(visit: Callable[..., Visitor]) -> Visitor:
    """A visitor who chose Malay."""
    visitor = visit(language="ms")
    visitor.client = Client(headers={"accept-language": "ms"})
    return visitor


def english_on(visitor: Visitor) -> list[str]:
    html = visitor.page.content.decode()
    assert '<html lang="ms"' in html
    return english_left(html, quoted=facts_of_places())


def facts_of_places() -> str:
    """What a company calls itself and its menus, as its policy has it."""
    places = Establishment.objects.values_list("address", "registered_address")
    points = ContactPoint.objects.values_list("value", flat=True)
    return "\n".join([*(line for place in places for line in place), *points])


def test_the_way_to_the_form_is_in_malay(tamu: Visitor) -> None:
    left = {}

    for path in ["/ms/", "/ms/c/maxim/", "/ms/c/maxim/my/", "/r/"]:
        tamu.get(path)
        left[path] = english_on(tamu)

    assert not any(left.values()), left


@pytest.mark.parametrize(
    "place",
    [
        ("aux", "my"),
        ("nbexpress", "my"),
        ("auxconnbeauty", "my"),
        ("aseanbiz", "my"),
        ("maxim", "br"),
        ("maxim", "th"),
    ],
)
def test_the_home_of_each_company_is_in_malay(
    visit: Callable[..., Visitor], place: tuple[str, str]
) -> None:
    visitor = visit(*place, language="ms")

    visitor.get(visitor.url("country-home"))

    assert english_on(visitor) == []


def test_every_step_to_the_receipt_is_in_malay(tamu: Visitor) -> None:
    left: dict[str, Any] = {}

    tamu.get(tamu.url("step", "who"))
    left["who"] = english_on(tamu)
    tamu.step("who", {"relation": "parent"})
    left["what"] = english_on(tamu)
    tamu.step("what", {"right": "erasure"})
    left["details"] = english_on(tamu)
    tamu.step("details", {"details_erasure": ""})
    left["contact"] = english_on(tamu)
    tamu.step("contact", {"name": "Dewi", "person_name": "Adi", "email": "d@e.example"})
    left["check"] = english_on(tamu)
    tamu.send()
    left["code"] = english_on(tamu)
    tamu.type_code()
    left["sent"] = english_on(tamu)

    assert not any(left.values()), left


@pytest.mark.parametrize("right", [right.value for right in Right])
def test_the_question_of_each_right_is_in_malay(tamu: Visitor, right: str) -> None:
    tamu.step("who", {"relation": "self"})
    tamu.step("what", {"right": right})

    tamu.get(tamu.url("step", "details"))

    assert english_on(tamu) == []


def test_what_is_wrong_is_said_in_malay(tamu: Visitor) -> None:
    left: dict[str, Any] = {}

    tamu.step("who", {"relation": "king"})
    left["who"] = english_on(tamu)
    tamu.step("who", {"relation": "parent"})
    tamu.step("what", {})
    left["what"] = english_on(tamu)
    tamu.step("what", {"right": "rectification"})
    tamu.step("details", {"details_rectification": ""})
    left["details"] = english_on(tamu)
    tamu.step("details", {"details_rectification": "x" * 5000})
    left["long"] = english_on(tamu)
    tamu.step("details", {"details_rectification": "Nama saya"})
    tamu.step("contact", {"name": "a\x07", "email": "bukan alamat"})
    left["contact"] = english_on(tamu)
    tamu.step("contact", {"name": "Dewi", "person_name": "Adi", "email": "d@e.example"})
    tamu.send(seen="else")
    left["check"] = english_on(tamu)
    tamu.send()
    tamu.type_code("00000000")
    left["code"] = english_on(tamu)

    assert not any(left.values()), left


def test_following_a_request_is_in_malay(
    tamu: Visitor, file_request: Callable[..., Any]
) -> None:
    tamu.client.cookies["django_language"] = "ms"
    case = tamu.file(details_erasure="Akaun dan perjalanan saya.")
    left: dict[str, Any] = {}

    tamu.get(reverse("status:page", args=[case.ref]))
    left["page"] = english_on(tamu)
    for name in ("messages", "withdraw", "receipt"):
        tamu.get(reverse(f"status:{name}", args=[case.ref]))
        left[name] = english_on(tamu)
    tamu.post(reverse("status:messages", args=[case.ref]), {"body": ""})
    left["no message"] = english_on(tamu)
    tamu.client.cookies.pop("sessionid", None)
    tamu.get(reverse("status:code", args=[case.ref]))
    left["code"] = english_on(tamu)
    open_page(tamu, case)
    tamu.post(reverse("status:withdraw", args=[case.ref]))
    left["withdrawn"] = english_on(tamu)

    assert not any(left.values()), left


def test_the_form_asks_in_the_words_of_the_glossary(tamu: Visitor) -> None:
    tamu.step("who", {"relation": "self"})

    tamu.get(tamu.url("step", "what"))

    assert "Langkah 2 daripada 5" in tamu.text
    assert "Apa yang anda mahu kami lakukan?" in tamu.text
    for wish in ("Tunjukkan", "Betulkan", "Padam", "Pindahkan"):
        assert f"{wish} data saya" in tamu.text
    assert "Kami jawab dalam 7 hari" in tamu.text.replace("  ", " ")


def test_english_that_was_left_behind_is_found() -> None:
    page = """<html lang="ms"><h1>Check your answers</h1><p>A thing of the past</p>
    <p lang="en">The English policy</p><p>Semak jawapan anda</p></html>"""

    assert english_left(page) == ["Check your answers", "A thing of the past"]
