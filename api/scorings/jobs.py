"""Computing and applying scorings."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson

from api.domain.verdicts import Result, verdicts
from api.eligible_lists.eligibles.service import PlacedTwice
from api.eligible_lists.results.service import ListEnded
from api.platform.auth import Permission
from api.platform.jobs import Run, job
from api.scorings import queries, service
from api.scorings.changes import service as changes
from api.scorings.changes.service import Rehearsal
from api.scorings.queries import Piece
from api.scorings.service import ScoringStale

Different = tuple[str, str, Decimal | None]  # components and credits as JSON, final score
PIECE = 50_000  # results looked at in a time
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
    known: dict[Different, tuple[Any, ...]] = {}
    done, piece = 0, Piece(task.list_id, corrected_since=task.corrected_since)
    while True:
        async with run.read() as session:
            if task.corrected_since is None:
                piece = await queries.piece_after(session, task.list_id, piece.until or "", PIECE)
            different = await queries.different_results(session, piece)
        await _judge(run, task, known, [one for one in different if one not in known])
        async with run.write() as session:
            done += await queries.add_rows(session, scoring_id, piece, [(*one, *known[one]) for one in different])
        await run.progress(done, task.results)
        if piece.until is None:
            return


async def _judge(
    run: Run, task: service.Task, known: dict[Different, tuple[Any, ...]], new: Sequence[Different]
) -> None:
    """Work out the verdicts on results that were not seen before; equal ones in a later piece cost nothing."""
    results = [Result(orjson.loads(components), orjson.loads(claims), final) for components, claims, final in new]
    if len(results) <= IN_THREAD:
        made = await asyncio.to_thread(verdicts, task.model, task.bands, results)
    else:
        made = await run.in_child_process(verdicts, task.model, task.bands, results)
    for one, verdict in zip(new, made, strict=True):
        known[one] = service.stored(verdict)


@job(service.APPLY_SCORING, timeout=1800, permission=Permission.MANAGE_LISTS)
async def apply_scoring(run: Run, *, scoring_id: UUID) -> None:
    """Apply a previewed scoring in one transaction."""
    try:
        async with run.finish() as session:
            await changes.apply(session, run.actor, scoring_id=scoring_id, progress=run.progress)
            run.result = {"scoring_id": str(scoring_id)}
    except (ScoringStale, ListEnded, PlacedTwice):
        async with run.write() as session:
            await service.mark_stale(session, scoring_id)
        raise
