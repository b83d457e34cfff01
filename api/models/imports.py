"""Imports: a file as it was read, what each row would change, and how its columns were read."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

IMPORT_STATUSES = ("uploaded", "previewed", "committing", "committed", "stale", "undoing", "undone", "discarded")
MAPPING_SOURCES = ("given", "remembered", "guessed")
ROW_KINDS = ("new", "changed", "unchanged")


class ListImport(Tenant, Versioned, Base):
    """An uploaded file: what was found in it, what it would change. Committing reads the stored bytes again."""

    __tablename__ = "list_imports"

    list_id: Mapped[UUID]
    file_id: Mapped[UUID]
    file_name: Mapped[str] = mapped_column(server_default="")
    format: Mapped[str]
    mapping: Mapped[dict[str, Any]]
    mapping_source: Mapped[str] = mapped_column(server_default="given")
    status: Mapped[str] = mapped_column(server_default="previewed")
    encoding: Mapped[str]
    delimiter: Mapped[str | None]
    sheet: Mapped[str | None]
    sheets: Mapped[list[str]] = mapped_column(server_default=text("'{}'::text[]"))
    headers: Mapped[list[str]]
    sample: Mapped[list[Any]]  # the first rows as read, for the mapping screen
    columns: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))  # what mapped columns were read as
    rows_read: Mapped[int]
    rows_valid: Mapped[int]
    rows_rejected: Mapped[int]
    rejected: Mapped[list[Any]]  # all of them: {row, line, code, field, message}
    rejected_by: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))  # {code: rows}
    warnings: Mapped[list[Any]]
    diff: Mapped[dict[str, Any]]  # {new, changed, unchanged}
    results_version: Mapped[int]  # of the list, when it was previewed
    committed_version: Mapped[int | None]  # of the list's results, once the import was committed
    job_id: Mapped[UUID | None]
    created_by: Mapped[str]

    __table_args__ = (
        one_of("status", IMPORT_STATUSES),
        one_of("mapping_source", MAPPING_SOURCES),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("files", "file_id"),
        Index(None, "agency_id", "list_id", "created_at"),
    )


class ImportRow(Base):
    """One valid row of a previewed file beside the result it meets: what would change, and what an undo gives back."""

    __tablename__ = "import_rows"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    row_number: Mapped[int] = mapped_column(primary_key=True)
    line: Mapped[int]
    kind: Mapped[str]
    external_id: Mapped[str]
    name: Mapped[str]
    sort_name: Mapped[str] = mapped_column(Text(collation="C"))
    before: Mapped[dict[str, Any] | None]  # of a changed row: the result as it stood
    after: Mapped[dict[str, Any] | None]  # of a new or changed row

    __table_args__ = (one_of("kind", ROW_KINDS), belongs_to("list_imports", "import_id", ondelete="CASCADE"))


class ImportMapping(Tenant, Versioned, Base):
    """The columns somebody settled on for files with these heads; the next such file begins with them."""

    __tablename__ = "import_mappings"

    format: Mapped[str]
    heads_key: Mapped[str]  # a digest of the heads, whatever their order and case
    mapping: Mapped[dict[str, Any]]
    created_by: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "format", "heads_key"),)
