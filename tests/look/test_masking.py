import pytest

from dpo_portal.templatetags.masking import initials, mask, mask_email, mask_phone


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("contoh@example.my", "co••••@example.my"),
        ("ab@example.my", "a••••@example.my"),
        ("not an address", "••••ss"),
    ],
)
def test_an_address_keeps_two_letters_and_its_host(email, shown):
    assert mask_email(email) == shown


def test_a_number_keeps_its_end():
    assert mask_phone("+60 12 345 0142") == "+60 •• ••• 0142"
    assert mask_phone("12345") == "••••"


def test_short_identifiers_are_hidden_whole():
    assert mask("A1234") == "••••"


def test_initials_bear_names_of_any_script():
    assert initials("Aina Demo") == "AD"
    assert initials("林样本") == "林"
    assert initials("System (worker)") == "S"
    assert initials("") == "?"
