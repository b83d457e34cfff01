"""Imports: preview a file of results, then store exactly that, all valid rows or none."""

import asyncio
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import require_transition
from api.domain.scoring import ScoringModel
from api.eligible_lists import queries as lists
from api.eligible_lists.eligibles.service import lock_list
from api.eligible_lists.imports import queries
from api.eligible_lists.imports.formats.findings import Caution, FormatError, Rejection
from api.eligible_lists.imports.queries import Diff
from api.eligible_lists.imports.reading.service import (
    Reading,
    findings_document,
    mapping_document,
    open_reading,
    parse_mapping,
)
from api.eligible_lists.service import get_list, require_open
from api.models import EligibleList, Job, ListImport
from api.people import service as people
from api.platform import jobs, ledger, storage
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import FieldProblem, Invalid, NotFound, Problem, Refused, TooLarge, UnsupportedType
from api.platform.ledger import Subject

COMMIT_IMPORT = "imports.commit_import"
KEPT_FINDINGS = 100_000  # of each kind; the counts are exact beyond it
_MESSAGES = {
    "email_in_use": "The e-mail address is that of somebody else on this list; the row becomes a separate person.",
    "name_differs": "This person is known by another name; the known name is kept.",
    "email_differs": "This candidate is known with another e-mail address; the known one is kept.",
}
_WHERE = {"email_in_use": "email", "email_differs": "email", "name_differs": "last_name"}


class NoScoringModel(Refused):
    code, title = "no_scoring_model", "The list has no scoring model; choose one first"


class ImportStale(Refused):
    code, title = "import_stale", "Results of the list changed after this preview; import the file again"


class UnreadableFile(Invalid):
    code, title = "unreadable_file", "The file or its mapping cannot be used"


@dataclass(frozen=True, slots=True)
class Upload:
    """What a client sent."""

    name: str
    content: bytes
    format: str
    mapping: str | None


