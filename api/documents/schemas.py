"""Documents as clients ask for and read them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from api.platform.jobs import JobError, JobProgress
from api.platform.schema import Input, Output

DocumentFormat = Literal["pdf", "csv", "html"]


class ListDocumentCreate(Input):
    """A paper of a list."""

    kind: Literal["score_report", "eligible_list"]
    format: DocumentFormat


class ReferralDocumentCreate(Input):
    """A paper of a referral."""

    kind: Literal["certification_report"]
    format: DocumentFormat


class DocumentRead(Output):
    """A paper as it stood when it was made. `name`, `media_type` and `size` (bytes) are null until it is ready.

    `made_by` is the name of whoever asked, null for a key; `progress` counts rows while it is being made; `error` says
    why it could not be.
    """

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
    progress: JobProgress | None
    error: JobError | None
    made_by: str | None
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, row: Any) -> "DocumentRead":
        """A row of the documents' queries."""
        own = {name: getattr(row.Document, name) for name in cls.model_fields if hasattr(row.Document, name)}
        # A job that ended without its paper leaves the paper behind: cancelled, or out of time.
        is_lost = own["status"] == "requested" and row.job_status in ("failed", "cancelled")
        is_open = own["status"] == "requested" and row.job_status is not None and not is_lost
        told = {
            "status": "failed" if is_lost else own["status"],
            "progress": JobProgress(done=row.done, total=row.total) if is_open else None,
            "error": JobError(**row.error) if row.error and own["status"] != "ready" else None,
            "name": row.name,
            "media_type": row.media_type,
            "size": row.size,
            "made_by": row.made_by,
        }
        return cls.model_validate({**own, **told})
