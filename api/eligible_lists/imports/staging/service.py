"""Staging a file: its valid rows beside the list, and what a person should look at in them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.imports.formats.findings import Caution, Rejection
from api.eligible_lists.imports.reading.service import Reading
from api.eligible_lists.imports.staging import queries
from api.people import service as people

KEPT_FINDINGS = 100_000  # of each kind; the counts are exact beyond it
Progress = Callable[[int, int], Awaitable[None]]
_TWICE = "The e-mail address stands in row {} too; this row becomes a separate person."
_TAKEN = "The e-mail address is that of candidate {} on this list; this row becomes a separate person."
_NAMESAKE = "Row {} has the same name and nothing tells the two apart; look whether it is one person twice."
_LISTED = "Candidate {} on this list has the same name; look whether it is one person twice."
_NAME = "This person is known by another name; the known name is kept."
_EMAIL = "This candidate is known with another e-mail address; the known one is kept."


@dataclass(slots=True)
class Staged:
    """What was staged of a file, and what was not."""

    rows_valid: int = 0
    rows_rejected: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)


@dataclass(frozen=True, slots=True, order=True)
class Odd:
    """A staged row that a person should look at, and the field it is about."""

    row: int
    code: str
    field: str
    message: str


async def open_staging(session: AsyncSession) -> None:
    """Make the staging tables of this transaction."""
    await queries.open_staging(session)
    await people.open_staging(session)


async def stage(session: AsyncSession, reading: Reading, progress: Progress | None = None, total: int = 0) -> Staged:
    """Read a file to its end and stage its valid rows; `progress` is told the rows read so far, of `total`.

    Raises:
        FormatError: for a file that cannot be read to its end.
    """
    staged = Staged()
    async for piece in reading.pieces():
        await queries.stage(session, piece.results)
        await people.stage(session, piece.people)
        staged.rows_valid += len(piece.results)
        staged.rows_rejected += len(piece.rejected)
        staged.rejected += piece.rejected[: KEPT_FINDINGS - len(staged.rejected)]
        staged.warnings += piece.warnings[: KEPT_FINDINGS - len(staged.warnings)]
        if progress is not None:
            await progress(staged.rows_valid + staged.rows_rejected, total)
    return staged


async def survey(session: AsyncSession, list_id: UUID) -> list[Odd]:
    """Who the staged rows are, and what a person should look at; afterwards only new people are staged."""
    in_file = await queries.namesakes_in_file(session)
    known = await queries.drop_known_people(session, list_id)
    on_list = await queries.namesakes_on_list(session, list_id)
    taken = await queries.part_taken_emails(session, list_id)
    found = await people.survey(session)
    known_rows = {one.row_number for one in known}
    odd = [Odd(one.row_number, "name_differs", "last_name", _NAME) for one in known if one.name_differs]
    odd += [Odd(one.row_number, "email_differs", "email", _EMAIL) for one in known if one.email_differs]
    odd += [Odd(row, "email_in_use", "email", _TAKEN.format(candidate)) for row, candidate in taken]
    odd += [Odd(row, "email_in_use", "email", _TWICE.format(first)) for row, first in found.email_in_use]
    odd += [Odd(row, "same_name", "last_name", _NAMESAKE.format(first)) for row, first in in_file]
    odd += [Odd(row, "same_name", "last_name", _LISTED.format(candidate)) for row, candidate in on_list]
    odd += [Odd(row, "name_differs", "last_name", _NAME) for row in found.name_differs]
    return sorted(one for one in odd if one.code != "same_name" or one.row not in known_rows)


async def cautions(session: AsyncSession, odd: list[Odd], headers: dict[str, str | None]) -> list[Caution]:
    """Odd rows as cautions with their lines and the heads of the file."""
    lines = await queries.lines_of(session, {one.row for one in odd})
    return [Caution(one.row, lines[one.row], one.code, headers[one.field], one.message) for one in odd]
