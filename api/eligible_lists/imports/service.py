"""Imports: look at a file, preview what it would change, then store exactly that, all valid rows or none."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import require_transition
from api.domain.scoring import ScoringModel
from api.eligible_lists import queries as lists
from api.eligible_lists.eligibles.service import lock_list
from api.eligible_lists.imports import queries
from api.eligible_lists.imports.diffs import queries as diffs
from api.eligible_lists.imports.formats.findings import FormatError
from api.eligible_lists.imports.formats.tabular import Table, media_type, read_table, safe_name
from api.eligible_lists.imports.mappings import service as mappings
from api.eligible_lists.imports.mappings.service import Choice, Terms, parse_mapping
from api.eligible_lists.imports.reading.service import Reading, findings_document, mapping_document, sample
from api.eligible_lists.imports.staging import queries as staged_rows
from api.eligible_lists.imports.staging import service as staging
from api.eligible_lists.imports.staging.queries import Diff
from api.eligible_lists.imports.staging.service import KEPT_FINDINGS, Progress
from api.eligible_lists.service import get_list, require_open
from api.models import EligibleList, Job, ListImport
from api.people import service as people
from api.platform import jobs, ledger, storage
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import FieldProblem, Invalid, NotFound, Problem, Refused, Stale, TooLarge, UnsupportedType
from api.platform.ledger import Subject
from api.platform.routing import require_version

COMMIT_IMPORT = "imports.commit_import"
ENDED_BADLY = frozenset({"failed", "cancelled"})
_NOTHING = {"new": 0, "changed": 0, "unchanged": 0}


class NoScoringModel(Refused):
    code, title = "no_scoring_model", "The list has no scoring model; choose one first"


class ListHasScoringModel(Refused):
    code, title = "list_has_scoring_model", "The list has a scoring model; import results with their component scores"


class ImportStale(Refused):
    code, title = "import_stale", "Results of the list changed after this preview; preview the file again"


class ImportBusy(Refused):
    code, title = "import_busy", "A job is at work on this import; wait for its end"


class UnreadableFile(Invalid):
    code, title = "unreadable_file", "The file or its mapping cannot be used"


@dataclass(frozen=True, slots=True)
class Upload:
    """What a client sent. With `look_only` the file is opened and its columns guessed, but no row is read."""

    name: str
    content: bytes
    format: str
    mapping: str | None
    sheet: str | None = None
    look_only: bool = False


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the job that commits an import reads before it locks anything."""

    content: bytes
    mapping: Mapping[str, Any]
    sheet: str | None
    terms: Terms
    rows: int


async def preview(session: AsyncSession, actor: Actor, *, list_id: UUID, upload: Upload) -> ListImport:
    """Read a file, keep it, and say what it would change. Stores no result and no person.

    Raises:
        ListNotOpen, NoScoringModel, ListHasScoringModel.
        TooLarge, UnsupportedType, UnreadableFile: naming field, row or line.
    """
    row = await get_list(session, list_id)
    require_open(row)
    terms = await terms_of(session, row, upload.format)
    made = ListImport(
        agency_id=actor.agency.id,
        id=new_id(),
        list_id=list_id,
        file_name=safe_name(upload.name),
        format=upload.format,
        created_by=actor.label,
        version=1,
    )
    try:
        table = await asyncio.to_thread(read_table, upload.content, upload.sheet)
        choice = await mappings.choose(session, table, terms, parse_mapping(upload.mapping))
        file = await storage.store(session, actor, made.file_name, media_type(table), upload.content)
        made.file_id = file.id
        await _fill(session, made, row, table, choice, terms, look_only=upload.look_only)
    except FormatError as error:
        raise unreadable(error) from None

    facts = {"list_id": str(list_id), "file_sha256": file.sha256.hex(), "rows_valid": made.rows_valid}
    name = "import.uploaded" if upload.look_only else "import.previewed"
    await ledger.append(session, actor, name, Subject("import", made.id), {**facts, **made.diff})
    return made


