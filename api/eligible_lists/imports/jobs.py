"""Storing previewed imports, and taking them back."""

from uuid import UUID

from api.eligible_lists.imports import service
from api.eligible_lists.imports.service import ImportStale
from api.eligible_lists.imports.undo import service as undoing
from api.eligible_lists.imports.undo.service import ImportScored, ImportSuperseded
from api.eligible_lists.service import ListNotOpen
from api.platform.auth import Permission
from api.platform.jobs import Run, job


@job(service.COMMIT_IMPORT, timeout=900, permission=Permission.MANAGE_LISTS)
async def commit_import(run: Run, *, import_id: UUID) -> None:
    """Read the stored file again and store all its valid rows, or none."""
    async with run.read() as session:
        commitment = await service.read_commitment(session, import_id)
    try:
        async with run.finish() as session:
            diff = await service.commit(
                session, run.actor, import_id=import_id, commitment=commitment, progress=run.progress
            )
            run.result = {
                "import_id": str(import_id),
                "new": diff.new,
                "changed": diff.changed,
                "unchanged": diff.unchanged,
            }
    except (ImportStale, ListNotOpen):
        async with run.write() as session:
            await service.mark_stale(session, import_id)
        raise


@job(undoing.UNDO_IMPORT, timeout=900, permission=Permission.MANAGE_LISTS)
async def undo_import(run: Run, *, import_id: UUID) -> None:
    """Give the list its results back as they were before an import."""
    try:
        async with run.finish() as session:
            undone = await undoing.undo(session, run.actor, import_id=import_id)
            run.result = {"import_id": str(import_id), "removed": undone.removed, "restored": undone.restored}
    except (ImportScored, ImportSuperseded, ListNotOpen):
        async with run.write() as session:
            await undoing.give_up(session, import_id)
        raise
