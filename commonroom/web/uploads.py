"""Files on their way in: what a full disk cuts off leaves nothing behind."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler


class TidyUploads(TemporaryFileUploadHandler):
    """Django's own, which holds a file that could not be written until memory is swept; this one clears it at once."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk. Raises OSError where there is no room."""
        try:
            self.file.write(raw_data)
        except OSError:
            self._clear()
            raise

    def file_complete(self, file_size: int) -> Any:
        """The file, whole. Raises OSError where its last chunk finds no room."""
        try:
            return super().file_complete(file_size)
        except OSError:
            self._clear()
            raise

    def _clear(self) -> None:
        with suppress(OSError):  # what was not yet written finds no room at closing either
            self.upload_interrupted()
