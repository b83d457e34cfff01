"""Reading a file of results: mapping, rows, refusals and cautions, a piece at a time and off the event loop."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

import orjson

from api.domain.errors import RuleViolation
from api.domain.scoring import ScoringModel
from api.eligible_lists.imports.formats import results
from api.eligible_lists.imports.formats.findings import Caution, FormatError, Rejection
from api.eligible_lists.imports.formats.results import ResultRow, ResultsMapping
from api.eligible_lists.imports.formats.tabular import Record, Table, read_table
from api.people.service import PersonFacts
from api.platform.db import new_id

PIECE_ROWS = 5_000
SAMPLE_ROWS = 10
MOST_POINTS = 100_000


@dataclass(slots=True)
class Piece:
    """Some rows of a file, ready to be staged."""

    results: list[tuple[Any, ...]] = field(default_factory=list)
    people: list[tuple[int, PersonFacts]] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)


class Reading:
    """A file that was opened: its head and mapping, and its rows in pieces."""

    def __init__(self, table: Table, mapping: ResultsMapping, model: ScoringModel) -> None:
        """Begin before the first row; raises FormatError when the mapping does not fit the file or the model."""
        self.table, self.mapping = table, mapping
        self._credits = {credit.kind: credit for credit in model.credits}
        self._digest = hashlib.sha256()
        for kind in mapping.credits:
            if kind not in self._credits:
                message = f"The scoring model has no credit {kind!r:.40}."
                raise FormatError("unknown_credit", message, field=f"mapping.credits.{kind}"[:80])
        self._findings = results.findings(
            table,
            mapping,
            {component.name: component.maximum for component in model.components},
            {credit.kind: tuple(credit.values) for credit in model.credits if not credit.as_given},
        )

    async def pieces(self) -> AsyncIterator[Piece]:
        """Yield the rows in pieces; raises FormatError for a file that cannot be read to its end."""
        while piece := await asyncio.to_thread(self._piece):
            yield piece

    @property
    def rows_sha256(self) -> str:
        """The digest of every valid row read so far, in the order of the file."""
        return self._digest.hexdigest()

    def sample(self) -> list[list[str]]:
        """The first rows as they are, for choosing columns."""
        first = islice(self.table.records(), SAMPLE_ROWS)
        return [[_storable(cell) for cell in record.cells] for record in first if isinstance(record, Record)]

    def _piece(self) -> Piece | None:
        piece, seen = Piece(), 0
        for finding in islice(self._findings, PIECE_ROWS):
            seen += 1
            if isinstance(finding, ResultRow):
                self._take(piece, finding)
            elif isinstance(finding, Rejection):
                piece.rejected.append(finding)
            else:
                piece.warnings.append(finding)
        return piece if seen else None

    def _take(self, piece: Piece, row: ResultRow) -> None:
        refused = self._refused_points(row)
        if refused is not None:
            piece.rejected.append(refused)
            return
        components = orjson.dumps(row.components, option=orjson.OPT_SORT_KEYS)
        claims = orjson.dumps(row.credits, option=orjson.OPT_SORT_KEYS)
        self._digest.update(
            b"\x1f".join((row.external_id.encode(), row.attendance.encode(), components, claims, b"\n"))
        )
        piece.results.append(
            (row.row, row.line, new_id(), row.external_id, row.attendance, components.decode(), claims.decode())
        )
        facts = PersonFacts(
            last_name=row.last_name,
            first_name=row.first_name,
            middle_name=row.middle_name,
            email=row.email,
            phone=row.phone,
        )
        piece.people.append((row.row, facts))

    def _refused_points(self, row: ResultRow) -> Rejection | None:
        """Refuse points that the scoring itself would refuse, so that one row cannot stop the scoring of a list."""
        for kind, claim in row.credits.items():
            try:
                is_good = self._credits[kind].claimed(claim) <= MOST_POINTS
            except RuleViolation:
                is_good = False
            if not is_good:
                column = self.mapping.credits[kind]
                message = f"{column} is more than {MOST_POINTS:,} points, or has too many digits."
                return Rejection(row.row, row.line, "bad_points", column, message)
        return None


def parse_mapping(given: str | None) -> Mapping[str, object] | None:
    """A mapping given as JSON text; None when there is none, so that it is guessed.

    Raises:
        FormatError: `bad_mapping`.
    """
    if given is None or not given.strip():
        return None
    try:
        document = json.loads(given)
    except (ValueError, RecursionError):
        raise FormatError("bad_mapping", "The mapping is not valid JSON.", field="mapping") from None
    if not isinstance(document, dict):
        raise FormatError("bad_mapping", "The mapping must be a JSON object.", field="mapping")
    return document


def open_reading(data: bytes, mapping: Mapping[str, object] | None, model: ScoringModel) -> Reading:
    """Open a file; without a mapping it is read off the headers. Blocks: call it in a thread.

    Raises:
        FormatError.
    """
    table = read_table(data)
    if mapping is not None:
        chosen = ResultsMapping.of(mapping)
    else:
        names = [component.name for component in model.components]
        chosen = results.guess_mapping(table.headers, names, [credit.kind for credit in model.credits])
    return Reading(table, chosen, model)


def mapping_document(mapping: ResultsMapping) -> dict[str, Any]:
    """A mapping as the JSON that is stored and shown."""
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in asdict(mapping).items()}


def findings_document(findings: Iterable[Rejection | Caution]) -> list[Any]:
    """Findings as the JSON that is stored."""
    return [asdict(finding) for finding in findings]


def _storable(cell: str) -> str:
    return "".join(sign if sign >= " " else " " for sign in cell[:200])
