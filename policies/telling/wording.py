"""The words of a notice: what changes, one change after the other, old beside new.

A notice holds nothing else: no advertising, no picture, nothing that tells who opened
it (WP260 rev.01 29: "not together with direct marketing content").
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.places import country_name
from correspondence import wording
from correspondence.models import LINK_PLACE, NAME_PLACE
from policies import change_list, versions
from policies.changes import base_of
from policies.classifying import Classified
from policies.clauses import Clause
from policies.comparing import WITH_WORDS, Row, compare
from policies.diff_page import Part, Shown
from policies.errors import NoSuchVersion
from policies.models import Campaign, CampaignText, MaterialChange, PolicyVersion


@dataclass(frozen=True)
class Told:
    """One change as people are told it: in plain words, then the text itself."""

    number: int
    summary: str
    countries: str  # "Thailand", where it concerns these alone
    marked: list[str]  # [-old-] {+new+}, for plain text
    rows: list[Row]
    rights_reduced: bool

    @property
    def parts(self) -> list[list[Part]]:
        """Each clause's words with what was removed and added, for a page."""
        return [Shown(self.number, Classified(row)).together for row in self.rows]


@dataclass(frozen=True)
class Words:
    subject: str
    text: str
    html: str


def words(campaign: Campaign, *, language: str, variant: str) -> Words:
    """Subject, plain text and HTML with `[name]` and `[link]` where mails differ."""
    version = campaign.version
    context: dict[str, Any] = {
        "name": NAME_PLACE,
        "link": f"{settings.SITE_URL}/n/{LINK_PLACE}/",
        "controller": version.policy.controller.name,
        "policy": title_of(version, language),
        "number": version.number,
        "effective_on": version.effective_on,
        "changes": told(version, language),
        "may_refuse": variant == CampaignText.Variant.MAY_REFUSE,
        "must_agree": variant == CampaignText.Variant.MUST_AGREE,
        "withdrawn": campaign.kind == Campaign.Kind.CORRECTION,
        "reason": version.withdrawal_reason,
    }
    is_change = campaign.kind == Campaign.Kind.CHANGE
    name = f"policies/letters/{'change' if is_change else 'correction'}"
    rendered = wording.render(name, language=language, context=context)
    return Words(rendered.subject, rendered.body, as_html(rendered.body, language))


_MARKS = re.compile(r"\[-(?=\S)(.+?)-\]|\{\+(?=\S)(.+?)\+\}")
_KEY = {"[- -]": "[-abc-]", "{+ +}": "{+abc+}"}  # the line that explains the marks


def as_html(body: str, language: str) -> str:
    """The plain text with its marks as `del` and `ins`: the same words, no more."""
    return format_html(
        '<!doctype html><html lang="{}"><head><meta charset="utf-8"></head>'
        "<body>{}</body></html>",
        language,
        paragraphs(body),
    )


def paragraphs(body: str) -> SafeString:
    """What stands in the HTML mail, for a page of the portal."""
    return format_html_join("\n", "{}", ((one,) for one in _blocks(body)))


def _blocks(body: str) -> Iterator[SafeString]:
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in block.splitlines()]
        is_quoted = lines[0].startswith(">")
        text = " ".join(line.removeprefix("> ") for line in lines)
        if text.startswith(f"{settings.SITE_URL}/"):
            yield format_html('<p><a href="{}">{}</a></p>', text, text)
        elif is_quoted:
            yield format_html("<blockquote><p>{}</p></blockquote>", _marked(text))
        elif all(mark in text for mark in _KEY):
            yield format_html("<p>{}</p>", _marked(_with_samples(text)))
        else:
            yield format_html("<p>{}</p>", text)


def _with_samples(text: str) -> str:
    """HTML strikes out and underlines, so it shows that instead of naming brackets."""
    for mark, sample in _KEY.items():
        text = text.replace(mark, sample)
    return text


def _marked(text: str) -> SafeString:
    made, end = [], 0
    for found in _MARKS.finditer(text):
        made.append(format_html("{}", text[end : found.start()]))
        gone, new = found.groups()
        tag = "<del>{}</del>" if gone is not None else "<ins>{}</ins>"
        made.append(format_html(tag, gone if gone is not None else new))
        end = found.end()
    made.append(format_html("{}", text[end:]))
    return mark_safe("".join(made))  # noqa: S308 - each piece was escaped above


def title_of(version: PolicyVersion, language: str) -> str:
    """The policy's title in this language, or in its own."""
    texts = version.translations.filter(language=language)
    title = texts.values_list("title", flat=True).first()
    return title or version.policy.title


def told(version: PolicyVersion, language: str) -> list[Told]:
    """The confirmed changes in the order of the text, each with its words."""
    rows = list(changed_rows(version, language))
    made = []
    confirmed = MaterialChange.objects.filter(version=version).confirmed()
    for number, change in enumerate(confirmed.order_by("pk"), 1):
        keys = set(change.clause_keys)
        mine = [row for row in rows if keys & _keys(row)]
        made.append(
            Told(
                number,
                _no_places(change.summary_in(language)),
                ", ".join(sorted(_countries(mine, language))),
                [_no_places(change_list.marked(row)) for row in mine],
                mine,
                change.rights_reduced,
            )
        )
    return made


def changed_rows(version: PolicyVersion, language: str) -> Iterator[Row]:
    """Clauses whose words differ from the version before, in this language."""
    before = base_of(version)
    if before is None:
        return
    try:
        old: list[Clause] = versions.clauses_of(before.code, language)
        new: list[Clause] = versions.clauses_of(version.code, language)
    except NoSuchVersion:
        return
    for row in compare(old, new).rows:
        if row.kind in WITH_WORDS:
            yield row


def missing_summaries(version: PolicyVersion, languages: list[str]) -> list[str]:
    """Languages in which some confirmed change has no plain words yet."""
    confirmed = list(MaterialChange.objects.filter(version=version).confirmed())
    return [one for one in languages if any(not c.summary_in(one) for c in confirmed)]


def _no_places(text: str) -> str:
    """Where the policy itself says "[name]", nobody's name may be put in."""
    for place in (NAME_PLACE, LINK_PLACE):
        text = text.replace(place, f"({place[1:-1]})")
    return text


def _keys(row: Row) -> set[str]:
    return {clause.key for clause in (*row.before, *row.after)}


def _countries(rows: list[Row], language: str) -> set[str]:
    """Named only where every clause of the change is of a country block."""
    codes = {row.clause.country for row in rows}
    if not codes or "" in codes:
        return set()
    return {country_name(code, language) for code in codes}
