"""Undoing a committed import: the results are as before it, and the ledger says that they were there."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import require_transition
from api.eligible_lists.imports import service as imports
from api.eligible_lists.imports.undo import queries
from api.eligible_lists.service import require_open
from api.models import EligibleList, Job, ListImport
from api.platform import jobs, ledger
from api.platform.auth import Actor
from api.platform.errors import Refused
from api.platform.ledger import Subject
from api.platform.routing import require_version

UNDO_IMPORT = "imports.undo_import"


class ImportScored(Refused):
    code, title = "import_scored", "The results were scored since; an import that scores rest on cannot be undone"


class ImportSuperseded(Refused):
    code, title = "import_superseded", "A later change replaced results of this import; undo that first"


@dataclass(frozen=True, slots=True)
class Undone:
    """How many results went, and how many have their former values again."""

    removed: int
    restored: int


async def request_undo(session: AsyncSession, actor: Actor, *, import_id: UUID, seen: int) -> Job:
    """Ask for a committed import to be undone.

    Raises:
        NotFound, ListNotOpen, ImportScored, ImportSuperseded, ImportBusy, Stale.
        IllegalTransition: when it is not committed.
    """
    row, made = await imports.lock_import(session, import_id)
    await imports.settle(session, made)
    require_transition("import", made.status, "undoing", action="undo")
    await _require_independent(session, row, made)
    require_version(made.version, seen)

    job = await jobs.enqueue(session, actor, UNDO_IMPORT, import_id=made.id)
    made.status, made.job_id, made.version = "undoing", job.id, made.version + 1
    await session.flush()
    return job


async def undo(session: AsyncSession, actor: Actor, *, import_id: UUID) -> Undone:
    """Take the new results away and give the changed ones back what they were. The people stay known to the agency.

    Raises:
        ListNotOpen, ImportScored, ImportSuperseded.
    """
    row, made = await imports.lock_import(session, import_id)
    require_transition("import", made.status, "undone", action="finish")
    since = await _require_independent(session, row, made)

    await queries.outdate_scorings(session, row.id, since)
    undone = Undone(
        removed=await queries.take_away(session, row.id, import_id),
        restored=await queries.give_back(session, row.id, import_id),
    )
    made.status, made.version = "undone", made.version + 1
    if undone.removed or undone.restored:
        row.results_version += 1
        row.results_count -= undone.removed
        row.version += 1
    await session.flush()
    facts = {
        "list_id": str(row.id),
        "removed": undone.removed,
        "restored": undone.restored,
        "results_version": row.results_version,
    }
    subject, topics = Subject("import", import_id), [f"list:{row.id}"]
    await ledger.append(session, actor, "import.undone", subject, facts, topics=topics)
    return undone


async def give_up(session: AsyncSession, import_id: UUID) -> None:
    """Note that an undo was refused in the end: the import is committed as before."""
    _, made = await imports.lock_import(session, import_id)
    if made.status == "undoing":
        made.status, made.job_id, made.version = "committed", None, made.version + 1
        await session.flush()


async def _require_independent(session: AsyncSession, row: EligibleList, made: ListImport) -> int:
    """Refuse while something rests on the import; returns the version of the results since it is in them."""
    require_open(row)
    since = made.committed_version
    # An import that changed nothing has nothing that could rest on it.
    if since is None or not (made.diff["new"] or made.diff["changed"]):
        return row.results_version + 1
    if await queries.is_scored(session, row.id, since):
        raise ImportScored
    if await queries.is_taken_over(session, row.id, made.id, since):
        raise ImportSuperseded
    return since