async def preview_again(
    session: AsyncSession,
    actor: Actor,
    *,
    import_id: UUID,
    seen: int,
    mapping: Mapping[str, object] | None,
    sheet: str | None,
    look_only: bool,
) -> ListImport:
    """Read the kept file again, by other columns or another sheet. The import is locked only once that is done.

    Raises:
        NotFound, ListNotOpen, Stale, ImportBusy, UnreadableFile. IllegalTransition: when it was committed.
    """
    found = await get_import(session, import_id)
    row = await get_list(session, found.list_id)
    await _require_may_preview(session, found, row, seen, look_only)
    terms = await terms_of(session, row, found.format)
    content = await storage.read_all(session, found.file_id)
    try:
        table = await asyncio.to_thread(read_table, content, sheet)
        choice = await mappings.choose(session, table, terms, mapping)
        await diffs.clear(session, import_id)
        made = await queries.lock(session, import_id)
        if made is None or made.version != seen:
            raise Stale
        made.version += 1
        await _fill(session, made, row, table, choice, terms, look_only=look_only)
    except FormatError as error:
        raise unreadable(error) from None

    facts = {"list_id": str(row.id), "rows_valid": made.rows_valid, "mapping_source": made.mapping_source}
    name = "import.uploaded" if look_only else "import.previewed"
    await ledger.append(session, actor, name, Subject("import", made.id), {**facts, **made.diff})
    return made


async def discard(session: AsyncSession, actor: Actor, *, import_id: UUID, seen: int) -> ListImport:
    """Put a preview away for good. The file stays on record, what its rows would change does not.

    Raises:
        NotFound, Stale, ImportBusy. IllegalTransition: when it was committed or discarded before.
    """
    _, made = await lock_import(session, import_id)
    await settle(session, made)
    require_transition("import", made.status, "discarded", action="discard")
    require_version(made.version, seen)

    made.status, made.version = "discarded", made.version + 1
    await diffs.clear(session, import_id)
    await session.flush()
    facts = {"list_id": str(made.list_id)}
    await ledger.append(session, actor, "import.discarded", Subject("import", import_id), facts)
    return made


async def request_commit(session: AsyncSession, actor: Actor, *, import_id: UUID, seen: int | None = None) -> Job:
    """Ask for a previewed import to be stored; its columns are remembered for the next file with the same heads.

    Raises:
        NotFound, ListNotOpen, ImportStale, Stale. IllegalTransition: when that was asked before.
    """
    row, made = await lock_import(session, import_id)
    if made.status == "committing":
        await settle(session, made, may_wait=True)
    _require_fresh(row, made)
    require_transition("import", made.status, "committing", action="commit")
    if seen is not None:
        require_version(made.version, seen)

    await mappings.remember(session, actor, made)
    job = await jobs.enqueue(session, actor, COMMIT_IMPORT, import_id=made.id)
    made.status, made.job_id, made.version = "committing", job.id, made.version + 1
    await session.flush()
    return job


async def read_commitment(session: AsyncSession, import_id: UUID) -> Commitment:
    """The stored bytes of an import, and what they are read by.

    Raises:
        NotFound, NoScoringModel, ListHasScoringModel.
    """
    made = await get_import(session, import_id)
    row = await get_list(session, made.list_id)
    terms = await terms_of(session, row, made.format)
    content = await storage.read_all(session, made.file_id)
    return Commitment(content, made.mapping, made.sheet, terms, made.rows_read)


async def commit(
    session: AsyncSession,
    actor: Actor,
    *,
    import_id: UUID,
    commitment: Commitment,
    progress: Progress | None = None,
) -> Diff:
    """Store every valid row of an import, or none. Everything is staged before the list is locked.

    Raises:
        ListNotOpen, ImportStale.
    """
    list_id = (await get_import(session, import_id)).list_id
    table = await asyncio.to_thread(read_table, commitment.content, commitment.sheet)
    reading = Reading(table, commitment.terms.of(commitment.mapping), commitment.terms)
    await staging.open_staging(session)
    rows_valid = (await staging.stage(session, reading, progress, commitment.rows)).rows_valid

    row, made = await lock_import(session, import_id)
    _require_fresh(row, made)
    require_transition("import", made.status, "committed", action="finish")
    if rows_valid != made.rows_valid:
        raise ImportStale
    diff = await staged_rows.diff(session, list_id)
    await staging.survey(session, list_id)
    await people.settle(session)
    await staged_rows.write(session, list_id, import_id)

    made.status, made.version = "committed", made.version + 1
    if diff.new or diff.changed:
        row.results_version += 1
        row.results_count += diff.new
        row.version += 1
    made.committed_version = row.results_version
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
    _, made = await lock_import(session, import_id)
    if made.status == "committing":
        made.status, made.version = "stale", made.version + 1
        await session.flush()


async def settle(session: AsyncSession, made: ListImport, *, may_wait: bool = False) -> None:
    """Take a locked import back to where it was when the job that was asked for failed or was cancelled.

    Raises:
        ImportBusy: while that job may still run, unless the caller can tell that itself (`may_wait`).
    """
    before = {"committing": "previewed", "undoing": "committed"}.get(made.status)
    if before is None:
        return
    status = None if made.job_id is None else await queries.job_status(session, made.job_id)
    if status in ENDED_BADLY:
        require_transition("import", made.status, before, action="give_up")
        made.status, made.job_id = before, None
    elif not may_wait:
        raise ImportBusy


