"""End what has reached its last day on one list, each thing exactly once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import require_transition
from api.eligible_lists.eligibles import service as eligibles
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.ledger import Subject
from api.referrals import queries as referral_queries
from api.referrals import service as referrals
from api.referrals.lapses import queries
from api.referrals.service import Change
from api.referrals.status_changes.service import people_payload

END_PERIODS = "referrals.end_periods"
UNTIL_OVER = "until_over"
ELIGIBILITY_OVER = "eligibility_over"


async def due_lists(session: AsyncSession, actor: Actor) -> list[UUID]:
    """Lists on which something's last day is over in the agency's zone."""
    return await queries.due_lists(session, await referral_queries.today(session, actor.agency.zone))


async def end_periods(session: AsyncSession, actor: Actor, list_id: UUID) -> int:
    """End the list itself, personal eligibility, absences and waivers whose last day is over; returns how many events.

    A last day is still in; what is over is read again under the list's lock, so that a second run finds nothing. The
    expiry of a list stops new certifications only: open referrals finish. It touches no eligible.
    """
    change = await referrals.begin_change(session, actor, list_id)
    today = await referral_queries.today(session, actor.agency.zone)

    ended = await _expire_list(session, actor, change, today)
    expired = _by_status(await queries.expired_people(session, list_id, today))
    ended += await _move(session, actor, change, expired, "expire", "eligibles.expired", ELIGIBILITY_OVER)
    returning = _by_status(await queries.returning_people(session, list_id, today))
    ended += await _move(session, actor, change, returning, "activate", "eligibles.returned", UNTIL_OVER)
    return ended + await _end_waivers(session, actor, change, today)


async def _expire_list(session: AsyncSession, actor: Actor, change: Change, today: date) -> int:
    row = change.eligible_list
    if row.expires_on is None or row.expires_on >= today or row.status == "expired":
        return 0
    before = row.status
    require_transition("eligible_list", before, "expired", action="expire")
    await queries.expire_list(session, row.id)
    facts = {
        "from": before,
        "to": "expired",
        "expires_on": row.expires_on.isoformat(),
        "open_referrals": len(change.referrals),
    }
    topics = referrals.topics(row.id, change.referrals)
    await ledger.append(session, actor, "list.expired", Subject("list", row.id), facts, topics=topics)
    return 1


async def _move(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    people: Mapping[str, Sequence[UUID]],
    action: str,
    event: str,
    reason: str,
) -> int:
    if not people:
        return 0
    seq = await ledger.next_sequence(session)
    moved = await eligibles.change_many(session, change.eligible_list, people, action=action, seq=seq, reason=reason)
    await _record(session, actor, change, seq, event, people_payload(moved))
    return 1


async def _end_waivers(session: AsyncSession, actor: Actor, change: Change, today: date) -> int:
    lapsed = await queries.lapsed_waivers(session, change.eligible_list.id, today)
    if not lapsed:
        return 0
    seq = await ledger.next_sequence(session)
    await queries.end_waivers(session, lapsed, seq)
    await _record(session, actor, change, seq, "waivers.ended", {"count": len(lapsed)})
    return 1


async def _record(
    session: AsyncSession, actor: Actor, change: Change, seq: int, event: str, facts: Mapping[str, Any]
) -> None:
    row = change.eligible_list
    moved = await referrals.settle(session, actor, change, seq)
    told = {**facts, "moved": referrals.moved_payload(moved)}
    topics = referrals.topics(row.id, change.referrals)
    await ledger.append(session, actor, event, Subject("list", row.id), told, topics=topics)


def _by_status(rows: Iterable[Any]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for row in rows:
        found.setdefault(row.status, []).append(row.id)
    return found
