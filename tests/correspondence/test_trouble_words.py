"""A code of a mail server is explained: what it means stands in words beside it."""

import pytest

from correspondence.trouble_words import in_words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("smtp_452_4.2.2", "the mailbox is full"),
        ("smtp_452", "the mailbox is full"),
        ("smtp_550_5.1.1", "there is no such mailbox"),
        ("dsn_5.1.1", "there is no such mailbox"),
        ("smtp_451_4.7.1", "the receiving server is busy"),
        ("smtp_554", "the receiving server refuses the mail"),
        ("dsn_5.7.9", "the receiving server refuses the mail"),
        ("smtp_499", "the receiving server is busy"),
        (
            "smtp_535_5.7.8",
            "the mail server does not let the portal in: check its account",
        ),
        ("dsn", "a report of the receiving side"),
        ("attempt_3", "attempt 3"),
        ("internal_KeyError", "an error in the portal"),
        ("address_erased", "the address has been erased"),
        ("a code of tomorrow", ""),
        ("", ""),
    ],
)
def test_a_code_of_the_proof_is_said_in_words(code: str, words: str) -> None:
    assert in_words(code) == words
