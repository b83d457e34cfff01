"""Applying a scoring: exactly what was previewed, the lines of open referrals included, in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import require_transition
from api.eligible_lists import queries as lists
from api.eligible_lists.service import get_list
from api.models import EligibleList, Scoring
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.ledger import Subject
from api.platform.schema import unscaled
from api.referrals import service as referrals
from api.referrals.certificates import service as certificates
from api.referrals.rescoring import service as rescoring
from api.referrals.rescoring.service import Rescored, Touched
from api.referrals.service import NAMED_MOVES, Change
from api.scorings import queries, service
from api.scorings.changes import queries as change_queries
from api.scorings.changes.queries import Written
from api.scorings.queries import Progress

RESCORED = "rescored"
NEVER = 2**62  # later than every event: since when somebody counts who enters in a rehearsal


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What applying would do to open referrals: one entry each that is touched, and who would cross which line."""

    touched: Sequence[dict[str, Any]]
    moves: Sequence[tuple[UUID, UUID, str, str]]  # (referral, eligible, shown before, shown after)

    @classmethod
    def of(cls, settled: Sequence[Touched]) -> "Rehearsal":
        """What became of the open referrals."""
        touched = [one for one in settled if one.is_touched]
        moves = [(one.referral.id, moved.row.id, moved.before, moved.after) for one in touched for moved in one.moved]
        return cls([told(one) for one in touched], moves)

    def digest(self, appointees: Sequence[UUID]) -> str:
        """Everything that it touches beyond the scores, in 64 signs; the order of referrals and people is no matter."""
        touched = sorted(self.touched, key=lambda one: str(one["referral_id"]))
        moves = sorted([str(part) for part in one] for one in self.moves)
        facts = [touched, moves, [str(one) for one in appointees]]
        return hashlib.sha256(ledger.canonical(facts).encode()).hexdigest()


async def rehearse(session: AsyncSession, actor: Actor, *, scoring_id: UUID) -> Rehearsal:
    """Apply a computed scoring to see what it does to the open referrals; the caller rolls back.

    Raises:
        NotFound.
    """
    scoring = await service.get_scoring(session, scoring_id)
    change = await referrals.begin_change(session, actor, scoring.list_id)
    row = change.eligible_list
    if not service.is_posted(row) or service.is_stale(row, scoring) or not change.referrals:
        return Rehearsal((), ())
    if await queries.placed_twice(session, scoring_id, row.id):
        return Rehearsal((), ())  # it cannot be applied, so there is nothing to foresee
    await _write(session, row, scoring)
    return Rehearsal.of(await _settle(session, actor, change, NEVER))


async def preview(session: AsyncSession, actor: Actor, *, scoring_id: UUID, rehearsal: Rehearsal) -> None:
    """Sum up a computed scoring with everything it would touch, or note that it is stale by now."""
    scoring = await service.get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    if service.is_posted(row):
        counts = await queries.counts(session, scoring_id)
        failed = await queries.failures(session, scoring_id)
        appointees = await change_queries.appointees(session, scoring_id)
        await change_queries.keep_moves(session, scoring_id, rehearsal.moves)
        counts["changed_rank"] = await change_queries.keep_ranks(
            session, scoring_id, row.id, of_all=scoring.covers == "corrected"
        )
    else:
        # Nothing was certified from a list that was not posted: no line, referral or appointment can move.
        counts, appointees = dict(await queries.summary(session, scoring_id, row.id)), []
        failed = await queries.failures(session, scoring_id)
    counts |= {
        "crossed_line": len({moved[1] for moved in rehearsal.moves}),
        "referrals_touched": len(rehearsal.touched),
        "appointments_touched": len(appointees),
    }
    twice = [
        {"person_id": str(one.person_id), "external_ids": one.external_ids}
        for one in await queries.placed_twice(session, scoring_id, row.id)
    ]
    scoring.summary = {**counts, "failed_by": failed, "placed_twice": twice}
    scoring.touched, scoring.foreseen = list(rehearsal.touched), rehearsal.digest(appointees)
    scoring.status = "stale" if service.is_stale(row, scoring) else "previewed"
    scoring.version += 1
    await session.flush()
    facts = {"list_id": str(scoring.list_id), "status": scoring.status, **counts}
    subject, topics = Subject("scoring", scoring_id), [f"list:{scoring.list_id}"]
    await ledger.append(session, actor, "scoring.computed", subject, facts, topics=topics)


