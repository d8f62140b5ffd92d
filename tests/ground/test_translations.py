"""Each catalogue is whole: every sentence translated, with the same placeholders."""

import re
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def messages():
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if message.id:
                    yield path.parts[-3], message


def forms(words):
    return list(words) if isinstance(words, list | tuple) else [words]


def test_every_sentence_is_translated():
    waiting = [
        (language, message.id)
        for language, message in messages()
        if message.fuzzy or not all(forms(message.string))
    ]

    assert waiting == []


def test_a_translation_keeps_its_placeholders():
    wrong = [
        (language, message.id, string)
        for language, message in messages()
        for string in forms(message.string)
        if not set(PLACEHOLDER.findall(string))
        <= {name for form in forms(message.id) for name in PLACEHOLDER.findall(form)}
        or not set(PLACEHOLDER.findall(forms(message.id)[0]))
        <= set(PLACEHOLDER.findall(string))
    ]

    assert wrong == []
