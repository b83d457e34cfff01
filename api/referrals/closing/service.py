"""Close, cancel and reopen a referral."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.certification import FloorEvent, clears_floor
from api.domain.lifecycle import require_transition
from api.models import Referral
from api.platform import db, ledger
from api.platform.auth import Actor
from api.referrals import queries
from api.referrals import service as referrals
from api.referrals.dispositions import queries as disposition_queries
from api.referrals.dispositions import service as dispositions
from api.referrals.line.service import Happening, rule_of

USABLE_ONCE_CERTIFIED = frozenset({"adopted", "expired", "exhausted"})


async def close(
    session: AsyncSession, actor: Actor, referral_id: UUID, *, action: str, reason: str | None, version: int | None
) -> Referral:
    """Close a referral (filled when every position has its hire, else unfilled) or cancel it.

    Its positions no longer count into the reach of the referrals it pooled with.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=version)
    positions = await queries.positions_of(session, [referral_id])
    filled = bool(positions) and all(row.hired_eligible_id is not None for row in positions)
    status = "cancelled" if action == "cancel" else "filled" if filled else "closed_unfilled"
    require_transition("referral", referral.status, status)
    if action == "cancel" and any(row.hired_eligible_id is not None for row in positions):
        raise referrals.PositionHasHire("Rescind the hires on this referral before cancelling it.")

    seq = await ledger.next_sequence(session)
    at = await db.now(session)
    await queries.detach_positions(session, referral_id)
    await queries.touch(session, referral_id, status=status, closed_at=at, closed_reason=reason)
    not_considered = await disposition_queries.close_entries(session, referral_id, at, seq)
    moved = await referrals.settle(
        session, actor, change, seq, Happening(FloorEvent.POOLED_REFERRAL_CLOSED, referral_id)
    )
    facts = {"not_considered": not_considered}
    name, why = f"referral.{status}", {"reason": reason or ""}
    await referrals.record(session, actor, change, referral, name, moved, facts, private=why)
    return referral


async def reopen(
    session: AsyncSession, actor: Actor, referral_id: UUID, *, reason: str, version: int | None
) -> Referral:
    """Open a closed referral again, with those of its positions that nobody else has taken meanwhile.

    A referral may finish after its list expired, so an expired list does not stand in the way. Its own closing had
    let its floor go where the rule lets a closing do so.

    Raises:
        ListNotAdopted: when the list was cancelled. NoPositionLeft: when every position was taken.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=version)
    require_transition("referral", referral.status, "certified")
    if change.eligible_list.status not in USABLE_ONCE_CERTIFIED:
        raise referrals.ListNotAdopted(f"The list is {change.eligible_list.status}.")
    kept, left_off = await _positions(session, referral)

    seq = await ledger.next_sequence(session)
    at = await db.now(session)
    for position_id in left_off:
        await queries.remove(session, referral_id, position_id, seq)
    await queries.reattach_positions(session, referral_id)
    floor = None if await _forgets_floor(session, referral) else referral.floor_score
    opened = {"status": "certified", "closed_at": None, "closed_reason": None, "floor_score": floor}
    await queries.touch(session, referral_id, **opened)
    change.referrals[referral_id] = referral
    await dispositions.catch_up(session, actor, change, referral_id, at, seq)
    await disposition_queries.reopen_entries(session, referral_id, at, seq)
    moved = await referrals.settle(session, actor, change, seq)
    await referrals.record(
        session,
        actor,
        change,
        referral,
        "referral.reopened",
        moved,
        {"positions": [str(one) for one in kept], "left_off": [str(one) for one in left_off]},
        private={"reason": reason},
        certificate_of=(seq, "reopened"),
    )
    return referral


async def _positions(session: AsyncSession, referral: Referral) -> tuple[list[UUID], list[UUID]]:
    """The referral's positions, locked: those it can have back, and those filled elsewhere, taken or void."""
    attached = {row.id: row.hired_eligible_id for row in await queries.positions_of(session, [referral.id])}
    locked = await queries.lock_positions(session, list(attached))
    taken = set(await queries.on_open_referral(session, list(attached)))
    free = [
        one
        for one, hired in attached.items()
        if one in locked and one not in taken and (hired is not None or locked[one].status == "vacant")
    ]
    if not free:
        raise referrals.NoPositionLeft("Every position of this referral was taken meanwhile.")
    return free, [one for one in attached if one not in free]


async def _forgets_floor(session: AsyncSession, referral: Referral) -> bool:
    rule = await queries.rule(session, referral.certification_rule_id)
    return rule is not None and clears_floor(rule_of(rule.parameters), FloorEvent.POOLED_REFERRAL_CLOSED)