async def apply(session: AsyncSession, actor: Actor, *, scoring_id: UUID, progress: Progress | None = None) -> None:
    """Make eligibles of those who passed, and change who stands there; a new version of the list.

    `progress` is told the results done, of all, while very many enter.

    Whoever enters an adopted list counts from here on; whoever comes back has the place held before. The appointed
    stay appointed.

    Raises:
        ListEnded, PlacedTwice. ScoringStale: also when a referral, or somebody's appointment, would be touched
            otherwise than the preview told.
    """
    found = await service.get_scoring(session, scoring_id)
    change = await referrals.begin_change(session, actor, found.list_id)
    row, scoring = change.eligible_list, await service.lock_scoring(session, scoring_id)
    service.require_applicable(row, scoring, now="applying")
    await service.require_one_place(session, scoring)
    if not service.is_posted(row):
        require_transition("eligible_list", row.status, "scored", action="score")
        row.status = "scored"

    cause = "scored" if row.list_version == 0 else RESCORED
    appointees = await change_queries.appointees(session, scoring_id) if service.is_posted(row) else []
    written = await _write(session, row, scoring, progress)
    scoring.status, scoring.applied_version, scoring.version = "applied", row.list_version, scoring.version + 1
    scoring.applied_at = await db.now(session)
    await session.flush()
    facts = _facts(row, scoring, written) | {"rows_sha256": await queries.digest(session, scoring_id)}

    seq = await ledger.next_sequence(session)
    settled = await _settle(session, actor, change, seq) if cause == RESCORED else []
    if service.is_posted(row) and Rehearsal.of(settled).digest(appointees) != scoring.foreseen:
        raise service.ScoringStale
    facts |= await certify(session, actor, row, settled, seq)
    await lists.add_version(session, row, seq=seq, cause=cause, scoring_id=scoring_id)
    await change_queries.add_statuses(session, row.id, seq, written.returned, "active", RESCORED)
    await change_queries.add_statuses(session, row.id, seq, written.left, "removed", RESCORED)
    topics = referrals.topics(row.id, [one.referral.id for one in settled if one.is_touched])
    await ledger.append(session, actor, "scoring.applied", Subject("scoring", scoring_id), facts, topics=topics)


async def _write(
    session: AsyncSession, row: EligibleList, scoring: Scoring, progress: Progress | None = None
) -> Written:
    row.list_version += 1
    if row.list_version == 1:
        made = await queries.write_first(session, scoring.id, row.id, results=row.results_count, progress=progress)
        written = Written((), (), (), *made)
    else:
        since = NEVER if row.adopted_seq is not None else 0
        written = await change_queries.write(
            session, scoring.id, row.id, list_version=row.list_version, since_seq=since
        )
    row.eligibles_count += written.eligibles
    row.active_count += written.available
    row.ranks_count += written.ranks
    row.scoring_model_id, row.banding_model_id = scoring.scoring_model_id, scoring.banding_model_id
    row.score_decimals, row.version = scoring.decimals, row.version + 1
    row.scored_results_version = scoring.results_version
    await session.flush()
    return written


async def _settle(session: AsyncSession, actor: Actor, change: Change, seq: int) -> list[Touched]:
    if change.eligible_list.adopted_seq is not None:
        await change_queries.count_from(session, seq)
    if not change.referrals:
        return []
    rescored = [
        Rescored(one.eligible_id, _score(one.old_score), _score(one.new_score), one.old_status)
        for one in await change_queries.changed(session)
    ]
    return await rescoring.settle(session, actor, change, seq, rescored)


def _score(stored: int | None) -> Any:
    return None if stored is None else unscaled(stored)


def told(one: Touched) -> dict[str, Any]:
    """An open referral before and after, as previews and events tell it."""
    return {
        "referral_id": str(one.referral.id),
        "number": one.referral.number,
        "before": referrals.line_payload(one.before),
        "after": referrals.line_payload(one.after),
        "into_reach": sum(moved.after == "reachable" for moved in one.moved),
        "out_of_reach": sum(moved.before == "reachable" for moved in one.moved),
    }


def _facts(row: EligibleList, scoring: Scoring, written: Written) -> dict[str, Any]:
    return {
        "list_id": str(row.id),
        "list_version": row.list_version,
        "scoring_model_id": scoring.scoring_model_id and str(scoring.scoring_model_id),
        "results_version": scoring.results_version,
        "eligibles": row.eligibles_count,
        "ranks": row.ranks_count,
        "returned": len(written.returned),
        "left": len(written.left),
        "appointees": [str(one) for one in written.appointees[:NAMED_MOVES]],
    }


async def certify(
    session: AsyncSession, actor: Actor, row: EligibleList, settled: Sequence[Touched], seq: int
) -> dict[str, Any]:
    """A new certificate for each referral whose line or people moved, and what to tell of it."""
    written = {}
    for one in settled:
        if one.is_touched:
            line, digest = await certificates.write(session, actor, row, one.referral, seq, RESCORED)
            written[str(one.referral.id)] = {"digest": digest, **referrals.line_payload(line)}
    moved = {one.referral.id: one.moved for one in settled}
    return {"referrals": written, "moved": referrals.moved_payload(moved)} if written else {}
