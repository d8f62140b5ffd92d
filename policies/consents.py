"""Whether a use of data waits for a yes, before a change and after it."""

from policies.events import Event
from policies.sentences import spans
from policies.vocabulary import words
from policies.words import tokens_of

# There a yes is spoken of for other reasons: to take it back, to reach someone.
ELSEWHERE = ("rights", "updates", "minors", "contact", "retention")


def consent_changed(event: Event) -> bool:
    """Whether a use begins or ends to wait for a yes."""
    if not (event.row.before and event.row.after):
        return False
    before = words("consent").found_in(event.said_before)
    after = words("consent").found_in(event.said_after)
    if before and after:
        lost = _is_new(event, "opting_out") or (
            waits_for_yes(event.said_before) and not waits_for_yes(event.said_after)
        )
    else:
        lost = before
    if not lost and before == after:
        return False
    is_promise = event.topic_is("updates", "rights")
    if lost and not is_promise and words("asking_yes").found_in(event.said_before):
        return True
    if event.topic_before and event.topic_before.name in ELSEWHERE:
        return False
    return lost or not event.topic_is("recipients")


def waits_for_yes(text: str) -> bool:
    """ "We will not, unless you agree", and not "we may, without your consent": an even
    number of noes beside the yes."""
    return any(
        words("consent").found_in(sentence)
        and sum(words("noes").holds(one.folded) for one in tokens_of(sentence)) % 2 == 0
        for sentence in _sentences(text)
    )


def _sentences(text: str) -> list[str]:
    """Without the signs that only look like a no: 不满十四周岁, under fourteen."""
    text = words("seeming_noes").taken_from(text)
    return [text[start:end] for start, end in spans(text, is_lower=True)]


def _is_new(event: Event, name: str) -> bool:
    """Whether words of this list came that did not stand there."""
    went, came = event.swapped(words(name))
    return came and not went
