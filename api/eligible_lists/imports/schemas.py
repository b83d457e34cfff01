"""Imports as clients read them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from api.models import ListImport
from api.platform.schema import Output

SHOWN_ROWS = 100  # rejections and warnings shown; all rejections leave as a file


class RowFinding(Output):
    """What is wrong, or odd, in one row. `row` counts data records, `line` the lines of the file."""

    row: int
    line: int
    code: str
    field: str | None
    message: str


class ImportDiff(Output):
    """What committing the import would do to the results of the list."""

    new: int
    changed: int
    unchanged: int


class ImportSummary(Output):
    """An uploaded file and what it would change, without what was found in single rows."""

    id: UUID
    version: int
    eligible_list_id: UUID
    status: Literal["previewed", "committing", "committed", "stale", "discarded"]
    format: str
    mapping: dict[str, Any]
    encoding: str
    delimiter: str | None
    headers: list[str]
    rows_read: int
    rows_valid: int
    rows_rejected: int
    diff: ImportDiff
    job_id: UUID | None
    created_by: str
    created_at: datetime

    @classmethod
    def summary(cls, row: ListImport) -> "ImportSummary":
        """A row without its findings."""
        same = set(ImportSummary.model_fields) - {"eligible_list_id"}
        return ImportSummary.model_validate(
            {**{name: getattr(row, name) for name in same}, "eligible_list_id": row.list_id}
        )


class ImportRead(ImportSummary):
    """An uploaded file: what was found in it and what it would change. `sample` is its first rows."""

    sample: list[list[str]]
    rejected: list[RowFinding]
    warnings: list[RowFinding]
    warnings_total: int

    @classmethod
    def of(cls, row: ListImport) -> "ImportRead":
        """A row as a client reads it."""
        return cls.model_validate(
            {
                **ImportSummary.summary(row).model_dump(),
                "sample": row.sample,
                "rejected": row.rejected[:SHOWN_ROWS],
                "warnings": row.warnings[:SHOWN_ROWS],
                "warnings_total": len(row.warnings),
            }
        )
