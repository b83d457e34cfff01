"""Format `generic`: one row an eligible, with a final score that was worked out elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from api.eligible_lists.imports.formats.columns import Columns, Guess, IdentityMapping, field_texts
from api.eligible_lists.imports.formats.fields import Duplicates, read_decimal
from api.eligible_lists.imports.formats.findings import Caution, Rejection, RowRefused
from api.eligible_lists.imports.formats.tabular import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericMapping(IdentityMapping):
    """Which column holds what."""

    score: str

    @classmethod
    def of(cls, document: Mapping[str, object]) -> Self:
        """Read a mapping given as JSON; raises FormatError `bad_mapping` or `mapping_incomplete`."""
        needed = ("external_id", "last_name", "first_name", "score")
        return cls(**field_texts(document, needed=needed, optional=("middle_name", "email", "phone")))


@dataclass(frozen=True, slots=True)
class GenericRow:
    """One valid row; the score is plain decimal text."""

    row: int
    line: int
    external_id: str
    last_name: str
    first_name: str
    middle_name: str | None
    email: str | None
    phone: str | None
    score: str


@dataclass(frozen=True, slots=True)
class GenericFile:
    """Everything one file holds: `rows_read` is the number of rows and rejected together."""

    rows: list[GenericRow]
    rejected: list[Rejection]
    warnings: list[Caution]

    @property
    def rows_read(self) -> int:
        """Return how many data records the file has."""
        return len(self.rows) + len(self.rejected)


def guess_mapping(headers: Iterable[str]) -> GenericMapping:
    """Return a mapping read off the headers; raises FormatError `mapping_incomplete` for what no header fits."""
    guess = Guess(headers)
    return GenericMapping(**guess.identity(), score=guess.needed("score"))  # type: ignore[arg-type]


def parse(table: Table, mapping: GenericMapping) -> GenericFile:
    """Read a whole table; raises FormatError as `findings` does."""
    file = GenericFile([], [], [])
    for finding in findings(table, mapping):
        if isinstance(finding, GenericRow):
            file.rows.append(finding)
        elif isinstance(finding, Rejection):
            file.rejected.append(finding)
        else:
            file.warnings.append(finding)
    return file


def findings(table: Table, mapping: GenericMapping) -> Iterator[GenericRow | Rejection | Caution]:
    """Yield each record as a row or its rejection, and after a row its cautions, holding no rows in memory.

    Raises FormatError when the mapping does not fit the table.
    """
    columns, headers, duplicates = Columns(table), table.headers, Duplicates()
    identity_columns, score_column = columns.identity(mapping), columns.find("score", mapping.score)
    for record in table.records():
        if isinstance(record, Rejection):
            yield record
            continue
        try:
            identity = identity_columns.read(record.cells, headers)
            score = _score(record.cells[score_column], headers[score_column])
            facts = (*identity.facts(), score)
            duplicates.admit(record.row, identity.external_id, facts, headers[identity_columns.external_id])
        except RowRefused as refusal:
            yield refusal.at(record.row, record.line)
            continue
        yield GenericRow(
            record.row,
            record.line,
            identity.external_id,
            identity.last_name,
            identity.first_name,
            identity.middle_name,
            identity.email,
            identity.phone,
            score,
        )
        yield from identity_columns.cautions(identity, headers, record.row, record.line)


def _score(cell: str, column: str) -> str:
    if not cell.strip():
        raise RowRefused("missing_score", column, f"{column} is empty; expected is a final score.")
    return read_decimal(cell, column, code="bad_score", expected="a number of 0 or more in plain digits")
