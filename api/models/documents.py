"""Documents: papers made from the record, kept as files."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of


class Document(Tenant, Versioned, Base):
    """A score report or another paper, as it stood when it was asked for."""

    __tablename__ = "documents"

    kind: Mapped[str]
    format: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    status: Mapped[str]
    file_id: Mapped[UUID | None]
    job_id: Mapped[UUID | None]
    created_by: Mapped[str]

    __table_args__ = (
        one_of("format", ("pdf", "csv", "html")),
        one_of("status", ("requested", "ready", "failed")),
        belongs_to("files", "file_id"),
        Index(None, "agency_id", "subject_type", "subject_id", "created_at"),
    )
