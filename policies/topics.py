"""What a clause is about: the tag that a person or an earlier version gave it, or
else the topic whose words weigh most in it, above it and around it."""

import re
from collections.abc import Container, Mapping
from functools import lru_cache

from policies.clauses import Clause
from policies.vocabulary import Topic, topics, words

SOMEONES_DATA = re.compile(
    r"(?:s'|'s) (?:personal )?(?:data|information)(?: including.*)?\W*$"
)
HANDED_OVER = re.compile(
    r"(?:\W*\w{1,3}\W+)?(?:transfer|转让)\b(?! abroad)(?:\W|with\b|$)"
)
HEADING = 3
WIDE = 1 / 3  # of that
OUTER = 1.5  # of a heading, where a line between it and the clause leads in
LEAD = 2
LEAD_LENGTH = 160  # characters of it that are read
HINT = 0.5
REST = 0.5  # of the other sentences of a clause, where one of several changed
ADDRESS = 2  # of an e-mail address, which says where to write
BIDDING = 1.5  # of a sentence that bids the reader do something: "Ask us what we hold"
OURS = 2  # off, where it is the company that has a right
ENTITLING = 3  # of a list within "You have the right:"
AROUND = 0.9  # less than one word of its own


def topic_of(
    clause: Clause,
    lead: str = "",
    *,
    told: str | None = None,
    around: Mapping[str, float] | None = None,
    common: Container[str] = frozenset(),
    wide: Container[str] = frozenset(),
) -> Topic | None:
    """The topic of a clause; None where none of the vocabulary stands in it.

    `told`: the sentences that count most. `around`: which share of the clauses under
    the same headings each topic has. `common`: words that stand all over the text.
    `wide`: headings over so much of the text that they tell little of any clause.
    """
    if clause.topic:
        return next((one for one in topics() if one.name == clause.topic), None)
    whole = clause.folded.casefold()
    told = whole if told is None else told
    lead = lead.casefold()[-LEAD_LENGTH:]  # "… you have the following rights:"
    titles = {
        title: WIDE if heading in wide else 1
        for heading in clause.headings[-3:]
        if (title := heading.casefold().replace("’", "'"))[-LEAD_LENGTH:] != lead
    }
    best, most = None, 0.0
    for topic in topics():
        weight = _said(topic, told, common)
        if len(whole) > len(told):
            weight += REST * max(0, _said(topic, whole, common) - weight)
        weight += _above(topic, lead, titles) + AROUND * (around or {}).get(
            topic.name, 0
        )
        if topic.name == "contact" and "@" in told:
            weight += ADDRESS
        if topic.name == "rights":
            weight += BIDDING * words("imperatives").opens(told)
            weight += ENTITLING * any(map(_entitles, titles))
            weight -= OURS * words("our_rights").found_in(told)
        # What is said about security is said in many clauses about other things.
        weight = weight if topic.category else weight / 2
        if weight > most:
            best, most = topic, weight
    return best


def topic_by_words(text: str, common: Container[str] = frozenset()) -> Topic | None:
    """The topic of a text in lower case by its own words alone."""
    weights = [(_said(topic, text, common), topic) for topic in topics()]
    most, topic = max(weights, key=lambda pair: pair[0])
    return topic if most else None


def _said(topic: Topic, text: str, common: Container[str]) -> float:
    held, hints = topic.words.standing_in(text), topic.hints.standing_in(text)
    return _telling(held, common) + HINT * _telling(hints, common)


def _telling(held: list[str], common: Container[str]) -> int:
    return sum(word not in common for word in held)


def _above(topic: Topic, lead: str, titles: Mapping[str, float]) -> float:
    weight = LEAD * float(topic.words.found_in(lead))
    each = OUTER if lead else HEADING
    for depth, (title, tells) in enumerate(titles.items(), 1):
        if topic.name in _named_in(title):
            weight += tells * each * depth / len(titles)
    is_title = topic.heading is not None and topic.heading.found_in(lead)
    return weight + LEAD * is_title


def _entitles(title: str) -> bool:
    """A line above that gives rights: all in its list is a part of them."""
    return title.endswith((":", "：")) and words("entitling").found_in(title)


@lru_cache(maxsize=8_192)
def _named_in(title: str) -> frozenset[str]:
    """The topics that a heading names; "Partners' data" is what is held of them."""
    if SOMEONES_DATA.search(title):
        return frozenset({"service"})
    if HANDED_OVER.match(title):
        return frozenset({"recipients"})  # beside "Sharing" and "Disclosure"
    return frozenset(
        topic.name
        for topic in topics()
        if (topic.heading is not None and topic.heading.found_in(title))
        or topic.words.found_in(title)
    )
