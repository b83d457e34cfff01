"""Computing and applying scorings."""

import asyncio
from typing import Any
from uuid import UUID

from api.eligible_lists.results.service import ListEnded
from api.platform.auth import Permission
from api.platform.jobs import Run, job
from api.scorings import queries, service
from api.scorings.changes import service as changes
from api.scorings.changes.service import Rehearsal
from api.scorings.service import ScoringStale

PIECE = 20_000  # results computed at a time
IN_THREAD = 2_000  # up to so many, starting a process of their own would take longer than the work


@job(service.COMPUTE_SCORING, timeout=1800, permission=Permission.MANAGE_LISTS)
async def compute_scoring(run: Run, *, scoring_id: UUID) -> None:
    """Score the results piece by piece; rehearse on a posted list; then sum up what applying it would change."""
    try:
        async with run.read() as session:
            task = await service.task_of(session, scoring_id)
    except ScoringStale:
        async with run.write() as session:
            await service.mark_stale(session, scoring_id)
        raise
    async with run.write() as session:
        await queries.clear_rows(session, scoring_id)
    await _compute(run, scoring_id, task)

    rehearsal = Rehearsal((), ())
    if task.is_posted:
        async with run.rehearse() as session:
            rehearsal = await changes.rehearse(session, run.actor, scoring_id=scoring_id)
    async with run.finish() as session:
        await changes.preview(session, run.actor, scoring_id=scoring_id, rehearsal=rehearsal)
        run.result = {"scoring_id": str(scoring_id)}


async def _compute(run: Run, scoring_id: UUID, task: service.Task) -> None:
    done, after = 0, ""
    while True:
        async with run.read() as session:
            rows = await queries.results_after(
                session, task.list_id, after, PIECE, corrected_since=task.corrected_since
            )
        if not rows:
            return
        results: list[tuple[Any, ...]] = [
            (row.id, row.components, row.credits, row.attendance, row.final_score) for row in rows
        ]
        if len(results) <= IN_THREAD:
            made = await asyncio.to_thread(service.verdicts, task.model, task.bands, results)
        else:
            made = await run.in_child_process(service.verdicts, task.model, task.bands, results)
        async with run.write() as session:
            await queries.add_rows(session, scoring_id, made)
        done, after = done + len(rows), rows[-1].external_id
        await run.progress(done, task.results)


@job(service.APPLY_SCORING, timeout=1800, permission=Permission.MANAGE_LISTS)
async def apply_scoring(run: Run, *, scoring_id: UUID) -> None:
    """Apply a previewed scoring in one transaction."""
    try:
        async with run.finish() as session:
            await changes.apply(session, run.actor, scoring_id=scoring_id)
            run.result = {"scoring_id": str(scoring_id)}
    except (ScoringStale, ListEnded):
        async with run.write() as session:
            await service.mark_stale(session, scoring_id)
        raise
