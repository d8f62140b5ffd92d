"""Cases at the steps from which someone tries to misuse them."""

from tests.requests.conftest import (
    decided_request,
    file_request,
    open_request,
    post,
    rulebook,
    verified_request,
)

__all__ = [
    "decided_request",
    "file_request",
    "open_request",
    "post",
    "rulebook",
    "verified_request",
]
