"""The invented draft of N.B. Express's next policy: some changes decided, some open."""

from collections.abc import Mapping
from datetime import datetime

from accounts.models import User
from policies import changes, deciding, editing
from policies.comparing import Row
from policies.drafting import draft_from
from policies.models import Policy, PolicyVersion
from policies.section_text import sections, to_markdown
from policies.wording import clauses_in

COMPANY = "nbexpress"
NEW = (
    (
        "4.1. The driver sees what is needed for the way, and no more.",
        "4.1. The driver sees what is needed for the way, and no more. A call centre "
        "in Kuching sees the same while it helps you.",
    ),
    (
        "8.1. Data is kept in Malaysia; messages are sent by a company in Singapore.",
        "8.1. Data is kept in Malaysia, with a copy in Singapore; messages are sent by "
        "a company in Singapore.",
    ),
    (
        "3.1. A cookie keeps you signed in.",
        "3.1. The cookie keeps you signed in.",
    ),
)


def keep_draft(people: Mapping[str, User], *, now: datetime) -> int:
    """Draft the next version of one policy; 0 where a draft is open, or no text."""
    policy = Policy.objects.filter(controller__slug=COMPANY, slug="privacy").first()
    if (
        policy is None
        or PolicyVersion.objects.filter(policy=policy, source__isnull=False).exists()
    ):
        return 0
    base = (
        PolicyVersion.objects.filter(policy=policy, translations__language="en")
        .select_related("policy__controller")
        .order_by("-number")
        .first()
    )
    if base is None:
        return 0
    draft = draft_from(base, by=people["aina"], at=now)
    for before, after in NEW:
        _write(draft, before, after, by=people["aina"], at=now)
    changes.suggest(draft, by=people["aina"], at=now)
    _decide(draft, by=people["aina"], at=now)
    editing.comment(
        draft,
        "Does the call centre see addresses too?",
        clause_key="4.1",
        by=people["wei"],
        at=now,
    )
    return 1


def _write(
    draft: PolicyVersion, before: str, after: str, *, by: User, at: datetime
) -> None:
    clauses = clauses_in(draft.translations.get(language=draft.language))
    for section in sections(clauses):
        words = to_markdown(section.clauses)
        if before in words:
            editing.edit_section(
                draft,
                section.key,
                words.replace(before, after),
                seen=editing.seen_of(section.clauses),
                by=by,
                at=at,
            )
            return


def _decide(draft: PolicyVersion, *, by: User, at: datetime) -> None:
    found = changes.difference(draft)
    for change in found.to_decide if found else ():
        if _is_about(change.row, "Singapore"):
            deciding.decide(
                draft,
                changes.mark_of(change.row),
                categories=["OTHER_TRANSFER"],
                reason="A copy of everything leaves the country.",
                summary={
                    "en": "We also keep a copy of your data in Singapore.",
                    "ms": "Kami juga menyimpan salinan data anda di Singapura.",
                    "zh-hans": "我们也在新加坡保存一份您的数据。",
                },
                by=by,
                at=at,
            )


def _is_about(row: Row, word: str) -> bool:
    return word in row.after_text
