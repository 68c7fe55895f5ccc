"""How a file comes in: onto the disk piece by piece, from people who are known, up to a size."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler


class OnDisk(TemporaryFileUploadHandler):
    """Stops reading at once where a file is too large, or where nobody has signed in.

    A form's token is checked before any view is asked, and to find it the whole form is read.
    """

    def new_file(self, *given: Any, **more: Any) -> None:
        """A file begins."""
        request: Any = self.request
        if not request.user.is_authenticated:
            raise StopUpload(connection_reset=True)
        said = request.META.get("CONTENT_LENGTH") or "0"
        if said.isdigit() and int(said) > settings.LARGEST_UPLOAD + 1_000_000:
            self._refuse()
        super().new_file(*given, **more)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """A piece of it."""
        if start + len(raw_data) > settings.LARGEST_UPLOAD:
            self.upload_interrupted()
            self._refuse()
        super().receive_data_chunk(raw_data, start)

    def _refuse(self) -> None:
        request: Any = self.request
        request.too_large = True
        raise StopUpload(connection_reset=True)
