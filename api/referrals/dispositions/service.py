"""Record what was decided about an eligible on a referral; hire, and undo a hire."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import (
    Disposition,
    EligibleStatus,
    require_transition,
)
from api.eligible_lists.eligibles import service as eligibles
from api.models import Appointment, Eligible, Position, Referral, ReferralEligible
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import Invalid, Refused, Stale
from api.platform.ledger import Subject
from api.referrals import queries as referral_queries
from api.referrals import service as referrals
from api.referrals.dispositions import queries
from api.referrals.dispositions.legality.service import (
    Order,
    require_allowed,
    require_known_reason,
    require_pass_over_reason,
    require_reason,
    said,
)
from api.referrals.inquiries import queries as inquiries
from api.referrals.line import service as lines
from api.referrals.line.service import Line
from api.referrals.service import Change, NoPositionLeft
from api.referrals.standings import service as standings
from api.referrals.standings.service import Moved, PersonStanding


@dataclass(frozen=True, slots=True)
class Outcome:
    """The eligible afterwards, and who moved on each referral of the pool."""

    line: Line
    standing: PersonStanding
    moved: list[Moved]
    elsewhere: dict[Referral, int]


async def dispose(
    session: AsyncSession, actor: Actor, referral_id: UUID, eligible_id: UUID, order: Order, *, version: int | None
) -> Outcome:
    """Record a disposition, as of now.

    Raises:
        ReferralClosed, IllegalTransition: when the state does not allow it. AlreadyAppointed: for somebody with a
        permanent hire. NotReachable: for an offer to, or a hire of, somebody out of reach without an override.
        NoLongerPasses: for somebody whom a correction failed. NoPositionLeft: when every position has its hire.
        ReasonNeeded, UnknownReason: for the reason. Stale: when somebody else decided meanwhile.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    referrals.require_open(referral)
    position = await _position(session, referral, eligible_id, order) if order.disposition == "hired" else None
    person = await standings.standing_of(session, actor, change.before[referral_id], eligible_id)
    inquiry = (await inquiries.known(session, referral_id, [eligible_id])).get(eligible_id)
    at = await db.now(session)
    require_allowed(actor, order, person, inquiry, at)
    eligible = await eligibles.lock_eligible(session, change.eligible_list.id, eligible_id)
    if version is not None and version != person.row.version:
        raise Stale(extra={"version": person.row.version})
    await require_pass_over_reason(session, actor, order, [person])
    await require_known_reason(session, order)

    seq = await ledger.next_sequence(session)
    told: list[UUID] = []
    await write(session, actor, change, referral_id, eligible_id, order.disposition, order.reason_code, at, seq)
    if order.disposition == "hired":
        if position is None:
            raise NoPositionLeft(f"Every position of referral {referral.number} is filled.")
        told = await hire(session, actor, change, referral, eligible, position, at, seq)
    moved = await referrals.settle(session, actor, change, seq)

    await ledger.append(
        session,
        actor,
        "disposition.recorded",
        Subject("referral", referral_id),
        {
            "eligible": str(eligible_id),
            "from": person.facts.disposition.value,
            "to": order.disposition,
            "reason_code": order.reason_code,
            "position": None if position is None else str(position.id),
            "override": order.override is not None,
            "hired_elsewhere": [str(one) for one in told],
            "moved": referrals.moved_payload(moved),
        },
        topics=referrals.topics(change.eligible_list.id, change.referrals),
        private=said(order),
    )
    return await outcome(session, actor, change, referral_id, eligible_id, moved)


async def rescind(
    session: AsyncSession, actor: Actor, referral_id: UUID, eligible_id: UUID, *, reason_code: str, note: str | None
) -> Outcome:
    """Undo a hire: the person is selected again, the position vacant, and elsewhere what stood before comes back."""
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    referrals.require_open(referral)
    order = Order("selected", reason_code, note)
    eligible = await eligibles.find_eligible(session, change.eligible_list.id, eligible_id)
    entry = await queries.entry(session, referral_id, eligible.id)
    now_is = entry.disposition if entry is not None else "pending"
    move = require_transition("disposition", now_is, "selected", action="rescind")
    appointment = await queries.active_appointment(session, referral_id, eligible_id)
    if appointment is None:
        raise Refused("There is no hire to undo.")
    await queries.lock_position(session, appointment.position_id)
    eligible = await eligibles.lock_eligible(session, change.eligible_list.id, eligible_id)
    await require_reason(session, order, move, use="rescind")

    at = await db.now(session)
    seq = await ledger.next_sequence(session)
    await queries.end_appointment(session, appointment.id, seq, "rescinded")
    await referral_queries.set_position(session, appointment.position_id, "vacant")
    if eligible.status in (EligibleStatus.APPOINTED, EligibleStatus.APPOINTED_TEMPORARY):
        await eligibles.change_status(
            session, eligible, to=EligibleStatus.ACTIVE, action="rescind", seq=seq, reason=reason_code
        )
    await write(session, actor, change, referral_id, eligible_id, "selected", reason_code, at, seq)
    await _resume_elsewhere(session, actor, change, referral_id, eligible_id, at, seq)
    moved = await referrals.settle(session, actor, change, seq)

    await ledger.append(
        session,
        actor,
        "hire.rescinded",
        Subject("referral", referral_id),
        {
            "eligible": str(eligible_id),
            "position": str(appointment.position_id),
            "reason_code": reason_code,
            "moved": referrals.moved_payload(moved),
        },
        topics=referrals.topics(change.eligible_list.id, change.referrals),
        private=said(order),
    )
    return await outcome(session, actor, change, referral_id, eligible_id, moved)


