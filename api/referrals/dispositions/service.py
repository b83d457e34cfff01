"""Record what was decided about an eligible on a referral; hire, and undo a hire."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.availability import Standing
from api.domain.lifecycle import (
    Disposition,
    EligibleStatus,
    Move,
    require_transition,
)
from api.eligible_lists.eligibles import service as eligibles
from api.models import Appointment, Eligible, Position, Referral
from api.organization import service as organization
from api.platform import db, ledger
from api.platform.auth import Actor, Permission
from api.platform.db import new_id
from api.platform.errors import Forbidden, Invalid, Refused, Stale, conflict
from api.platform.ledger import Subject
from api.referrals import queries as referral_queries
from api.referrals import service as referrals
from api.referrals.dispositions import queries
from api.referrals.line import service as lines
from api.referrals.line.service import Line
from api.referrals.service import Change, NoPositionLeft
from api.referrals.standings import service as standings
from api.referrals.standings.service import DEPARTMENT_MAY, NEEDS_REACH, Moved, PersonStanding


class NotReachable(Refused):
    code, title = "not_reachable", "This person is not reachable on this referral"


class AlreadyAppointed(Refused):
    code, title = "already_appointed", "This person has been appointed from this list"


class ReasonNeeded(Invalid):
    code, title = "reason_needed", "This needs a reason"


conflict("uq_appointments_eligible", says=AlreadyAppointed)


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: a disposition with its reason, and for a hire the position and an override."""

    disposition: str
    reason_code: str | None = None
    note: str | None = None
    override: tuple[str, str] | None = None  # reason, citation
    position_id: UUID | None = None


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
        ReferralClosed, IllegalTransition: when the state does not allow it. NotReachable: for an offer to, or a hire
        of, somebody out of reach without an override. NoPositionLeft: when every position has its hire.
        ReasonNeeded, UnknownReason: for the reason. Stale: when somebody else decided meanwhile.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    _require_role(actor, order)
    referrals.require_open(referral)
    position = await _position(session, referral, order) if order.disposition == "hired" else None
    eligible = await eligibles.lock_eligible(session, change.eligible_list.id, eligible_id)
    line = change.before[referral_id]
    person = await standings.standing_of(session, actor, line, eligible_id)
    move = require_transition("disposition", person.facts.disposition, order.disposition)
    if move.action not in ("record", "return"):
        require_transition("disposition", person.facts.disposition, order.disposition, action="record")
    _require_reach(order, person)
    if version is not None and version != person.row.version:
        raise Stale(extra={"version": person.row.version})
    await require_reason(session, order, move)

    at = await db.now(session)
    seq = await ledger.next_sequence(session)
    await _write(session, actor, change, referral_id, eligible_id, order.disposition, order.reason_code, at, seq)
    if order.disposition == "hired":
        if position is None:
            raise NoPositionLeft(f"Every position of referral {referral.number} is filled.")
        await _hire(session, actor, change, referral, eligible, position, at, seq)
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
            "moved": referrals.moved_payload(moved),
        },
        topics=referrals.topics(change.eligible_list.id, change.referrals),
        private=_private(order),
    )
    return await _outcome(session, actor, change, referral_id, eligible_id, moved)


async def rescind(
    session: AsyncSession, actor: Actor, referral_id: UUID, eligible_id: UUID, *, reason_code: str, note: str | None
) -> Outcome:
    """Undo a hire: the person is selected again, the position vacant, and elsewhere what stood before comes back."""
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    referrals.require_open(referral)
    order = Order("selected", reason_code, note)
    entry = await queries.entry(session, referral_id, eligible_id)
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
    await queries.rescind(session, appointment.id, seq)
    await referral_queries.set_position(session, appointment.position_id, "vacant")
    await eligibles.change_status(
        session, eligible, to=EligibleStatus.ACTIVE, action="rescind", seq=seq, reason=reason_code
    )
    await _write(session, actor, change, referral_id, eligible_id, "selected", reason_code, at, seq)
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
        private=_private(order),
    )
    return await _outcome(session, actor, change, referral_id, eligible_id, moved)


