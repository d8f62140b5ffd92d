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
HEADING = 3
OUTER = 1.5  # of a heading, where a line between it and the clause leads in
LEAD = 2
LEAD_LENGTH = 160  # characters of it that are read
HINT = 0.5
REST = 0.5  # of the other sentences of a clause, where one of several changed
ADDRESS = 2  # of an e-mail address, which says where to write
BIDDING = 1.5  # of a sentence that bids the reader do something: "Ask us what we hold"
AROUND = 0.9  # less than one word of its own


def topic_of(
    clause: Clause,
    lead: str = "",
    *,
    told: str | None = None,
    around: Mapping[str, float] | None = None,
    common: Container[str] = frozenset(),
) -> Topic | None:
    """The topic of a clause; None where none of the vocabulary stands in it.

    `told`: the sentences that count most. `around`: which share of the clauses under
    the same headings each topic has. `common`: words that stand all over the text.
    """
    if clause.topic:
        return next((one for one in topics() if one.name == clause.topic), None)
    whole = clause.folded.casefold()
    told = whole if told is None else told
    lead = lead.casefold()[:LEAD_LENGTH]
    titles = [heading.casefold().replace("’", "'") for heading in clause.headings[-3:]]
    titles = [title for title in titles if title[:LEAD_LENGTH] != lead]
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
        if topic.name == "rights" and words("imperatives").opens(told):
            weight += BIDDING
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


def _above(topic: Topic, lead: str, titles: list[str]) -> float:
    weight = LEAD * float(topic.words.found_in(lead))
    each = OUTER if lead else HEADING
    for depth, title in enumerate(titles, 1):
        if topic.name in _named_in(title):
            weight += each * depth / len(titles)
    is_title = topic.heading is not None and topic.heading.found_in(lead)
    return weight + LEAD * is_title


@lru_cache(maxsize=8_192)
def _named_in(title: str) -> frozenset[str]:
    """The topics that a heading names; "Partners' data" is what is held of them."""
    if SOMEONES_DATA.search(title):
        return frozenset({"service"})
    return frozenset(
        topic.name
        for topic in topics()
        if (topic.heading is not None and topic.heading.found_in(title))
        or topic.words.found_in(title)
    )
