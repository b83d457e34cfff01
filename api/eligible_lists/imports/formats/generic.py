"""Format `generic`: one row an eligible, with a final score that was worked out elsewhere."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from api.eligible_lists.imports.formats.columns import Columns, Guess, IdentityMapping, field_texts, require_guessed
from api.eligible_lists.imports.formats.fields import Duplicates, read_decimal
from api.eligible_lists.imports.formats.findings import Caution, Rejection, RowRefused, shown
from api.eligible_lists.imports.formats.tabular import Table

NEEDED = ("external_id", "last_name", "first_name", "score")
# What a stored score has room for: an integer of 10^-8.
_MOST_WHOLE_DIGITS, _MOST_DECIMALS = 9, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class GenericMapping(IdentityMapping):
    """Which column holds what."""

    score: str

    @classmethod
    def of(cls, document: Mapping[str, object]) -> Self:
        """Read a mapping given as JSON; raises FormatError `bad_mapping` or `mapping_incomplete`."""
        return cls(**field_texts(document, needed=NEEDED, optional=("middle_name", "email", "phone")))


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


def guess(headers: Iterable[str]) -> dict[str, object]:
    """Return what can be read off the headers as the JSON form of a mapping, None where no header fits."""
    guessing = Guess(headers)
    return {**guessing.identity(), "score": guessing.field("score")}


def guess_mapping(headers: Iterable[str]) -> GenericMapping:
    """Return a mapping read off the headers; raises FormatError `mapping_incomplete` for what no header fits."""
    return complete(guess(headers))


def complete(guessed: Mapping[str, object]) -> GenericMapping:
    """Return a guess as a mapping; raises FormatError `mapping_incomplete` for what no header fits."""
    require_guessed(guessed, NEEDED)
    return GenericMapping.of(guessed)


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
    score = read_decimal(cell, column, code="bad_score", expected="a number of 0 or more in plain digits")
    whole, _, decimals = score.partition(".")
    if len(whole) > _MOST_WHOLE_DIGITS or len(decimals) > _MOST_DECIMALS:
        expected = f"at most {_MOST_WHOLE_DIGITS} digits before the point and {_MOST_DECIMALS} after it"
        raise RowRefused("bad_score", column, f"{column} is {shown(score)}; expected is {expected}.")
    return score
