"""Imports as clients read and write them."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.eligible_lists.imports.queries import FirstFindings
from api.models import ListImport
from api.platform.schema import Input, Output

SHOWN_ROWS = 100  # rejections and warnings shown; all rejections leave as a file


class ImportPreview(Input):
    """How to read the kept file again: by which columns (remembered or guessed when absent) and which sheet.

    With `look_only` the file is opened and its columns guessed, but no row is read.
    """

    mapping: dict[str, Any] | None = None
    sheet: str | None = Field(default=None, max_length=100)
    look_only: bool = False


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


class ColumnRead(Output):
    """What a mapped column of the file was read as. `field` is `last_name`, `components.oral`, ...

    `filled` counts the valid rows that hold something, `rejected` those refused for this column; `least` and
    `greatest` are of numbers, `values` counts choices.
    """

    header: str
    field: str
    read_as: Literal["id", "name", "email", "phone", "attendance", "number", "choice"]
    filled: int
    rejected: int
    least: str | None
    greatest: str | None
    values: dict[str, int]


class ImportSummary(Output):
    """An uploaded file and what it would change, without what was found in single rows.

    An import that is `uploaded` was only looked at: `mapping` may lack columns, and no row is read yet.
    """

    id: UUID
    version: int
    eligible_list_id: UUID
    status: Literal["uploaded", "previewed", "committing", "committed", "stale", "undoing", "undone", "discarded"]
    file_name: str
    format: Literal["results", "generic"]
    mapping: dict[str, Any]
    mapping_source: Literal["given", "remembered", "guessed"]
    encoding: str
    delimiter: str | None
    sheet: str | None
    sheets: list[str]
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
    """An uploaded file: what was found in it and what it would change.

    `sample` is its first rows, `columns` what the mapped ones were read as, `ignored` the heads of those that are not
    imported; `rejected_by` counts the refused rows by code.
    """

    sample: list[list[str]]
    columns: list[ColumnRead]
    ignored: list[str]
    rejected_by: dict[str, int]
    rejected: list[RowFinding]
    warnings: list[RowFinding]
    warnings_total: int

    @classmethod
    def of(cls, row: ListImport, found: FirstFindings | None = None) -> "ImportRead":
        """A row as a client reads it; `found` where the row was read without its findings."""
        found = found or FirstFindings(row.rejected[:SHOWN_ROWS], row.warnings[:SHOWN_ROWS], len(row.warnings))
        mapped = {column.casefold() for column in _columns(row.mapping)}
        return cls.model_validate(
            {
                **ImportSummary.summary(row).model_dump(),
                "sample": row.sample,
                "columns": row.columns,
                "ignored": [header for header in row.headers if header and header.casefold() not in mapped],
                "rejected_by": row.rejected_by,
                "rejected": found.rejected,
                "warnings": found.warnings,
                "warnings_total": found.warnings_total,
            }
        )


def _columns(mapping: dict[str, Any]) -> list[str]:
    values = [*mapping.values()]
    nested = [inner for value in values if isinstance(value, dict) for inner in value.values()]
    return [" ".join(value.split()) for value in (*values, *nested) if isinstance(value, str)]