def _require_role(actor: Actor, order: Order) -> None:
    if order.disposition == "hired" or order.override is not None:
        actor.require(Permission.HIRE)
    if actor.departments is not None and order.disposition not in DEPARTMENT_MAY:
        raise Forbidden(f"A department does not record {order.disposition}.")


async def _position(session: AsyncSession, referral: Referral, order: Order) -> Position | None:
    if order.position_id is not None:
        attached = await referral_queries.attached_positions(session, referral.id)
        if order.position_id not in attached:
            raise Invalid("This position is not on this referral.", field="position_id")
    return await queries.vacant_position(session, referral.id, order.position_id)


def _require_reach(order: Order, person: PersonStanding) -> None:
    if order.disposition not in NEEDS_REACH or order.override is not None:
        return
    if person.standing is not Standing.REACHABLE:
        raise NotReachable(person.explanation.sentence)


async def require_reason(session: AsyncSession, order: Order, move: Move, use: str = "disposition") -> None:
    """Check the reason of a change: needed where the move asks for one, and always one of the agency's for that use.

    Raises:
        ReasonNeeded: without one. UnknownReason, NoteRequired: for the one given.
    """
    if order.reason_code is not None:
        await organization.require_reason(session, use=use, code=order.reason_code, note=order.note)
    elif move.needs_reason:
        raise ReasonNeeded("Give the reason for taking this back.", field="reason_code")


async def _write(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral_id: UUID,
    eligible_id: UUID,
    disposition: str,
    reason_code: str | None,
    at: datetime,
    seq: int,
    before: str | None = None,
) -> None:
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
        before_hired_elsewhere=before,
    )


async def _hire(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral: Referral,
    eligible: Eligible,
    position: Position,
    at: datetime,
    seq: int,
) -> None:
    """Appoint: the position is filled, the person leaves the pool, other open referrals learn of it."""
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
        return  # still available for permanent positions elsewhere
    others = [one for one in change.referrals if one != referral.id]
    stored = await queries.entries(session, eligible.id, others)
    for other in others:
        before = Disposition(stored[other].disposition) if other in stored else Disposition.PENDING
        if before in (Disposition.HIRED, Disposition.NOT_SELECTED, Disposition.HIRED_ELSEWHERE):
            continue
        require_transition("disposition", before, Disposition.HIRED_ELSEWHERE, action="hire_elsewhere")
        await _write(session, actor, change, other, eligible.id, "hired_elsewhere", None, at, seq, before.value)


async def _resume_elsewhere(
    session: AsyncSession, actor: Actor, change: Change, referral_id: UUID, eligible_id: UUID, at: datetime, seq: int
) -> None:
    """Where the system had written hired_elsewhere, what stood before comes back."""
    others = [one for one in change.referrals if one != referral_id]
    for other, entry in (await queries.entries(session, eligible_id, others)).items():
        if entry.disposition != Disposition.HIRED_ELSEWHERE or entry.before_hired_elsewhere is None:
            continue
        require_transition("disposition", entry.disposition, entry.before_hired_elsewhere, action="resume")
        await _write(
            session, actor, change, other, eligible_id, entry.before_hired_elsewhere, entry.reason_code, at, seq
        )


def _private(order: Order) -> dict[str, str]:
    facts = {"note": order.note}
    if order.override is not None:
        facts |= {"override_reason": order.override[0], "override_citation": order.override[1]}
    return {name: value for name, value in facts.items() if value}


async def _outcome(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral_id: UUID,
    eligible_id: UUID,
    moved: dict[UUID, list[Moved]],
) -> Outcome:
    line = await lines.line_of(session, actor, referral_id)
    here = [one for one in moved[referral_id] if one.row.id != eligible_id]
    elsewhere = {change.referrals[one]: len(people) for one, people in moved.items() if one != referral_id and people}
    return Outcome(line, await standings.standing_of(session, actor, line, eligible_id), here, elsewhere)
