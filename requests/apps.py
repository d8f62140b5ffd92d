"""Rights requests: the cases, from receipt to closure.

May import every room but dpo_portal. Start reading in workflow.py. The folder has no
__init__.py, so that `import requests` is always the HTTP library; code says `rights`.
"""

from pathlib import Path

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from audit import verbs


class RightsConfig(AppConfig):
    name = "rights"
    label = "requests"
    path = str(Path(__file__).resolve().parent)

    def ready(self) -> None:
        from correspondence import lanes
        from correspondence.acceptance import on_accepted
        from rights import erasing_here, erasing_stores
        from rights.answering import answer_left
        from rights.forgetting import RetentionLane, erase_again
        from rights.letters import KIND_ANSWER
        from rights.own_parts import requests_of
        from rights.package_lane import PackageLane
        from rights.person_panel import guardians_panel, requests_panel
        from rights.reminding import ReminderLane
        from rights.resuming import HoldLane
        from rights.search_index import make_index
        from rights.sweeping import DraftLane, FileLane
        from subjects import access_parts, erasers, panels

        access_parts.register("requests", requests_of)
        panels.register("guardians", guardians_panel)
        panels.register("requests", requests_panel)
        erasing_stores.register()
        erasers.register_told("requests", erasing_here.erased)
        erasers.register_files(erase_again)
        on_accepted(KIND_ANSWER, answer_left)
        lanes.register("drafts", DraftLane)
        lanes.register("files", FileLane)
        lanes.register("packages", PackageLane)
        lanes.register("reminders", ReminderLane)
        lanes.register("retention", RetentionLane)
        post_migrate.connect(make_index, sender=self)
        lanes.register("holds", HoldLane)
        verbs.name(VERBS)


VERBS = {
    "requests.add_day": _("Day of a calendar entered"),
    "requests.remove_day": _("Day of a calendar taken out"),
    "requests.move_dates": _("Dates counted anew by the calendar"),
    "requests.correct_clock": _("Late or in time corrected"),
    "requests.set_reminders": _("Reminders set"),
    "requests.recount_calendar": _("Dates counted by the new holiday calendar"),
    "requests.file": _("Request received"),
    "requests.log_for_person": _("Request logged, clocks started"),
    "requests.receive_mail": _("Mail taken in"),
    "requests.attach_mail": _("Mail put on a request"),
    "requests.turn_mail": _("Mail logged as a request"),
    "requests.set_mail_aside": _("Mail set aside as spam"),
    "requests.erase_mail": _("Mail erased"),
    "requests.print_receipt": _("Receipt printed with a new secret"),
    "requests.confirm": _("E-mail confirmed, clocks started"),
    "requests.assign": _("Owner changed"),
    "requests.hand_over": _("Handed over to a colleague"),
    "requests.tag": _("Tag added"),
    "requests.untag": _("Tag taken off"),
    "requests.make_tag": _("Tag made"),
    "requests.save_view": _("View saved"),
    "requests.change_view": _("Saved view changed"),
    "requests.delete_view": _("Saved view deleted"),
    "requests.export_list": _("List exported"),
    "requests.start_identity_check": _("Identity check started"),
    "requests.ask_for_facts": _("Person asked for facts that identify them"),
    "requests.settle_identity": _("Identity check settled"),
    "requests.take_document": _("Identity document taken in"),
    "requests.note_authority": _("Authority to act for the person noted"),
    "requests.act_alone": _("Person acts alone"),
    "requests.propose_fee": _("Fee proposed"),
    "requests.approve_fee": _("Fee approved on a second look"),
    "requests.return_fee": _("Fee sent back"),
    "requests.settle_fee": _("Fee settled"),
    "requests.write_to_person": _("Message sent to the person"),
    "requests.hear_from_person": _("Message from the person"),
    "requests.choose_data": _("Data of the answer chosen"),
    "requests.describe_data": _("Data of the answer described"),
    "requests.word_parts": _("Parts of the answer worded"),
    "requests.make_package": _("Answer package made"),
    "requests.draw_pdf": _("PDF of the answer package drawn"),
    "requests.hand_over_package": _("Answer package handed over"),
    "requests.erase_files": _("Files erased"),
    "requests.add_note": _("Internal note written"),
    "requests.withdraw": _("Withdrawn by the person"),
    "requests.reject_as_spam": _("Set aside as spam"),
    "requests.propose_decision": _("Decision proposed"),
    "requests.approve_decision": _("Decision approved on a second look"),
    "requests.return_decision": _("Decision sent back"),
    "requests.send_answer": _("Answer handed to the outbox"),
    "requests.answer_left": _("Answer left the office"),
    "requests.add_task": _("Task added"),
    "requests.list_places": _("Systems and recipients listed from the register"),
    "requests.change_task": _("Words of a task changed"),
    "requests.note_progress": _("Find in a system noted"),
    "requests.settle_task": _("Task settled"),
    "requests.drop_task": _("Task taken off the list"),
    "requests.ask_recipient": _("Recipient outside asked"),
    "requests.recipient_answers": _("Recipient outside answered"),
    "requests.remind_recipient": _("Recipient outside reminded"),
    "requests.report_silence": _("Silence of a recipient reported"),
    "requests.note_backups_gone": _("Last backup noted as gone"),
    "requests.close": _("Request closed"),
    "requests.ask_clarification": _("Person asked for what is missing"),
    "requests.accept_as_complete": _("Accepted as complete"),
    "requests.flag_claim": _("Record marked as disputed"),
    "requests.extend": _("Period extended"),
    "requests.place_hold": _("Put on hold"),
    "requests.release_hold": _("Hold lifted"),
    "requests.resume_hold": _("Hold ended by itself"),
    "requests.settle_matter": _("Debt or dispute noted as settled"),
    "requests.declare_not_competent": _("Noted as not ours to answer"),
    "requests.forward": _("Passed on to another office"),
    "requests.mark_duplicate": _("Set aside as a duplicate"),
    "requests.close_as_abandoned": _("Closed without a reply"),
    "requests.reopen": _("Request opened again"),
    "requests.complain": _("Complaint made about a request"),
    "requests.set_retention": _("Period of case files set"),
    "requests.keep_file": _("File kept longer"),
    "requests.erase_case": _("File of the case erased"),
    "requests.note_matter": _("Matter before an authority noted"),
    "requests.take_order": _("Order of an authority noted"),
    "requests.end_authority": _("Matter before an authority ended"),
}
