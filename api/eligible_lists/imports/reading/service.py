"""Reading a file of results: rows, refusals and cautions, a piece at a time and off the event loop."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

import orjson

from api.domain.errors import RuleViolation
from api.domain.scoring import Credit
from api.eligible_lists.imports.formats import generic, results
from api.eligible_lists.imports.formats.findings import Caution, Rejection
from api.eligible_lists.imports.formats.generic import GenericRow
from api.eligible_lists.imports.formats.results import ResultRow
from api.eligible_lists.imports.formats.seen import ColumnsSeen
from api.eligible_lists.imports.formats.tabular import Record, Table
from api.eligible_lists.imports.mappings.service import FileMapping, Terms, fields_of
from api.people.service import PersonFacts, display_name
from api.platform.db import new_id

PIECE_ROWS = 5_000
SAMPLE_ROWS = 10
MOST_POINTS = 100_000
_EXAMINED = "completed"  # with a final score somebody was


@dataclass(slots=True)
class Piece:
    """Some rows of a file, ready to be staged."""

    results: list[tuple[Any, ...]] = field(default_factory=list)
    people: list[tuple[int, PersonFacts]] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)


class Reading:
    """A file that was opened: its head and mapping, and its rows in pieces."""

    def __init__(self, table: Table, mapping: FileMapping, terms: Terms) -> None:
        """Begin before the first row; raises FormatError when the mapping does not fit the file or the list."""
        self.table, self.mapping = table, mapping
        choices = {f"credits.{kind}" for kind in terms.choices}
        self.columns = ColumnsSeen(fields_of(mapping_document(mapping), table), choices)
        self.rejected_by: Counter[str] = Counter()
        self._credits = {} if terms.model is None else {credit.kind: credit for credit in terms.model.credits}
        self._digest = hashlib.sha256()
        self._findings = _findings(table, mapping, terms)

    async def pieces(self) -> AsyncIterator[Piece]:
        """Yield the rows in pieces; raises FormatError for a file that cannot be read to its end."""
        while piece := await asyncio.to_thread(self._piece):
            yield piece

    @property
    def rows_sha256(self) -> str:
        """The digest of every valid row read so far, in the order of the file."""
        return self._digest.hexdigest()

    def _piece(self) -> Piece | None:
        piece, rows, count = Piece(), [], 0
        for finding in islice(self._findings, PIECE_ROWS):
            count += 1
            if isinstance(finding, Rejection):
                piece.rejected.append(finding)
            elif isinstance(finding, Caution):
                piece.warnings.append(finding)
            elif refused := self._refused_points(finding):
                piece.rejected.append(refused)
            else:
                rows.append(finding)
        for row in rows:
            self._take(piece, row)
        self.columns.take(rows, piece.rejected)
        self.rejected_by.update(refused.code for refused in piece.rejected)
        return piece if count else None

    def _take(self, piece: Piece, row: ResultRow | GenericRow) -> None:
        components, claims, attendance, final = b"{}", b"{}", _EXAMINED, None
        if isinstance(row, GenericRow):
            final = row.score
        else:
            attendance = row.attendance
            components = orjson.dumps(row.components, option=orjson.OPT_SORT_KEYS)
            claims = orjson.dumps(row.credits, option=orjson.OPT_SORT_KEYS)
        facts = (row.external_id.encode(), attendance.encode(), components, claims, (final or "").encode(), b"\n")
        self._digest.update(b"\x1f".join(facts))
        name = display_name(row.last_name, row.first_name, row.middle_name)
        told = (attendance, components.decode(), claims.decode(), final)
        piece.results.append((row.row, row.line, new_id(), row.external_id, name, *told))
        person = PersonFacts(
            last_name=row.last_name,
            first_name=row.first_name,
            middle_name=row.middle_name,
            email=row.email,
            phone=row.phone,
        )
        piece.people.append((row.row, person))

    def _refused_points(self, row: ResultRow | GenericRow) -> Rejection | None:
        """Refuse points that the scoring itself would refuse, so that one row cannot stop the scoring of a list."""
        if isinstance(row, GenericRow) or isinstance(self.mapping, generic.GenericMapping):
            return None
        for kind, claim in row.credits.items():
            if not _is_worth_points(self._credits[kind], claim):
                column = self.mapping.credits[kind]
                message = f"{column} is more than {MOST_POINTS:,} points, or has too many digits."
                return Rejection(row.row, row.line, "bad_points", column, message)
        return None


def _is_worth_points(credit: Credit, claim: str) -> bool:
    try:
        return credit.claimed(claim) <= MOST_POINTS
    except RuleViolation:
        return False


def _findings(
    table: Table, mapping: FileMapping, terms: Terms
) -> Iterator[ResultRow | Rejection | Caution] | Iterator[GenericRow | Rejection | Caution]:
    if isinstance(mapping, generic.GenericMapping):
        return generic.findings(table, mapping)
    return results.findings(table, mapping, terms.maxima, terms.choices)


def sample(table: Table) -> list[list[str]]:
    """The first rows as they are, for choosing columns. Blocks: call it in a thread."""
    first = islice(table.records(), SAMPLE_ROWS)
    return [[_storable(cell) for cell in record.cells] for record in first if isinstance(record, Record)]


def findings_document(findings: Iterable[Rejection | Caution]) -> list[Any]:
    """Findings as the JSON that is stored."""
    return [asdict(finding) for finding in findings]


def mapping_document(mapping: FileMapping) -> dict[str, Any]:
    """A mapping as the JSON that is stored and shown."""
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(mapping).items()}


def _storable(cell: str) -> str:
    return "".join(sign if sign >= " " else " " for sign in cell[:200])