async def get_import(session: AsyncSession, import_id: UUID) -> ListImport:
    """An import.

    Raises:
        NotFound: also for another agency's import.
    """
    made = await queries.find(session, import_id)
    if made is None:
        raise NotFound("There is no such import.")
    return made


async def lock_import(session: AsyncSession, import_id: UUID) -> tuple[EligibleList, ListImport]:
    """An import and its list, locked.

    Raises:
        NotFound: also for another agency's import.
    """
    found = await get_import(session, import_id)
    row = await lock_list(session, found.list_id)
    made = await queries.lock(session, import_id)
    if made is None:
        raise NotFound("There is no such import.")
    return row, made


async def terms_of(session: AsyncSession, row: EligibleList, file_format: str) -> Terms:
    """What the files of a list are read by.

    Raises:
        NoScoringModel, ListHasScoringModel: when the format is not that of the list.
    """
    found = None if row.scoring_model_id is None else await lists.scoring_model(session, row.scoring_model_id)
    terms = Terms(None if found is None else ScoringModel.parse(found.parameters))
    if terms.format != file_format:
        raise NoScoringModel if terms.model is None else ListHasScoringModel
    return terms


def unreadable(error: FormatError) -> Problem:
    """What is wrong with a file as a problem: its code, the field, and the row and line where there are any."""
    kinds: dict[str, type[Problem]] = {"too_large": TooLarge, "unsupported_type": UnsupportedType}
    place = {name: value for name, value in (("row", error.row), ("line", error.line)) if value is not None}
    problem = kinds.get(error.code, UnreadableFile)(error.message, extra=place)
    problem.code = error.code
    field = "".join(sign if sign.isprintable() else "?" for sign in error.field or "file")
    problem.errors.append(FieldProblem(field=field, code=error.code, message=error.message))
    return problem


async def _fill(
    session: AsyncSession,
    made: ListImport,
    row: EligibleList,
    table: Table,
    choice: Choice,
    terms: Terms,
    *,
    look_only: bool,
) -> None:
    """Write into an import what was found in its file and, unless it is only looked at, what it would change."""
    made.encoding, made.delimiter, made.headers = table.encoding, table.delimiter, list(table.headers)
    made.sheet, made.sheets = table.sheet, list(table.sheets)
    made.sample = await asyncio.to_thread(sample, table)
    made.mapping, made.mapping_source = dict(choice.document), choice.source
    made.status, made.results_version, made.job_id = "uploaded", row.results_version, None
    made.rows_read = made.rows_valid = made.rows_rejected = 0
    made.columns, made.rejected, made.rejected_by, made.warnings, made.diff = [], [], {}, [], _NOTHING
    reading = None if look_only else Reading(table, choice.mapping(terms), terms)
    await queries.add(session, made)
    if reading is not None:
        made.status, made.mapping = "previewed", mapping_document(reading.mapping)
        await _compare(session, made, reading)
    await session.flush()


async def _compare(session: AsyncSession, made: ListImport, reading: Reading) -> None:
    await staging.open_staging(session)
    staged = await staging.stage(session, reading)
    new, changed, unchanged = await diffs.add(session, made.id, made.list_id)
    odd = await staging.survey(session, made.list_id)
    headers = {"email": reading.mapping.email, "last_name": reading.mapping.last_name}
    staged.warnings += await staging.cautions(session, odd[: KEPT_FINDINGS - len(staged.warnings)], headers)
    staged.warnings.sort(key=lambda caution: caution.row)

    made.diff = {"new": new, "changed": changed, "unchanged": unchanged}
    made.rows_valid, made.rows_rejected = staged.rows_valid, staged.rows_rejected
    made.rows_read = staged.rows_valid + staged.rows_rejected
    made.columns, made.rejected_by = reading.columns.document(), dict(reading.rejected_by.most_common())
    made.rejected, made.warnings = findings_document(staged.rejected), findings_document(staged.warnings)


async def _require_may_preview(
    session: AsyncSession, made: ListImport, row: EligibleList, seen: int, look_only: bool
) -> None:
    await settle(session, made)
    action, wanted = ("look", "uploaded") if look_only else ("preview", "previewed")
    require_transition("import", made.status, wanted, action=action)
    require_open(row)
    require_version(made.version, seen)


def _require_fresh(row: EligibleList, made: ListImport) -> None:
    if made.status in ("uploaded", "committed", "undoing", "undone", "discarded"):
        return  # the life cycle refuses these by name
    require_open(row)
    if made.status == "stale" or made.results_version != row.results_version:
        raise ImportStale
