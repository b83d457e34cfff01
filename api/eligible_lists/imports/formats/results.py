"""Format `results`: one row a candidate, with the raw score of every component of an examination.

The reason codes and policies are the import policy that came with San Francisco's example file.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, Self

from api.eligible_lists.imports.formats.columns import (
    COMPONENT_FORMS,
    CREDIT_FORMS,
    Columns,
    Guess,
    IdentityMapping,
    field_texts,
    named_texts,
    require_guessed,
)
from api.eligible_lists.imports.formats.fields import Duplicates, Identity, read_decimal
from api.eligible_lists.imports.formats.findings import Caution, FormatError, Rejection, RowRefused, shown
from api.eligible_lists.imports.formats.tabular import Record, Table

Attendance = Literal["completed", "no_show", "withdrew"]
_ATTENDANCES: Mapping[str, Attendance] = {"completed": "completed", "no_show": "no_show", "withdrew": "withdrew"}
_NO_CREDIT = "none"
_REMEMBERED = 10_000
NEEDED = ("external_id", "last_name", "first_name")
USUAL_CREDITS = ("veteran", "promotive")
USUAL_CHOICES: Mapping[str, Collection[str]] = {"veteran": ("veteran", "disabled")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsMapping(IdentityMapping):
    """Which column holds what; without a status column every row counts as completed."""

    status: str | None = None
    components: Mapping[str, str]
    credits: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, document: Mapping[str, object]) -> Self:
        """Read a mapping given as JSON; raises FormatError `bad_mapping` or `mapping_incomplete`."""
        texts = field_texts(
            document,
            needed=NEEDED,
            optional=("middle_name", "email", "phone", "status"),
            other=("components", "credits"),
        )
        return cls(**texts, components=named_texts(document, "components"), credits=named_texts(document, "credits"))


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One valid row. Scores and points are plain decimal text; a credit is a choice or points, absent when none."""

    row: int
    line: int
    external_id: str
    last_name: str
    first_name: str
    middle_name: str | None
    email: str | None
    phone: str | None
    attendance: Attendance
    components: Mapping[str, str]
    credits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ResultsFile:
    """Everything one file holds: `rows_read` is the number of rows and rejected together."""

    rows: list[ResultRow]
    rejected: list[Rejection]
    warnings: list[Caution]

    @property
    def rows_read(self) -> int:
        """Return how many data records the file has."""
        return len(self.rows) + len(self.rejected)


def guess(
    headers: Iterable[str], components: Iterable[str], credit_kinds: Iterable[str] = USUAL_CREDITS
) -> dict[str, object]:
    """Return what can be read off the headers as the JSON form of a mapping, None where no header fits."""
    guessing = Guess(headers)
    identity, status = guessing.identity(), guessing.field("status")
    found = {name: guessing.named(name, COMPONENT_FORMS) for name in components}
    kinds = {kind: header for kind in credit_kinds if (header := guessing.named(kind, CREDIT_FORMS)) is not None}
    return {**identity, "status": status, "components": found, "credits": kinds}


def guess_mapping(
    headers: Iterable[str], components: Iterable[str], credit_kinds: Iterable[str] = USUAL_CREDITS
) -> ResultsMapping:
    """Return a mapping read off the headers; raises FormatError `mapping_incomplete` for what no header fits."""
    return complete(guess(headers, components, credit_kinds))


def complete(guessed: Mapping[str, object]) -> ResultsMapping:
    """Return a guess as a mapping; raises FormatError `mapping_incomplete` for what no header fits."""
    require_guessed(guessed, NEEDED)
    for name, header in _named(guessed["components"]).items():
        if header is None:
            message = f"No column of the file looks like the component {name}; say in the mapping which one it is."
            raise FormatError("mapping_incomplete", message, field=f"mapping.components.{name}")
    return ResultsMapping.of(guessed)


