"""The second press of a button is as welcome as the first."""

from django.test import Client

from correspondence.models import Letter
from rights.models import RightsRequest
from tests.requests.public.conftest import sent_digits


def beside(client: Client) -> Client:
    """The same browser, whose second press leaves before the first is answered."""
    twin = Client()
    twin.cookies.load({name: cookie.value for name, cookie in client.cookies.items()})
    return twin


def test_two_presses_of_the_last_button_leave_one_key_for_the_code(visitor):
    visitor.step("who", {"relation": "self"})

    # With the first answer already: each press of the last one would make its own.
    assert "browser_key" in visitor.client.session


def test_the_code_typed_by_two_presses_confirms_and_shows_the_receipt_twice(visitor):
    visitor.answer_all()
    visitor.send()
    digits, second = sent_digits(), beside(visitor.client)

    visitor.type_code(digits)
    again = second.post(visitor.url("code"), {"digits": digits}, follow=True)

    ref = RightsRequest.objects.get().ref
    assert again.status_code == 200
    assert ref in visitor.text
    assert ref in again.content.decode()
    assert Letter.objects.filter(kind="receipt").count() == 1


def test_the_old_session_is_granted_nothing(visitor):
    visitor.answer_all()
    visitor.send()
    before = beside(visitor.client)

    visitor.type_code()

    ref = RightsRequest.objects.get().ref
    assert visitor.client.get(f"/r/{ref}/").status_code == 200
    assert before.get(f"/r/{ref}/").status_code == 302
    old = before.session.get("drafts", {})
    assert all(draft["answers"] == {} for draft in old.values())


def test_answers_that_have_gone_are_not_lost_without_a_word(visitor):
    visitor.step("who", {"relation": "self"})
    visitor.client.cookies.pop("dpo_session")

    visitor.step("details", {"details_erasure": "All of it."})

    assert "Your answers are no longer here" in visitor.text
