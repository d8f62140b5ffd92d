"""The sentences of what started a clock, moved it, or came too late to."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rulebook.lengths import period_words
from rulebook.moments import iso_day_in_words, moment_in_words

Step = Mapping[str, Any]


def _at(step: Step) -> dict[str, str]:
    return moment_in_words(step["at"], step.get("zone", ""))


def start(step: Step) -> str:
    return _("Received on %(date)s at %(time)s (%(zone)s).") % _at(step)


def ordered(step: Step) -> str:
    """An order names its last day itself, so nothing is counted."""
    return _("%(authority)s named this last day: %(date)s.") % {
        "authority": step["authority"],
        "date": iso_day_in_words(step["day"]),
    }


def aware(step: Step) -> str:
    return _("The breach became known on %(date)s at %(time)s (%(zone)s).") % _at(step)


def reopened(step: Step) -> str:
    return _(
        "The request was reopened on %(date)s at %(time)s (%(zone)s); the period runs "
        "anew from then."
    ) % _at(step)


def begun(step: Step) -> str:
    match step["event"]:
        case "clarification_requested":
            text = _(
                "The person was asked for more on %(date)s at %(time)s (%(zone)s)."
            )
        case "clarification_received":
            text = _("The person's reply came on %(date)s at %(time)s (%(zone)s).")
        case "identity_requested":
            text = _(
                "Proof of identity was asked for on %(date)s at %(time)s (%(zone)s)."
            )
        case "identity_received":
            text = _("Proof of identity came on %(date)s at %(time)s (%(zone)s).")
        case "not_competent":
            text = _(
                "On %(date)s at %(time)s (%(zone)s) it showed that another office is "
                "competent."
            )
        case "complaint_received":
            text = _("The complaint came on %(date)s at %(time)s (%(zone)s).")
        case "authority_notified":
            text = _("The authority was told on %(date)s at %(time)s (%(zone)s).")
        case _:
            text = _("The period starts on %(date)s at %(time)s (%(zone)s).")
    return text % _at(step)


def again(step: Step) -> str:
    return _("This period has run on this case before; this is run %(round)s.") % {
        "round": step["round"]
    }


def source(step: Step) -> str:
    match step["source"]:
        case "statute":
            return _("The law requires this.")
        case "operator":
            return _(
                "Neither the policy nor the law names a period here; this one is the "
                "office's own default."
            )
        case _:
            return _("The policy promises this.")


def start_assumed(step: Step) -> str:
    by_law = step.get("source") == "statute"
    at_receipt = ("receipt", "deletion_request", "account_cancellation")
    if step.get("start", "receipt") in at_receipt:
        if by_law:
            return _(
                "The law does not say when the period starts, so it is counted from "
                "receipt."
            )
        return _(
            "The policy does not say when the period starts, so it is counted from "
            "receipt."
        )
    if by_law:
        return _(
            "The law does not say when the period starts, so it is counted from that "
            "moment."
        )
    return _(
        "The policy does not say when the period starts, so it is counted from that "
        "moment."
    )


def notice(step: Step) -> str:
    return _("This is the last moment to tell the person that it will take longer.")


def released(step: Step) -> str:
    return _(
        "A legal hold was lifted on %(date)s at %(time)s (%(zone)s); the period runs "
        "anew from then."
    ) % _at(step)


def held(step: Step) -> str:
    return _(
        "A legal hold is in force since %(date)s at %(time)s, so there is no last day "
        "until it is lifted."
    ) % _at(step)


def held_late(step: Step) -> str:
    return _("The last day, %(date)s, had passed before the legal hold.") % _at(step)


def restarted(step: Step) -> str:
    told = {"asked": iso_day_in_words(step["from"]), **_at(step)}
    if step["why"] == "identity":
        return (
            _(
                "Proof of identity was asked for on %(asked)s and came on %(date)s at "
                "%(time)s; the full period runs anew from then."
            )
            % told
        )
    return (
        _(
            "The person was asked for more on %(asked)s and replied on %(date)s at "
            "%(time)s; the full period runs anew from then."
        )
        % told
    )


def replaced(step: Step) -> str:
    asked = {"asked": iso_day_in_words(step["from"])}
    told = {**asked, **_at(step), "period": period_words(step["number"], step["unit"])}
    if step["why"] == "identity":
        return (
            _(
                "Proof of identity was asked for on %(asked)s and came on %(date)s at "
                "%(time)s; from then a period of %(period)s takes the place of the "
                "first."
            )
            % told
        )
    return (
        _(
            "The person was asked for more on %(asked)s and replied on %(date)s at "
            "%(time)s; from then a period of %(period)s takes the place of the first."
        )
        % told
    )


def suspended(step: Step) -> str:
    told = {"asked": iso_day_in_words(step["from"]), **moment_in_words(step["to"])}
    if step["why"] == "identity":
        asked = _("Proof of identity was asked for on %(asked)s and came on %(date)s.")
    else:
        asked = _("The person was asked for more on %(asked)s and replied on %(date)s.")
    return f"{asked % told} {_not_counted(step)}"


def _not_counted(step: Step) -> str:
    if "seconds" in step:
        return _("The time between does not count.")
    days = step["days"]
    if step["unit"] == "working_days":
        text = ngettext(
            "After the first of these days, %(days)s working day does not count.",
            "After the first of these days, %(days)s working days do not count.",
            days,
        )
    else:
        text = ngettext(
            "After the first of these days, %(days)s day does not count.",
            "After the first of these days, %(days)s days do not count.",
            days,
        )
    return text % {"days": days}


def waiting(step: Step) -> str:
    if step["why"] == "identity":
        asked = _("Proof of identity was asked for on %(date)s at %(time)s.")
    else:
        asked = _("The person was asked for more on %(date)s at %(time)s.")
    match step["pause"]:
        case "restart":
            then = _(
                "There is no last day until the reply, and then the full period runs "
                "anew."
            )
        case "replace":
            then = _(
                "There is no last day until the reply, and then a period of %(period)s "
                "takes the place of the first."
            ) % {"period": period_words(step["number"], step["unit"])}
        case _:
            then = _("There is no last day until the reply: these days do not count.")
    return f"{asked % _at(step)} {then}"


def asked_late(step: Step) -> str:
    if step["why"] == "identity":
        return _(
            "Proof of identity was asked for on %(date)s at %(time)s, after the last "
            "day had passed, so that changes nothing."
        ) % _at(step)
    return _(
        "The person was asked for more on %(date)s at %(time)s, after the last day had "
        "passed, so that changes nothing."
    ) % _at(step)


def extended(step: Step) -> str:
    number = step["number"]
    match step["unit"]:
        case "hours":
            text = ngettext(
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s hour.",
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s hours.",
                number,
            )
        case "working_days":
            text = ngettext(
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s working day.",
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s working days.",
                number,
            )
        case "months":
            text = ngettext(
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s month, counted from the same start.",
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s months, counted from the same start.",
                number,
            )
        case _:
            text = ngettext(
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s day.",
                "The person was told on %(date)s that it takes longer: the law adds "
                "%(number)s days.",
                number,
            )
    return text % {**_at(step), "number": number}


def extended_late(step: Step) -> str:
    return _(
        "The person was told on %(date)s at %(time)s that it takes longer, after the "
        "last day had passed, so that changes nothing."
    ) % _at(step)


def extended_again(step: Step) -> str:
    return _(
        "The person was told again on %(date)s at %(time)s that it takes longer; the "
        "law allows that once, so it changes nothing."
    ) % _at(step)


def told(step: Step) -> str:
    return _(
        "The person was told %(date)s, so this date does not move on to a later day."
    ) % _at(step)


SENTENCES: dict[str, Callable[[Step], str]] = {
    "start": start,
    "ordered": ordered,
    "aware": aware,
    "reopened": reopened,
    "begun": begun,
    "again": again,
    "source": source,
    "start_assumed": start_assumed,
    "notice": notice,
    "released": released,
    "held": held,
    "held_late": held_late,
    "restarted": restarted,
    "replaced": replaced,
    "suspended": suspended,
    "waiting": waiting,
    "asked_late": asked_late,
    "extended": extended,
    "extended_late": extended_late,
    "extended_again": extended_again,
    "told": told,
}
