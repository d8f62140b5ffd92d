"""The trail's own codes in words: how something came, what kind of look it was."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from audit.context import ActorKind, Channel

CHANNELS: dict[str, Promise] = {
    Channel.WEB: gettext_lazy("The portal's pages"),
    Channel.ADMIN: gettext_lazy("The repair pages"),
    Channel.API: gettext_lazy("Another program, by the API"),
    Channel.JOB: gettext_lazy("A task or a command"),
}
SINKS: dict[str, Promise] = {
    "file": gettext_lazy("the file beside the database"),
    "e-mail": gettext_lazy("auditors, by e-mail"),
    "time stamp": gettext_lazy("the authority of time stamps"),
}
LOOKS: dict[str, Promise] = {
    "record": pgettext_lazy("kind of look", "Opened the record"),
    "list": pgettext_lazy("kind of look", "Saw a list"),
    "search": pgettext_lazy("kind of look", "Searched"),
    "reveal": pgettext_lazy("kind of look", "Had a hidden value shown"),
    "export": pgettext_lazy("kind of look", "Took a file out"),
    "state": pgettext_lazy("kind of look", "Asked how a case stands"),
}


# What was looked at, where it was a list and not one record.
LISTS: dict[tuple[str, str], Promise] = {
    ("list", "requests.rightsrequest"): gettext_lazy("Saw the list of requests"),
    ("search", "requests.rightsrequest"): gettext_lazy("Searched the requests"),
    ("export", "requests.rightsrequest"): gettext_lazy("Took the list of requests out"),
    ("list", "requests.incomingmail"): gettext_lazy("Saw the incoming mail"),
    ("list", "requests.decision"): gettext_lazy("Saw the refusal log"),
    ("export", "requests.backupdeletion"): gettext_lazy("Took the list of backups out"),
    ("export", "requests.fulfilmenttask"): gettext_lazy(
        "Took the list of recipients told out"
    ),
    ("list", "subjects.datasubject"): gettext_lazy("Saw the list of people"),
    ("search", "subjects.datasubject"): gettext_lazy("Searched the people"),
    ("list", "subjects.dataheld"): gettext_lazy("Saw the data held, by its last day"),
    ("list", "accounts.membership"): gettext_lazy("Saw the team"),
    ("list", "audit.ledgerentry"): gettext_lazy("Saw the change history"),
    ("search", "audit.ledgerentry"): gettext_lazy("Searched the change history"),
    ("export", "audit.ledgerentry"): gettext_lazy("Took the change history out"),
    ("list", "audit.accessentry"): gettext_lazy("Saw the access log"),
    ("search", "audit.accessentry"): gettext_lazy("Searched the access log"),
}


def look_words(what: str, of: str = "") -> str:
    """What kind of look it was; `of` says what was on a list, if it was one."""
    if (what, of) in LISTS:
        return str(LISTS[what, of])
    return str(LOOKS.get(what, what.replace("_", " ").capitalize()))


def reason_words(code: str) -> str:
    """ "second_look" as "Second look". Codes are ours and name nobody."""
    return code.replace("_", " ")


def actor_words(kind: str, program: str) -> str:
    """Who acts where no colleague does."""
    if kind in {ActorKind.SUBJECT, ActorKind.GUARDIAN}:
        return _("The person")
    if kind == ActorKind.RECIPIENT:
        return _("A recipient, by its own link")
    if kind == ActorKind.SQL:
        return _("From outside the portal")
    return _("System: %(program)s") % {"program": program or _("unnamed")}
