"""Bad input and abuse: told plainly, nothing lost, nobody locked out but the abuser."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from correspondence.models import Letter
from rights.forms.public import DETAILS_LENGTH, NAME_LENGTH
from rights.guards import TRAP
from rights.models import Claimant, RightsRequest
from tests.requests.public.conftest import CONTACT, Visitor, sent_digits, wrong


def answer_until_contact(visitor: Visitor) -> None:
    visitor.step("who", {"relation": "self"})
    visitor.step("what", {"right": "erasure"})
    visitor.step("details", {"details_erasure": ""})


@pytest.mark.parametrize(
    ("step", "data", "sentence", "target"),
    [
        ("who", {}, "Choose whose data it is.", "id_relation_0"),
        ("who", {"relation": "boss"}, "Choose whose data it is.", "id_relation_0"),
        ("what", {}, "Choose what we should do.", "id_right_0"),
        (
            "details",
            {"details_erasure": "a" * (DETAILS_LENGTH + 1)},
            "This is too long: write at most 4000 characters.",
            "id_details_erasure",
        ),
        (
            "details",
            {"details_erasure": "a\x07b"},
            "There is a character here that we cannot read. Type the text again.",
            "id_details_erasure",
        ),
        (
            "contact",
            {"name": "", "email": "dewi@example.test"},
            "Type your name.",
            "id_name",
        ),
        ("contact", {"name": "Dewi"}, "Type your e-mail address.", "id_email"),
        (
            "contact",
            {"name": "Dewi", "email": "dewi@"},
            "This is not a whole e-mail address. It looks like name@example.com.",
            "id_email",
        ),
        (
            "contact",
            {"name": "x" * (NAME_LENGTH + 1), "email": "dewi@example.test"},
            "This is too long: write at most 200 characters.",
            "id_name",
        ),
        (
            "contact",
            {"name": "De\x00wi", "email": "dewi@example.test"},
            "There is a character here that we cannot read. Type the text again.",
            "id_name",
        ),
        (
            "contact",
            {"name": "Dewi\nContoh", "email": "dewi@example.test"},
            "Write this on one line.",
            "id_name",
        ),
    ],
)
def test_bad_input_is_told_on_top_and_at_the_field(
    visitor: Visitor, step: str, data: dict[str, str], sentence: str, target: str
) -> None:
    answer_until_contact(visitor)

    visitor.step(step, data)

    html = visitor.page.content.decode()
    assert visitor.title.startswith("Error:")
    assert "There is a problem" in html
    assert f'<a href="#{target}">{sentence}</a>' in html
    assert html.count(sentence) == 2
    assert f'id="{target}"' in html


def test_what_was_typed_wrongly_is_still_there(visitor: Visitor) -> None:
    answer_until_contact(visitor)

    visitor.step("contact", {"name": "Dewi Contoh", "email": "dewi@"})

    html = visitor.page.content.decode()
    assert 'value="Dewi Contoh"' in html
    assert 'value="dewi@"' in html
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(
    "name",
    ["林样本", "Айдар Үлгі", "สมหญิง ตัวอย่าง", "Ng", "O’Sampel-Contoh", "அனு மாதிரி"],
)
def test_a_name_may_be_of_any_script(visitor: Visitor, name: str) -> None:
    visitor.answer_all(name=name)
    visitor.send()

    assert Claimant.objects.get().name == name


def test_what_a_person_types_is_text_and_never_markup(visitor: Visitor) -> None:
    visitor.answer_all(details_erasure="<b onclick=alert(1)>x</b>", name="{{ 7 }}")

    html = visitor.page.content.decode()
    assert "&lt;b onclick" in html
    assert "<b onclick" not in html
    assert "{{ 7 }}" in html


@pytest.mark.parametrize("at", ["contact", "check"])
def test_a_machine_sees_the_same_pages_and_files_nothing(
    visitor: Visitor, at: str
) -> None:
    if at == "contact":
        visitor.answer_all(**{TRAP: "cheap watches"})
        visitor.send()
    else:
        visitor.answer_all()
        visitor.send(**{TRAP: "cheap watches"})

    assert "Type the code we sent you" in visitor.text
    visitor.type_code("12345678")
    assert "This is not the code. You can try 4 more times." in visitor.text
    visitor.post(visitor.url("code-again"))
    assert "A new code is on its way." in visitor.text
    assert not RightsRequest.objects.exists()
    assert not Letter.objects.exists()


def test_people_neither_see_nor_reach_the_trap(visitor: Visitor) -> None:
    visitor.answer_all()

    html = visitor.page.content.decode()
    assert f'name="{TRAP}" tabindex="-1" autocomplete="off"' in html
    assert '<div class="vh" aria-hidden="true">' in html


def test_five_pages_in_a_moment_are_asked_for_once_more(visitor: Visitor) -> None:
    visitor.clock.shift = lambda step: None  # this one is no person
    visitor.answer_all()

    visitor.send()

    assert "Check your answers once more and send again." in visitor.text
    assert not RightsRequest.objects.exists()
    del visitor.clock.shift
    visitor.send()
    assert RightsRequest.objects.count() == 1


def test_one_address_files_at_most_twenty_requests_an_hour(visitor: Visitor) -> None:
    for number in range(20):
        visitor.answer_all(email=f"person{number}@example.test")
        visitor.send()
        visitor.client.cookies.clear()
    visitor.answer_all()

    visitor.send()

    assert visitor.page.status_code == 429
    assert "asked for too often" in visitor.text
    assert RightsRequest.objects.count() == 20
    visitor.clock.shift(timedelta(hours=1, minutes=1))
    visitor.get(visitor.url("check"))
    visitor.send()
    assert RightsRequest.objects.count() == 21


def test_one_e_mail_gets_at_most_five_requests_an_hour(
    visit: Callable[..., Visitor],
) -> None:
    for number in range(6):
        visitor = visit(client=Client(REMOTE_ADDR=f"192.0.2.{number}"))
        visitor.answer_all(
            email="DEWI@example.test" if number % 2 else CONTACT["email"]
        )
        visitor.send()

    assert visitor.page.status_code == 429
    assert RightsRequest.objects.count() == 5


def test_a_forwarded_address_counts_only_behind_our_own_proxy(
    visitor: Visitor, rf: Any
) -> None:
    from rights.guards import address_of

    request = rf.get("/", headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7"})

    assert address_of(request) == "127.0.0.1"
    with override_settings(BEHIND_PROXY=True):
        assert address_of(request) == "198.51.100.7"


def test_one_network_is_one_address_in_ipv6(rf: Any) -> None:
    from rights.guards import address_of

    first = address_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2:aaaa::1"))
    second = address_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2:bbbb::2"))

    assert first == second


# --- the code ------------------------------------------------------------------------


@pytest.fixture
def waiting(visitor: Visitor) -> Visitor:
    """Filed, and the code is on its way."""
    visitor.answer_all()
    visitor.send()
    return visitor


def test_a_wrong_code_says_how_often_one_may_try(waiting: Visitor) -> None:
    digits = sent_digits()

    waiting.type_code(wrong(digits))

    assert "This is not the code. You can try 4 more times." in waiting.text
    assert waiting.title.startswith("Error:")
    waiting.type_code(digits)
    assert "We have your request" in waiting.text


def test_five_wrong_codes_lock_the_code_and_a_new_one_opens_again(
    waiting: Visitor,
) -> None:
    digits = sent_digits()
    for _again in range(5):
        waiting.type_code(wrong(digits))
    assert "locked in this browser" in waiting.text
    waiting.type_code(digits)
    assert "locked in this browser" in waiting.text

    waiting.post(waiting.url("code-again"))
    waiting.type_code()

    assert "We have your request" in waiting.text


def test_a_code_ends_after_a_quarter_of_an_hour(waiting: Visitor) -> None:
    digits = sent_digits()
    waiting.clock.shift(timedelta(minutes=16))

    waiting.type_code(digits)

    assert "This code does not work any more. Ask for a new one." in waiting.text


def test_a_code_works_only_in_the_browser_that_asked(
    waiting: Visitor, visit: Callable[..., Visitor]
) -> None:
    digits = sent_digits()
    thief = visit()

    thief.answer_all(email="thief@example.test")
    thief.send()
    thief.type_code(digits)

    assert "This is not the code." in thief.text


def test_the_code_may_be_typed_twice_without_harm(waiting: Visitor) -> None:
    digits = sent_digits()
    waiting.type_code(digits)

    waiting.type_code(digits)

    assert "We have your request" in waiting.text
    assert RightsRequest.objects.get().events.filter(type="confirmed").count() == 1


def test_codes_are_mailed_at_most_five_times_an_hour(waiting: Visitor) -> None:
    for _again in range(5):
        waiting.post(waiting.url("code-again"))
        assert waiting.page.status_code == 200

    waiting.post(waiting.url("code-again"))

    assert waiting.page.status_code == 429
    assert Letter.objects.filter(kind="code").count() == 6  # with the first one


def test_asking_for_a_code_by_get_is_refused(waiting: Visitor) -> None:
    assert waiting.client.get(waiting.url("code-again")).status_code == 405


def test_a_post_without_the_token_is_refused(visitor: Visitor) -> None:
    client = Client(enforce_csrf_checks=True)

    page = client.post(visitor.url("step", "who"), {"relation": "self"})

    assert page.status_code == 403
    assert (
        client.post(reverse("status:enter"), {"ref": "R-2026-0001"}).status_code == 403
    )
