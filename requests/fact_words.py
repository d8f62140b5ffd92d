"""What the office reads about the facts of an identity check.

The register speaks to the person ("the number of your document"), and forms, letters
and the paper form show that. At the desk the officer reads of the person instead.
"""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rulebook.rows import IdentityFact

# By the codes of the register; a fact that is missing here keeps the register's words.
LABELS: dict[str, Promise] = {
    "id_document_number": _("Number of the person's identity document"),
    "user_number": _("User number, or another sign that data of the person is here"),
    "signature": _("Signature of the person or of their representative"),
    "account_authentication": _("Proof that the account is the person's"),
    "account_or_order": _("Account name or an order number of the person"),
    "identity_proof": _("A written request or another proof of who the person is"),
}
HELPS: dict[str, Promise] = {
    "id_document_number": _(
        "Where someone acts for the person, the number of their own document."
    ),
    "user_number": _("For example the phone number that the person orders with."),
    "signature": _("On the form, the full name typed out."),
    "account_or_order": _("Either one shows that the account is the person's."),
}


def desk_label(fact: IdentityFact) -> str:
    """What is asked, in the language in force."""
    known = LABELS.get(fact.code)
    return str(known) if known else fact.label_in(get_language() or "en")


def desk_help(fact: IdentityFact) -> str:
    known = HELPS.get(fact.code)
    return str(known) if known else fact.help_in(get_language() or "en")
