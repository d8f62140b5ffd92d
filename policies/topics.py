"""What a clause is about: the tag that a person or an earlier version gave it, or
else the topic whose words weigh most in it and above it."""

from policies.clauses import Clause
from policies.vocabulary import Topic, topics

HEADING = 3
OUTER = 1.5  # of a heading, where a line between it and the clause leads in
LEAD = 2
LEAD_LENGTH = 160  # characters of it that are read


def topic_of(clause: Clause, lead: str = "") -> Topic | None:
    """The topic of a clause; None where none of the vocabulary stands in it."""
    if clause.topic:
        return next((one for one in topics() if one.name == clause.topic), None)
    text = clause.folded.casefold()
    lead = lead.casefold()[:LEAD_LENGTH]
    titles = [heading.casefold() for heading in clause.headings[-3:]]
    titles = [title for title in titles if title[:LEAD_LENGTH] != lead]
    best, most = None, 0.0
    for topic in topics():
        weight = _weight(topic, text, lead, titles)
        if weight > most:
            best, most = topic, weight
    return best


def _weight(topic: Topic, text: str, lead: str, titles: list[str]) -> float:
    weight = float(topic.words.count(text)) + LEAD * bool(topic.words.found_in(lead))
    if topic.heading is not None:
        each = OUTER if lead else HEADING
        for depth, title in enumerate(titles, 1):
            if topic.heading.found_in(title):
                weight += each * depth / len(titles)
        weight += LEAD * bool(topic.heading.found_in(lead))
    # What is said about security is said in many clauses about other things.
    return weight / 2 if not topic.category else weight
