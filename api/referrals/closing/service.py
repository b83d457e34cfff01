"""Close, cancel and reopen a referral."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.certification import FloorEvent
from api.domain.lifecycle import require_transition
from api.models import Referral
from api.platform import db, ledger
from api.platform.auth import Actor
from api.referrals import queries
from api.referrals import service as referrals
from api.referrals.line.service import Happening


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
    await queries.detach_positions(session, referral_id)
    await queries.touch(session, referral_id, status=status, closed_at=await db.now(session), closed_reason=reason)
    moved = await referrals.settle(
        session, actor, change, seq, Happening(FloorEvent.POOLED_REFERRAL_CLOSED, referral_id)
    )
    await referrals.record(session, actor, change, referral, f"referral.{status}", moved, {}, {"reason": reason or ""})
    return referral


async def reopen(
    session: AsyncSession, actor: Actor, referral_id: UUID, *, reason: str, version: int | None
) -> Referral:
    """Open a closed referral again, with the positions it had, as far as nobody else has taken them."""
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=version)
    require_transition("referral", referral.status, "certified")
    referrals.require_usable(change.eligible_list, await queries.today(session, actor.agency.zone))

    seq = await ledger.next_sequence(session)
    await queries.reattach_positions(session, referral_id)
    await queries.touch(session, referral_id, status="certified", closed_at=None, closed_reason=None)
    change.referrals[referral_id] = referral
    moved = await referrals.settle(session, actor, change, seq)
    await referrals.record(session, actor, change, referral, "referral.reopened", moved, {}, {"reason": reason})
    return referral
