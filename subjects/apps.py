from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from audit import verbs


class SubjectsConfig(AppConfig):
    name = "subjects"

    def ready(self) -> None:
        from subjects import access_parts, erasers, erasing_drafts
        from subjects.own_parts import agreed_to, held_of, known_by

        access_parts.register("subjects", known_by)
        access_parts.register("subjects.data", held_of)
        access_parts.register("subjects.consents", agreed_to)
        erasers.register("subjects", erasing_drafts.stores_of)
        erasers.register_sealed("imports", erasing_drafts.drafts)
        verbs.name(VERBS)


VERBS = {
    "subjects.load_purposes": _("Purposes of consents loaded"),
    "subjects.add_person": _("Person added"),
    "subjects.edit_person": _("Person changed"),
    "subjects.add_identifier": _("Identifier added"),
    "subjects.remove_identifier": _("Identifier taken out"),
    "subjects.add_data": _("Data held noted"),
    "subjects.edit_data": _("Data held changed"),
    "subjects.restrict": _("Data restricted"),
    "subjects.lift_restriction": _("Restriction lifted"),
    "subjects.place_hold": _("Kept by a duty"),
    "subjects.release_hold": _("Duty to keep ended"),
    "subjects.look_again": _("Looked again at what stands"),
    "subjects.set_history_period": _("Period of older versions set"),
    "subjects.give_consent": _("Consent given"),
    "subjects.refuse_consent": _("Consent refused"),
    "subjects.withdraw_consent": _("Consent withdrawn"),
    "subjects.object_to_use": _("Objected to advertising"),
    "subjects.note_exception": _("Noted that no consent is needed"),
    "subjects.merge": _("Two records put together"),
    "subjects.undo_merge": _("Two records taken apart"),
    "subjects.import": _("Table of people imported"),
    "subjects.import_person": _("Person imported"),
    "subjects.export_person": _("Data of a person exported"),
    "subjects.erase_sets": _("Data sets erased"),
    "subjects.erase_person": _("Person erased"),
    "subjects.look_for_erased": _("Looked for what was erased"),
    "subjects.take_words_out": _("Erased words taken out of a text"),
}
