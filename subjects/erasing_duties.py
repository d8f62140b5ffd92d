"""What every act of erasing settles, whoever asked for it and whatever it was about.

A person, some of their data, the file of a request whose period is over: the history is
blanked, the list outside the database notes it, and the row of the act asks the worker
to clean up the bytes and to look for what is left (erasing_lane).
"""

from audit.models import Redaction
from audit.redacting import redact
from subjects import erasing_outside, erasing_words
from subjects.erasing_records import Records
from subjects.models import Erasure


def settle(row: Erasure, records: Records, *, reason_code: str) -> Redaction:
    """Erase the history of these records too, keep what was done, and ask the worker.

    Runs in the transaction and the act of the verb that erases; what is looked for are
    the words of the records' scope. Source: AUDIT.md §3, consequences (1) to (4).
    """
    for code, count in records.counts.items():
        row.counts[code] = row.counts.get(code, 0) + count
    row.cleaned_at = row.scanned_at = row.copies_gone_on = None
    row.found, row.looked = [], {}
    row.save()
    redaction = redact(
        records.targets,
        subject_id=row.data_subject_id,
        case_id=row.case_id,
        approver_id=records.scope.by.id,
        reason_code=reason_code,
    )
    erasing_words.keep(row, records.scope)
    erasing_outside.note(row)
    return redaction
