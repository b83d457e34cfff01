"""Attach and remove positions: the reach of every pooled referral widens or narrows."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.certification import FloorEvent
from api.models import Referral
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import NotFound
from api.referrals import queries
from api.referrals import service as referrals
from api.referrals.line.service import Happening


async def attach_position(
    session: AsyncSession, actor: Actor, referral_id: UUID, position_id: UUID, *, version: int
) -> Referral:
    """Attach another position: the reach widens on every pooled referral."""
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=version)
    referrals.require_open(referral)
    referrals.require_usable(change.eligible_list, await queries.today(session, actor.agency.zone))
    position = (await referrals.free_positions(session, change.eligible_list, [position_id]))[0]

    seq = await ledger.next_sequence(session)
    await queries.attach(session, referral, position.id, seq)
    await queries.touch(session, referral.id)
    moved = await referrals.settle(session, actor, change, seq)
    await referrals.record(
        session,
        actor,
        change,
        referral,
        "referral.position_attached",
        moved,
        {"position": str(position.id)},
        certificate_of=(seq, "positions_changed"),
    )
    return referral


async def remove_position(
    session: AsyncSession, actor: Actor, referral_id: UUID, position_id: UUID, *, version: int, reason: str
) -> Referral:
    """Take a position off a referral: the reach narrows, and under `positions_removed` people may fall out of it.

    Raises:
        PositionHasHire: when somebody was hired for it here.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=version)
    referrals.require_open(referral)
    attached = {row.id: row for row in await queries.positions_of(session, [referral_id])}
    if position_id not in attached:
        raise NotFound("This position is not on this referral.")
    if attached[position_id].hired_eligible_id is not None:
        raise referrals.PositionHasHire
    await queries.lock_positions(session, [position_id])

    seq = await ledger.next_sequence(session)
    await queries.remove(session, referral_id, position_id, seq)
    await queries.touch(session, referral_id)
    moved = await referrals.settle(session, actor, change, seq, Happening(FloorEvent.POSITION_REMOVED, referral_id))
    facts = {"position": str(position_id)}
    await referrals.record(
        session,
        actor,
        change,
        referral,
        "referral.position_removed",
        moved,
        facts,
        private={"reason": reason},
        certificate_of=(seq, "positions_changed"),
    )
    return referral