def _named(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def parse(
    table: Table,
    mapping: ResultsMapping,
    component_maxima: Mapping[str, Decimal],
    credit_choices: Mapping[str, Collection[str]] = USUAL_CHOICES,
) -> ResultsFile:
    """Read a whole table; see `findings` for the arguments and errors."""
    rows: list[ResultRow] = []
    rejected: list[Rejection] = []
    warnings: list[Caution] = []
    for finding in findings(table, mapping, component_maxima, credit_choices):
        if isinstance(finding, ResultRow):
            rows.append(finding)
        elif isinstance(finding, Rejection):
            rejected.append(finding)
        else:
            warnings.append(finding)
    return ResultsFile(rows, rejected, warnings)


def findings(
    table: Table,
    mapping: ResultsMapping,
    component_maxima: Mapping[str, Decimal],
    credit_choices: Mapping[str, Collection[str]] = USUAL_CHOICES,
) -> Iterator[ResultRow | Rejection | Caution]:
    """Yield each record as a row or its rejection, and after a row its cautions, holding no rows in memory.

    `component_maxima` are the raw maxima of the model's components; `credit_choices` the values of those credits
    that are a choice rather than points. Raises FormatError when the mapping does not fit the table or the model.
    """
    reader = _Reader(table, mapping, component_maxima, credit_choices)
    for record in table.records():
        if isinstance(record, Rejection):
            yield record
            continue
        try:
            row = reader.read(record)
        except RowRefused as refusal:
            yield refusal.at(record.row, record.line)
            continue
        yield row
        yield from reader.cautions(row)


@dataclass(frozen=True, slots=True)
class _Component:
    name: str
    column: int
    header: str
    most: Decimal
    known: dict[str, str] = field(default_factory=dict)  # cells read before: raw scores come again and again

    def read(self, cell: str) -> str:
        """The score in a cell as plain decimal text; raises RowRefused for anything else."""
        found = self.known.get(cell)
        if found is None:
            expected = f"a number from 0 to {self.most:f} in plain digits"
            found = read_decimal(cell, self.header, code="bad_score", expected=expected, most=self.most)
            if len(self.known) < _REMEMBERED:
                self.known[cell] = found
        return found


@dataclass(frozen=True, slots=True)
class _Credit:
    kind: str
    column: int
    header: str
    choices: Collection[str] | None


class _Reader:
    """Reads the records of one table by one mapping."""

    def __init__(
        self,
        table: Table,
        mapping: ResultsMapping,
        maxima: Mapping[str, Decimal],
        choices: Mapping[str, Collection[str]],
    ) -> None:
        columns, self._headers = Columns(table), table.headers
        _require_same_components(mapping.components, maxima)
        self._identity = columns.identity(mapping)
        self._status = columns.optional("status", mapping.status)
        self._components = [
            _Component(name, at := columns.find(f"components.{name}", header), self._headers[at], maxima[name])
            for name, header in mapping.components.items()
        ]
        self._credits = [
            _Credit(kind, at := columns.find(f"credits.{kind}", header), self._headers[at], choices.get(kind))
            for kind, header in mapping.credits.items()
        ]
        self._duplicates = Duplicates()

    def read(self, record: Record) -> ResultRow:
        """Return the row; raises RowRefused with its first defect."""
        cells = record.cells
        identity = self._identity.read(cells, self._headers)
        attendance = self._attendance(cells)
        scores = self._scores(cells, attendance)
        points = self._points(cells)
        self._admit(record.row, identity, attendance, scores, points)
        return ResultRow(
            record.row,
            record.line,
            identity.external_id,
            identity.last_name,
            identity.first_name,
            identity.middle_name,
            identity.email,
            identity.phone,
            attendance,
            scores,
            points,
        )

    def cautions(self, row: ResultRow) -> Iterator[Caution]:
        """Yield what a person should look at in a valid row."""
        identity = Identity(row.external_id, row.last_name, row.first_name, row.middle_name, row.email, row.phone)
        return self._identity.cautions(identity, self._headers, row.row, row.line)

    def _attendance(self, cells: Sequence[str]) -> Attendance:
        if self._status is None:
            return "completed"
        status = cells[self._status].strip()
        if (attendance := _ATTENDANCES.get(status)) is None:
            column = self._headers[self._status]
            message = f"{column} is {shown(status)}; expected is completed, no_show or withdrew."
            raise RowRefused("bad_status", column, message)
        return attendance

    def _scores(self, cells: Sequence[str], attendance: Attendance) -> dict[str, str]:
        scores = {}
        for component in self._components:
            if cell := cells[component.column].strip():
                scores[component.name] = component.read(cell)
            elif attendance == "completed":
                message = f"{component.header} is empty; expected is a score, because the status is completed."
                raise RowRefused("missing_score", component.header, message)
        return scores

    def _points(self, cells: Sequence[str]) -> dict[str, str]:
        found = {}
        for credit in self._credits:
            cell = cells[credit.column].strip()
            if credit.choices is not None:
                if _chosen(cell, credit, credit.choices):
                    found[credit.kind] = cell
            elif cell:
                expected = "a number of 0 or more in plain digits, or nothing"
                points = read_decimal(cell, credit.header, code="bad_points", expected=expected)
                if points != "0":
                    found[credit.kind] = points
        return found

    def _admit(
        self, row: int, identity: Identity, attendance: str, scores: Mapping[str, str], points: Mapping[str, str]
    ) -> None:
        facts = [*identity.facts(), attendance]
        facts += [scores.get(component.name, "") for component in self._components]
        facts += [points.get(credit.kind, "") for credit in self._credits]
        self._duplicates.admit(row, identity.external_id, facts, self._headers[self._identity.external_id])


def _chosen(cell: str, credit: _Credit, choices: Collection[str]) -> bool:
    if cell == _NO_CREDIT:
        return False
    if cell not in choices:
        code = "bad_veteran" if credit.kind == "veteran" else "bad_points"
        expected = f"{', '.join((_NO_CREDIT, *list(choices)[:-1]))} or {list(choices)[-1]}" if choices else _NO_CREDIT
        raise RowRefused(code, credit.header, f"{credit.header} is {shown(cell)}; expected is {expected}.")
    return True


def _require_same_components(mapped: Mapping[str, str], maxima: Mapping[str, Decimal]) -> None:
    for name in mapped:
        if name not in maxima:
            message = f"The mapping names a component {shown(name)}, which the scoring model does not have."
            raise FormatError("unknown_component", message, field=f"mapping.components.{name}"[:80])
    for name in maxima:
        if name not in mapped:
            message = f"The mapping names no column for the component {shown(name)} of the scoring model."
            raise FormatError("component_not_mapped", message, field=f"mapping.components.{name}"[:80])