async def _position(session: AsyncSession, referral: Referral, eligible_id: UUID, order: Order) -> Position | None:
    """Lock the position to fill, and the temporary one that a permanent hire vacates: both before the ledger's head."""
    if order.position_id is not None:
        attached = await referral_queries.attached_positions(session, referral.id)
        if order.position_id not in attached:
            raise Invalid("This position is not on this referral.", field="position_id")
    position = await queries.vacant_position(session, referral.id, order.position_id)
    temporary = await queries.temporary_appointment(session, eligible_id)
    if temporary is not None:
        await queries.lock_position(session, temporary.position_id)
    return position


async def write(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral_id: UUID,
    eligible_id: UUID,
    disposition: str,
    reason_code: str | None,
    at: datetime,
    seq: int,
    before: tuple[str, str | None] | None = None,
) -> None:
    """Write a disposition; `before` is what the system's own one replaces."""
    await queries.set_disposition(
        session,
        agency_id=actor.agency.id,
        list_id=change.eligible_list.id,
        referral_id=referral_id,
        eligible_id=eligible_id,
        disposition=disposition,
        reason_code=reason_code,
        at=at,
        seq=seq,
        before_system=before,
    )


async def hire(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral: Referral,
    eligible: Eligible,
    position: Position,
    at: datetime,
    seq: int,
) -> list[UUID]:
    """Appoint: the position is filled, the person leaves the pool, other open referrals learn of it.

    A permanent appointment ends a temporary one from the same list, whose position is vacant again (Charter A8.329:
    whoever holds a temporary position is offered a permanent one first). Returns the referrals that were told.
    """
    temporary = await queries.temporary_appointment(session, eligible.id)
    if temporary is not None and position.employment == "permanent":
        await queries.end_appointment(session, temporary.id, seq, "ended")
        await referral_queries.set_position(session, temporary.position_id, "vacant")
    await queries.add_appointment(
        session,
        Appointment(
            agency_id=actor.agency.id,
            id=new_id(),
            referral_id=referral.id,
            position_id=position.id,
            eligible_id=eligible.id,
            list_id=change.eligible_list.id,
            person_id=eligible.person_id,
            hired_at=at,
            hired_seq=seq,
        ),
    )
    await referral_queries.set_position(session, position.id, "filled")
    permanent = position.employment == "permanent"
    to = EligibleStatus.APPOINTED if permanent else EligibleStatus.APPOINTED_TEMPORARY
    action = "hire" if permanent else "hire_temporary"
    await eligibles.change_status(session, eligible, to=to, action=action, seq=seq)
    if not permanent:
        return []  # still available for permanent positions elsewhere
    stored = await queries.entries(session, eligible.id)
    others = [one for one in change.referrals if one != referral.id]
    return [one for one in others if await _tell(session, actor, change, one, eligible.id, stored.get(one), at, seq)]


async def _tell(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral_id: UUID,
    eligible_id: UUID,
    entry: ReferralEligible | None,
    at: datetime,
    seq: int,
) -> bool:
    """Tell a referral that somebody was hired elsewhere; what stood there is kept, to come back with a rescission."""
    stood = ("pending", None) if entry is None else (entry.disposition, entry.reason_code)
    if entry is not None and entry.disposition == Disposition.NOT_CONSIDERED and entry.before_system is not None:
        stood = (entry.before_system, entry.reason_before_system)
    before = Disposition(stood[0])
    if before in (Disposition.HIRED, Disposition.NOT_SELECTED, Disposition.HIRED_ELSEWHERE):
        return False
    require_transition("disposition", before, Disposition.HIRED_ELSEWHERE, action="hire_elsewhere")
    await write(session, actor, change, referral_id, eligible_id, "hired_elsewhere", None, at, seq, stood)
    return True


async def catch_up(
    session: AsyncSession, actor: Actor, change: Change, referral_id: UUID, at: datetime, seq: int
) -> None:
    """Tell a referral that opens again who was hired elsewhere while it was closed."""
    for eligible_id in await queries.hired_elsewhere(session, change.eligible_list.id, referral_id):
        entry = await queries.entry(session, referral_id, eligible_id)
        await _tell(session, actor, change, referral_id, eligible_id, entry, at, seq)


async def _resume_elsewhere(
    session: AsyncSession, actor: Actor, change: Change, referral_id: UUID, eligible_id: UUID, at: datetime, seq: int
) -> None:
    """Where the system had written hired_elsewhere, on closed referrals too, what stood before comes back."""
    for other, entry in (await queries.entries(session, eligible_id)).items():
        before = entry.before_system
        if other == referral_id or entry.disposition != Disposition.HIRED_ELSEWHERE or before is None:
            continue
        require_transition("disposition", entry.disposition, before, action="resume")
        await write(session, actor, change, other, eligible_id, before, entry.reason_before_system, at, seq)


async def outcome(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral_id: UUID,
    eligible_id: UUID,
    moved: dict[UUID, list[Moved]],
) -> Outcome:
    """The eligible after a change, and who moved by it."""
    line = await lines.line_of(session, actor, referral_id)
    here = [one for one in moved[referral_id] if one.row.id != eligible_id]
    elsewhere = {change.referrals[one]: len(people) for one, people in moved.items() if one != referral_id and people}
    return Outcome(line, await standings.standing_of(session, actor, line, eligible_id), here, elsewhere)
