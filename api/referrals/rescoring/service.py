"""After a re-score: where the lines of the open referrals are now, and who crossed them.

Nobody falls out of reach because the score of another was corrected, as long as the rule keeps a floor: it comes to
lie at the lowest score of the people in reach whom the re-score left alone. Whoever's own score changed goes where the
new score puts them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.availability import EligibleFacts
from api.domain.certification import floor_after_rescoring
from api.domain.lifecycle import EligibleStatus
from api.models import Referral
from api.platform.auth import Actor
from api.platform.schema import unscaled
from api.referrals import queries
from api.referrals.line import service as lines
from api.referrals.line.service import Line
from api.referrals.rescoring import queries as rescoring_queries
from api.referrals.service import Change
from api.referrals.standings import queries as standing_queries
from api.referrals.standings import service as standings
from api.referrals.standings.queries import PersonRow
from api.referrals.standings.service import Moved

OFF_LIST = "unavailable"  # how somebody is shown who does not stand on the list


@dataclass(frozen=True, slots=True)
class Rescored:
    """Somebody whose score a re-score changed; None: not on the list, before or afterwards."""

    eligible_id: UUID
    old_score: Decimal | None
    new_score: Decimal | None
    old_status: str | None


@dataclass(frozen=True, slots=True)
class Touched:
    """An open referral before and after a re-score, and who crossed its line."""

    referral: Referral
    before: Line
    after: Line
    moved: list[Moved]

    @property
    def is_touched(self) -> bool:
        """Whether the line or anybody moved."""
        return bool(self.moved) or self.before.reach.line != self.after.reach.line


async def settle(
    session: AsyncSession, actor: Actor, change: Change, seq: int, rescored: Sequence[Rescored]
) -> list[Touched]:
    """Keep each open referral's floor, mark who came into reach, and say who moved on each."""
    list_id = change.eligible_list.id
    floors = await _floors(session, actor, change, rescored)
    after = await lines.open_lines(session, actor, list_id, floors=floors)
    settled = []
    for referral_id, line in after.items():
        referral, before = change.referrals[referral_id], change.before[referral_id]
        moved = await _moved(session, actor, before, line, rescored)
        settled.append(Touched(referral, before, line, moved))
        floor = lines.floor_after(line)
        stored = None if referral.floor_score is None else unscaled(referral.floor_score)
        if floor != stored:
            await queries.keep_floor(session, referral, floor, seq)
        reached = [one.row.id for one in moved if one.after == "reachable"]
        await standing_queries.mark_reached(session, actor.agency.id, list_id, referral_id, reached, seq)
    return settled


async def _floors(
    session: AsyncSession, actor: Actor, change: Change, rescored: Sequence[Rescored]
) -> dict[UUID, Decimal | None]:
    lowest = {
        referral_id: line.rule.lowest_score(line.reach.line)
        for referral_id, line in change.before.items()
        if line.reach.line is not None
    }
    touched = [one.eligible_id for one in rescored]
    kept = await rescoring_queries.lowest_left_alone(session, actor.agency.id, change.eligible_list.id, lowest, touched)
    return {
        referral_id: floor_after_rescoring(line.rule, kept.get(referral_id))
        for referral_id, line in change.before.items()
    }


async def _moved(
    session: AsyncSession, actor: Actor, before: Line, after: Line, rescored: Sequence[Rescored]
) -> list[Moved]:
    """Those whom the line passed over, and those whose own score crossed it."""
    own = {one.eligible_id: one for one in rescored}
    others = [one for one in await standings.moves(session, actor, before, after) if one.row.id not in own]
    crossed = [one.eligible_id for one in rescored if _inside(before, one.old_score) != _inside(after, one.new_score)]
    if not crossed:
        return others
    rows = await rescoring_queries.people(session, actor.agency.id, after.facts.referral_id, crossed)
    singles = {one.eligible_id: one.facts for one in after.facts.individuals}
    moved = [_shown(before, after, own[row.id], row, singles.get(row.id)) for row in rows]
    return [one for one in moved if one.before != one.after] + others


def _inside(line: Line, score: Decimal | None) -> bool:
    return score is not None and line.reach.contains(line.rule.ranked_score(score))


def _shown(before: Line, after: Line, rescored: Rescored, row: PersonRow, single: EligibleFacts | None) -> Moved:
    facts = single or standing_queries.facts(row)
    was = now = OFF_LIST
    if rescored.old_score is not None and rescored.old_status is not None:
        status = EligibleStatus(rescored.old_status)
        stood = replace(facts, score=rescored.old_score, status=status, is_failed=False)
        was = standings.shown_on(before, stood)
    if rescored.new_score is not None:
        now = standings.shown_on(after, facts)
    return Moved(row, was, now)
