"""Which languages of a country these pages do not speak, said in that language."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Establishment
from accounts.places import language_name, languages_missing

# "These pages are not in <this language> yet. You can use: {languages}."
SENTENCES = {
    "az": "Bu səhifələr hələ azərbaycan dilində deyil. Bu dillərdən istifadə edə "
    "bilərsiniz: {languages}.",
    "fil": "Wala pa ang mga pahinang ito sa Filipino. Magagamit ninyo ang: "
    "{languages}.",
    "kk": "Бұл беттер әзірге қазақ тілінде жоқ. Мына тілдерді қолдана аласыз: "
    "{languages}.",
    "km": "ទំព័រទាំងនេះមិនទាន់មានជាភាសាខ្មែរទេ។ អ្នកអាចប្រើ៖ {languages}។",
    "tg": "Ин саҳифаҳо ҳоло ба забони тоҷикӣ нестанд. Шумо метавонед ин забонҳоро "
    "истифода баред: {languages}.",
}


@dataclass(frozen=True)
class Unspoken:
    """One sentence; `language` is blank where it is in the language of the page."""

    text: str
    language: str = ""


def unspoken(place: Establishment) -> list[Unspoken]:
    """A sentence for each official language of the country that is not offered."""
    names = dict(settings.LANGUAGES)
    offered = ", ".join(names[code] for code in place.languages if code in names)
    return [
        Unspoken(SENTENCES[code].format(languages=offered), code)
        if code in SENTENCES
        else Unspoken(
            _("These pages are not in %(language)s yet. You can use: %(languages)s.")
            % {"language": language_name(code), "languages": offered}
        )
        for code in languages_missing(place.country, place.languages)
    ]
