"""The forms in a dictionary that an English or Malay word may belong to.

Rough on purpose: a form that is no word does no harm, since it stands in no row of
`seeds/synonyms.txt`, and only there are these looked up.
"""

from functools import cache

SHORTEST = 3  # letters that must remain

IRREGULAR = {
    form: base
    for base, forms in {
        "be": "am is are was were been being",
        "become": "became",
        "begin": "began begun",
        "bring": "brought",
        "build": "built",
        "buy": "bought",
        "child": "children",
        "choose": "chose chosen",
        "come": "came",
        "do": "does did done",
        "draw": "drew drawn",
        "find": "found",
        "forbid": "forbade forbidden",
        "get": "got gotten",
        "give": "gave given",
        "go": "went gone goes",
        "have": "has had having",
        "hold": "held",
        "keep": "kept",
        "know": "knew known",
        "lay": "laid",
        "lead": "led",
        "leave": "left",
        "lose": "lost",
        "make": "made",
        "mean": "meant",
        "pay": "paid",
        "person": "people",
        "read": "read",
        "run": "ran",
        "say": "said",
        "see": "saw seen",
        "seek": "sought",
        "sell": "sold",
        "send": "sent",
        "show": "shown",
        "speak": "spoke spoken",
        "take": "took taken",
        "tell": "told",
        "think": "thought",
        "understand": "understood",
        # Nouns of a verb, where their spelling hides it.
        "analyse": "analysis",
        "comply": "compliance",
        "decide": "decision decisions",
        "describe": "description descriptions",
        "disclose": "disclosure disclosures",
        "erase": "erasure",
        "explain": "explanation explanations",
        "extend": "extension",
        "identify": "identification",
        "modify": "modification modifications",
        "notify": "notification notifications",
        "provide": "provision",
        "receive": "receipt",
        "respond": "response responses",
        "retain": "retention",
        "store": "storage",
        "submit": "submission submissions",
        "transmit": "transmission",
        "verify": "verification",
        "violate": "violation violations",
        "undertake": "undertook undertaken",
        "write": "wrote written",
    }.items()
    for form in forms.split()
}
ENDINGS = (  # what goes, and what stands there instead
    ("ies", "y"), ("ied", "y"), ("es", ""), ("s", ""), ("ed", ""), ("ed", "e"),
    ("ing", ""), ("ing", "e"),
)  # fmt: skip
# A Malay verb drops the first sound of its root after some prefixes: menyimpan, simpan.
MALAY_STARTS = (
    ("memper", ""), ("diper", ""), ("menge", ""), ("meny", "s"), ("meng", "k"),
    ("meng", ""), ("mem", "p"), ("mem", ""), ("men", "t"), ("men", ""), ("me", ""),
    ("di", ""), ("ber", ""), ("ter", ""), ("peng", ""), ("pen", ""), ("pem", ""),
    ("per", ""), ("pe", ""), ("ke", ""),
)  # fmt: skip
MALAY_ENDS = ("nya", "lah", "kan", "an", "i")


@cache
def lemmas(word: str) -> frozenset[str]:
    """The word itself, in lower case, and each form it may be bent from."""
    if not word.isascii():
        return frozenset({word})
    found = {word, IRREGULAR.get(word, word)}
    for ending, base in ENDINGS:
        if word.endswith(ending):
            stem = word.removesuffix(ending)
            found.add(stem + base)
            if stem[-2:-1] == stem[-1:]:  # stopped, stop
                found.add(stem[:-1])
    half, _hyphen, again = word.partition("-")
    if half == again:  # negara-negara
        found.add(half)
    for one in _without_ends(word):
        found.add(one)
        for start, sound in MALAY_STARTS:
            if one.startswith(start):
                found.add(sound + one.removeprefix(start))
    return frozenset({word, *(one for one in found if len(one) >= SHORTEST)})


def _without_ends(word: str) -> set[str]:
    found = {word}
    for end in MALAY_ENDS:
        found |= {one.removesuffix(end) for one in found if one.endswith(end)}
    return found
