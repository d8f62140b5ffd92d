"""How files reach the server: in memory only, and never more than the limit of it.

Django's own way writes what is big into a temporary folder, unencrypted. Here nothing
touches a disk before it is checked and encrypted. What is too big is counted and let
go, so that the form can say so beside the field, and the rest of the form survives.
"""

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http.multipartparser import MultiPartParser

from rights.file_kinds import FILE_LIMIT, FILES_AT_ONCE, TOGETHER_LIMIT

POST_LIMIT = FILES_AT_ONCE * FILE_LIMIT + FILE_LIMIT  # more is not even read


class Received(InMemoryUploadedFile):
    """A file that came; `is_crowded_out`: small enough, but not beside the others."""

    is_crowded_out = False


class EveryFile(MultiPartParser):
    """Passes over no file: Django drops one named ".." without a word.

    Under a name without an ending it reaches the form, which says what is wrong.
    """

    def sanitize_file_name(self, file_name: str) -> str:
        return super().sanitize_file_name(file_name) or "_"


class MemoryOnly(FileUploadHandler):
    """Keeps each file up to the limit; of a bigger one only its size."""

    def __init__(self, request: Any = None, *, is_parsing: bool = False) -> None:
        super().__init__(request)
        self.total = 0
        self.is_parsing = is_parsing

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> Any:
        """Guard the size, then have the post read by `EveryFile`."""
        if content_length > POST_LIMIT:
            raise RequestDataTooBig("The files of this post are too big together.")
        if self.is_parsing:
            return None
        inner = MemoryOnly(self.request, is_parsing=True)
        return EveryFile(META, input_data, [inner], encoding).parse()

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        self.kept: BytesIO | None = BytesIO()
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.kept is None:
            return
        if self.size > FILE_LIMIT or self.total + len(raw_data) > TOGETHER_LIMIT:
            self.total -= self.kept.tell()
            self.kept = None
        else:
            self.kept.write(raw_data)
            self.total += len(raw_data)

    def file_complete(self, file_size: int) -> Received:
        kept = self.kept or BytesIO()
        kept.seek(0)
        received = Received(
            file=kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=max(self.size, FILE_LIMIT + 1) if self.kept is None else file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
        received.is_crowded_out = self.kept is None and self.size <= FILE_LIMIT
        return received
