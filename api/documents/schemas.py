"""Documents as clients ask for and read them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from api.platform.schema import Input, Output

DocumentFormat = Literal["pdf", "csv", "html"]


class ListDocumentCreate(Input):
    """A paper of a list."""

    kind: Literal["score_report"]
    format: DocumentFormat


class DocumentRead(Output):
    """A paper as it stood when it was made. `name`, `media_type` and `size` (bytes) are null until it is ready."""

    id: UUID
    version: int
    kind: str
    format: DocumentFormat
    subject_type: str
    subject_id: UUID
    status: Literal["requested", "ready", "failed"]
    name: str | None
    media_type: str | None
    size: int | None
    job_id: UUID | None
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, row: Any) -> "DocumentRead":
        """A row of the documents' queries."""
        own = {name: getattr(row.Document, name) for name in cls.model_fields if hasattr(row.Document, name)}
        return cls.model_validate({**own, "name": row.name, "media_type": row.media_type, "size": row.size})