@dataclass(slots=True)
class _Found:
    rows_valid: int = 0
    rows_rejected: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Caution] = field(default_factory=list)
    diff: Diff = field(default_factory=lambda: Diff(0, 0, 0))


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the job that commits an import reads before it locks anything."""

    content: bytes
    mapping: Mapping[str, Any]
    model: ScoringModel


async def preview(session: AsyncSession, actor: Actor, *, list_id: UUID, upload: Upload) -> ListImport:
    """Read a file, keep it, and say what it would change. Stores no result and no person.

    Raises:
        ListNotOpen, NoScoringModel. TooLarge, UnsupportedType, UnreadableFile: naming field, row or line.
    """
    row = await get_list(session, list_id)
    require_open(row)
    model = await _model_of(session, row)
    results_version = row.results_version
    try:
        mapping = parse_mapping(upload.mapping)
        reading = await asyncio.to_thread(open_reading, upload.content, mapping, model)
        found = await _stage(session, reading, list_id)
        sample = await asyncio.to_thread(reading.sample)
    except FormatError as error:
        raise unreadable(error) from None

    is_sheet = reading.table.encoding == "xlsx"
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" if is_sheet else "text/csv"
    file = await storage.store(session, actor, _safe_name(upload.name), media_type, upload.content)
    made = ListImport(
        agency_id=actor.agency.id,
        id=new_id(),
        list_id=list_id,
        file_id=file.id,
        format=upload.format,
        mapping=mapping_document(reading.mapping),
        encoding=reading.table.encoding,
        delimiter=reading.table.delimiter,
        headers=list(reading.table.headers),
        sample=sample,
        rows_read=found.rows_valid + found.rows_rejected,
        rows_valid=found.rows_valid,
        rows_rejected=found.rows_rejected,
        rejected=findings_document(found.rejected),
        warnings=findings_document(found.warnings),
        diff={"new": found.diff.new, "changed": found.diff.changed, "unchanged": found.diff.unchanged},
        results_version=results_version,
        created_by=actor.label,
    )
    await queries.add(session, made)
    facts = {"list_id": str(list_id), "file_sha256": file.sha256.hex(), "rows_valid": made.rows_valid}
    await ledger.append(session, actor, "import.previewed", Subject("import", made.id), {**facts, **made.diff})
    return made


async def request_commit(session: AsyncSession, actor: Actor, *, import_id: UUID) -> Job:
    """Ask for a previewed import to be stored.

    Raises:
        NotFound, ListNotOpen, ImportStale. IllegalTransition: when that was asked before.
    """
    row, made = await _locked(session, import_id)
    _require_fresh(row, made)
    require_transition("import", made.status, "committing", action="commit")

    job = await jobs.enqueue(session, actor, COMMIT_IMPORT, import_id=made.id)
    made.status, made.job_id, made.version = "committing", job.id, made.version + 1
    await session.flush()
    return job


async def read_commitment(session: AsyncSession, import_id: UUID) -> Commitment:
    """The stored bytes of an import, and what they are read by.

    Raises:
        NotFound, NoScoringModel.
    """
    made = await get_import(session, import_id)
    row = await get_list(session, made.list_id)
    return Commitment(await storage.read_all(session, made.file_id), made.mapping, await _model_of(session, row))


async def commit(session: AsyncSession, actor: Actor, *, import_id: UUID, commitment: Commitment) -> Diff:
    """Store every valid row of an import, or none. Everything is staged before the list is locked.

    Raises:
        ListNotOpen, ImportStale.
    """
    list_id = (await get_import(session, import_id)).list_id
    reading = await asyncio.to_thread(open_reading, commitment.content, commitment.mapping, commitment.model)
    await _open_staging(session)
    rows_valid = (await _copy(session, reading)).rows_valid

    row, made = await _locked(session, import_id)
    _require_fresh(row, made)
    require_transition("import", made.status, "committed", action="finish")
    if rows_valid != made.rows_valid:
        raise ImportStale
    diff = await queries.diff(session, list_id)
    await _survey(session, list_id)
    await people.settle(session)
    await queries.write(session, list_id, import_id)

    made.status, made.version = "committed", made.version + 1
    if diff.new or diff.changed:
        row.results_version += 1
        row.results_count += diff.new
        row.version += 1
    await session.flush()
    facts = {
        "list_id": str(list_id),
        "rows": rows_valid,
        "rows_sha256": reading.rows_sha256,
        "new": diff.new,
        "changed": diff.changed,
        "unchanged": diff.unchanged,
        "results_version": row.results_version,
    }
    subject, topics = Subject("import", import_id), [f"list:{list_id}"]
    await ledger.append(session, actor, "import.committed", subject, facts, topics=topics)
    return diff


async def mark_stale(session: AsyncSession, import_id: UUID) -> None:
    """Note that a preview no longer holds."""
    _, made = await _locked(session, import_id)
    if made.status == "committing":
        made.status, made.version = "stale", made.version + 1
        await session.flush()


async def get_import(session: AsyncSession, import_id: UUID) -> ListImport:
    """An import.

    Raises:
        NotFound: also for another agency's import.
    """
    made = await queries.find(session, import_id)
    if made is None:
        raise NotFound("There is no such import.")
    return made


def unreadable(error: FormatError) -> Problem:
    """What is wrong with a file as a problem: its code, the field, and the row and line where there are any."""
    kinds: dict[str, type[Problem]] = {"too_large": TooLarge, "unsupported_type": UnsupportedType}
    place = {name: value for name, value in (("row", error.row), ("line", error.line)) if value is not None}
    problem = kinds.get(error.code, UnreadableFile)(error.message, extra=place)
    problem.code = error.code
    field = "".join(sign if sign.isprintable() else "?" for sign in error.field or "file")
    problem.errors.append(FieldProblem(field=field, code=error.code, message=error.message))
    return problem


async def _locked(session: AsyncSession, import_id: UUID) -> tuple[EligibleList, ListImport]:
    found = await get_import(session, import_id)
    row = await lock_list(session, found.list_id)
    made = await queries.lock(session, import_id)
    if made is None:
        raise NotFound("There is no such import.")
    return row, made


def _require_fresh(row: EligibleList, made: ListImport) -> None:
    if made.status in ("committed", "discarded"):
        return  # the life cycle refuses these by name
    require_open(row)
    if made.status == "stale" or made.results_version != row.results_version:
        raise ImportStale


async def _model_of(session: AsyncSession, row: EligibleList) -> ScoringModel:
    found = None if row.scoring_model_id is None else await lists.scoring_model(session, row.scoring_model_id)
    if found is None:
        raise NoScoringModel
    return ScoringModel.parse(found.parameters)


async def _open_staging(session: AsyncSession) -> None:
    await queries.open_staging(session)
    await people.open_staging(session)


async def _copy(session: AsyncSession, reading: Reading) -> _Found:
    found = _Found()
    async for piece in reading.pieces():
        await queries.stage(session, piece.results)
        await people.stage(session, piece.people)
        found.rows_valid += len(piece.results)
        found.rows_rejected += len(piece.rejected)
        found.rejected += piece.rejected[: KEPT_FINDINGS - len(found.rejected)]
        found.warnings += piece.warnings[: KEPT_FINDINGS - len(found.warnings)]
    return found


async def _stage(session: AsyncSession, reading: Reading, list_id: UUID) -> _Found:
    await _open_staging(session)
    found = await _copy(session, reading)
    found.diff = await queries.diff(session, list_id)
    odd = await _survey(session, list_id)
    lines = await queries.lines_of(session, {row for row, _ in odd})
    headers = {"email": reading.mapping.email, "last_name": reading.mapping.last_name}
    found.warnings += [
        Caution(row, lines[row], code, headers[_WHERE[code]], _MESSAGES[code])
        for row, code in odd[: KEPT_FINDINGS - len(found.warnings)]
    ]
    found.warnings.sort(key=lambda caution: caution.row)
    return found


async def _survey(session: AsyncSession, list_id: UUID) -> list[tuple[int, str]]:
    """Who the staged rows are, and what a person should look at: (row, code)."""
    known = await queries.drop_known_people(session, list_id)
    taken = await queries.part_taken_emails(session, list_id)
    survey = await people.survey(session)
    return sorted(
        [(one.row_number, "name_differs") for one in known if one.name_differs]
        + [(one.row_number, "email_differs") for one in known if one.email_differs]
        + [(row, "email_in_use") for row in (*taken, *survey.email_in_use)]
        + [(row, "name_differs") for row in survey.name_differs]
    )


def _safe_name(name: str) -> str:
    """A file's own name without folders and without anything that could leave a header or a folder."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    return "".join(sign if sign.isprintable() and sign not in '"<>:|?*' else "_" for sign in last)[:200] or "file"
