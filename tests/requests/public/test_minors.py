"""The public form honours the ages of policy and law, and says what happens."""

import pytest

from correspondence.models import Letter
from rights.choices import Relation
from rights.models import RightsRequest
from tests.requests.public.conftest import Visitor

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("place", "age"),
    [
        (("maxim", "th"), 20),  # Maxim, paragraph 15, Thailand
        (("maxim", "my"), 18),
        (("nbexpress", "my"), 18),  # N.B. Express, paragraph 7
        (("aux", "my"), 18),  # the policy is silent; the law is not
    ],
)
def test_the_form_names_the_age_of_the_place(visit, place, age):
    visitor: Visitor = visit(*place)

    visitor.get(visitor.url("step", "who"))

    assert f"For myself, and I am under {age}" in visitor.text
    assert f"It is about you, and you are {age} or older." in visitor.text


@pytest.mark.parametrize(("country", "age"), [("br", 18), ("ar", 16)])
def test_where_nobody_younger_may_register_the_form_says_so(visit, country, age):
    visitor: Visitor = visit("maxim", country)

    visitor.get(visitor.url("step", "who"))

    assert f"Nobody under {age} may register" in visitor.text
    assert "can ask us to erase it" in visitor.text


def test_who_is_under_age_names_a_guardian_and_nobody_else_is_asked_for_one(visit):
    visitor: Visitor = visit("maxim", "th")
    visitor.step("who", {"relation": "minor"})
    visitor.step("what", {"right": "erasure"})
    visitor.step("details", {})
    names = [field.name for field in visitor.page.context["form"]]
    assert names == ["name", "email", "guardian_name", "guardian_email"]

    visitor.step("contact", {"name": "Ploy", "email": "ploy@example.test"})
    assert "Type the name of your parent or guardian." in visitor.text

    visitor.step("who", {"relation": "self"})
    visitor.get(visitor.url("step", "contact"))
    assert [f.name for f in visitor.page.context["form"]] == ["name", "email"]


def test_no_letter_goes_to_a_guardian_whom_nobody_has_checked(visit):
    visitor: Visitor = visit("maxim", "th")
    visitor.step("who", {"relation": "minor"})
    visitor.step("what", {"right": "erasure"})
    visitor.step("details", {})
    visitor.step(
        "contact",
        {
            "name": "Ploy",
            "email": "ploy@example.test",
            "guardian_name": "Malee",
            "guardian_email": "malee@example.test",
        },
    )
    visitor.send()
    visitor.type_code()

    claimant = RightsRequest.objects.get().claimant
    assert (claimant.relation, claimant.email) == (Relation.MINOR, "ploy@example.test")
    assert claimant.guardian_email == "malee@example.test"
    sent = Letter.objects.values_list("to_email", flat=True)
    assert set(sent) == {"ploy@example.test"}
