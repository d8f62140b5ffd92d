"""What a code of the proof means, in words: “the mailbox is full” for smtp_452_4.2.2.

Source of the numbers: RFC 5321 4.2.3, and RFC 3463 for those with dots.
"""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

_FULL = _("the mailbox is full")
_GONE = _("there is no such mailbox")
_BUSY = _("the receiving server is busy")
_REFUSED = _("the receiving server refuses the mail")
_ACCOUNT = _("the mail server does not let the portal in: check its account")

# Of an answer with dots, x.SUBJECT.DETAIL; a subject alone stands for the others of it.
_ENHANCED: dict[str, Promise] = {
    "1.1": _GONE,
    "1.2": _("there is no mail server for this address"),
    "1.6": _("the mailbox has moved away"),
    "1": _("the address is not valid"),
    "2.1": _("the mailbox is closed"),
    "2.2": _FULL,
    "2.3": _("the mail is too large for the mailbox"),
    "2": _("the mailbox takes no mail now"),
    "3": _BUSY,
    "4": _("the way to the receiving server is interrupted"),
    "5": _("the two mail servers do not understand each other"),
    "6": _("the receiving server does not take mail of this form"),
    "7": _REFUSED,
}
_STATUS: dict[str, Promise] = {
    "421": _BUSY,
    "450": _("the mailbox is in use"),
    "451": _BUSY,
    "452": _FULL,
    "550": _REFUSED,
    "551": _("the mailbox has moved away"),
    "552": _FULL,
    "553": _("the address is not valid"),
    "4": _BUSY,
    "5": _REFUSED,
}
_CODES: dict[str, Promise] = {
    "no_connection": _("no mail server could be reached"),
    "network": _("the connection was lost"),
    "timeout": _("the mail server did not answer in time"),
    "tls": _("the encrypted connection failed"),
    "not_supported": _("the mail server cannot take this address"),
    "bad_address": _("the address is not valid"),
    "attempts_used_up": _("all attempts are used up"),
    "handler_failed": _("what follows on acceptance failed"),
    "address_erased": _("the address has been erased"),
    "person_erased": _("the person has been erased"),
    "code_replaced": _("a newer code took its place"),
    "link_ended": _("its link has ended"),
    "cancelled": _("the notice was ended"),
    "lease_ended": _("the program that sent it stopped"),
    "posted": _("noted by a colleague"),
    "again": _("said once more"),
    "marketing_stopped": _("the person gets no advertising"),
    "no_consent": _("the person has not agreed to it"),
    "restricted": _("their data may not be used now"),
    "dsn": _("a report of the receiving side"),
}
_ANSWER = re.compile(r"(?:smtp_(?P<status>\d{3})|dsn)(?:_(?P<more>[245]\.\d+\.\d+))?")
_OUR_ACCOUNT = {"530", "534", "535", "538"}


def in_words(code: str) -> str:
    """What a code says; empty for one that says nothing to a person."""
    if words := _CODES.get(code):
        return str(words)
    if code.startswith("attempt_"):
        return gettext("attempt %(number)s") % {"number": code.removeprefix("attempt_")}
    if code.startswith("internal_"):
        return gettext("an error in the portal")
    found = _ANSWER.fullmatch(code)
    return _of_answer(found["status"] or "", found["more"] or "") if found else ""


def _of_answer(status: str, more: str) -> str:
    """ "452", "4.2.2": the number with dots says more than the one without."""
    if status in _OUR_ACCOUNT:
        return str(_ACCOUNT)
    kind, _dot, detail = more.partition(".")
    if kind == "4" and detail.startswith("7"):  # "grey": come back later
        return str(_BUSY)
    words = (
        _ENHANCED.get(detail)
        or _ENHANCED.get(detail.partition(".")[0])
        or _STATUS.get(status)
        or _STATUS.get(status[:1])
    )
    return str(words or "")
