"""Files that somebody hands in: how many, how big, and whether they are genuine."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rights import files
from rights.errors import FileRefused
from rights.file_kinds import (
    FILE_LIMIT,
    FILES_AT_ONCE,
    MEGABYTE,
    clean_name,
    endings,
)

HINT = gettext_lazy(
    "PDF, PNG, JPEG, HEIC, DOCX, XLSX, ODT, TXT or CSV. At most %(files)d files of "
    "%(size)d MB each."
)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, or none; gives `files.Offered`, checked and not yet stored.

    Each is judged by itself, and the sentence names it, since five may come at once.
    """

    def __init__(self, *, by_staff: bool = False, **options: Any) -> None:
        self.by_staff = by_staff
        accept = ",".join(endings(by_staff=by_staff))
        options.setdefault("label", gettext_lazy("Files"))
        options.setdefault("required", False)
        options.setdefault("widget", FilesInput(attrs={"accept": accept}))
        options.setdefault("help_text", Hint())
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        uploads = [upload for upload in data or [] if upload]
        if not uploads:
            return super().clean(None, initial) or []
        if len(uploads) > FILES_AT_ONCE:
            raise ValidationError(
                _("Send at most %(number)d files at once.") % {"number": FILES_AT_ONCE}
            )
        found, errors = [], []
        for upload in uploads:
            try:
                found.append(self._check(upload))
            except FileRefused as error:
                name = clean_name(upload.name or "")
                errors.append(f"“{name}”: {error}")
        if errors:
            raise ValidationError(errors)
        return found

    def _check(self, upload: UploadedFile) -> files.Offered:
        if getattr(upload, "is_crowded_out", False):
            raise FileRefused(files.too_big_together())
        if (upload.size or 0) > FILE_LIMIT:
            raise FileRefused(files.too_big())
        return files.check(upload.name or "", upload.read(), by_staff=self.by_staff)


class Hint:
    """The hint in the reader's language, with our limits in it."""

    def __str__(self) -> str:
        return str(HINT) % {"files": FILES_AT_ONCE, "size": FILE_LIMIT // MEGABYTE}
