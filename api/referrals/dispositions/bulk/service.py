"""Record one disposition for many people: previewed, then done as previewed, in one event."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.errors import IllegalTransition
from api.domain.lifecycle import Disposition
from api.eligible_lists.eligibles import service as eligibles
from api.models import Position, Referral
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.errors import FieldProblem, Invalid, Problem, Refused
from api.platform.ledger import Subject
from api.referrals import queries as referral_queries
from api.referrals import service as referrals
from api.referrals.dispositions import queries
from api.referrals.dispositions import service as dispositions
from api.referrals.dispositions.legality.service import (
    Order,
    require_allowed,
    require_known_reason,
    require_pass_over_reason,
    require_recorder,
    said,
)
from api.referrals.inquiries import queries as inquiries
from api.referrals.line import service as lines
from api.referrals.line.service import Line
from api.referrals.service import Change
from api.referrals.simulations import service as simulations
from api.referrals.simulations.service import Reached
from api.referrals.standings import service as standings
from api.referrals.standings.service import Moved, PersonStanding


class SomeMayNotMove(Refused):
    code, title = "some_may_not_move", "Some of these people may not move; confirm that they are left out"


class PreviewOutdated(Refused):
    code, title = "preview_outdated", "This is not what was previewed any more; look at it again"


@dataclass(frozen=True, slots=True)
class BulkOrder:
    """One disposition for several people, each with the position to fill where it is a hire."""

    disposition: str
    people: Mapping[UUID, UUID | None]
    reason_code: str | None = None
    note: str | None = None

    def single(self, eligible_id: UUID) -> Order:
        """What is asked for one of them."""
        return Order(self.disposition, self.reason_code, self.note, None, self.people[eligible_id])


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody who may not move, and why."""

    eligible_id: UUID
    person: PersonStanding | None
    code: str
    detail: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Who moves and who may not, in rank order, by the present state."""

    moving: list[PersonStanding]
    refused: list[Refusal]
    digest: str


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """A plan with the line before and after it, and who else is shown differently."""

    plan: Plan
    before: Reached
    after: Reached
    moved: list[Moved]
    elsewhere: dict[Referral, int]


async def preview(session: AsyncSession, actor: Actor, referral_id: UUID, order: BulkOrder) -> BulkOutcome:
    """What recording it would do now. Nothing is locked, nothing written.

    Raises:
        As `record`, besides what concerns single people: they are named in the plan.
    """
    line = await lines.line_of(session, actor, referral_id)
    if line.facts.status != "certified":
        raise referrals.ReferralClosed(f"Referral {line.facts.number} is {line.facts.status}; reopen it first.")
    positions = await _positions(session, referral_id, order)
    found = await referral_queries.find_positions(session, [one for one in positions if one is not None])
    plan = await _plan(session, actor, line, order, found, await db.now(session))
    to = Disposition(order.disposition)
    supposed = {one.row.id: replace(one.facts, disposition=to) for one in plan.moving}
    after = await lines.line_under(
        session, actor, simulations.with_people(line.facts, supposed), lines.kept_floor(line)
    )
    named = {one.row.id for one in plan.moving}
    # A department is not told beforehand whom a decision would bring into reach.
    told = await standings.moves(session, actor, line, after) if actor.departments is None else []
    moved = [one for one in told if one.row.id not in named]
    ends = (await simulations.reached(session, actor, line), await simulations.reached(session, actor, after))
    return BulkOutcome(plan, *ends, moved, {})


async def record(
    session: AsyncSession,
    actor: Actor,
    referral_id: UUID,
    order: BulkOrder,
    *,
    digest: str | None = None,
    skip_refused: bool = False,
) -> BulkOutcome:
    """Record one disposition for several people, as of now: all of them, or with `skip_refused` those who may move.

    Raises:
        PreviewOutdated: when `digest` names another plan. SomeMayNotMove: naming who may not. ReferralClosed,
        Forbidden, ReasonNeeded, UnknownReason, NoteRequired. Invalid: for a hire whose position is not named or
        named twice.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    referrals.require_open(referral)
    wanted = await _positions(session, referral_id, order)
    temporary = await queries.temporary_positions(session, list(order.people)) if wanted else []
    positions = await referral_queries.lock_positions(session, [*wanted, *temporary]) if wanted else {}
    line = change.before[referral_id]
    at = await db.now(session)
    plan = await _plan(session, actor, line, order, positions, at)
    _require_agreed(order, plan, digest, skip_refused)
    await require_known_reason(session, order.single(next(iter(order.people))))
    if not plan.moving:
        same = await simulations.reached(session, actor, line)
        return BulkOutcome(plan, same, same, [], {})

    before = await simulations.reached(session, actor, line)
    told = await _write(session, actor, change, referral, order, plan, positions, at)
    moved = await referrals.settle(session, actor, change, told.seq)
    await _append(session, actor, change, referral_id, order, plan, told.elsewhere, moved)
    after = await simulations.reached(session, actor, await lines.line_of(session, actor, referral_id))
    named = {one.row.id for one in plan.moving}
    here = [one for one in moved[referral_id] if one.row.id not in named]
    others = {change.referrals[one]: len(people) for one, people in moved.items() if one != referral_id and people}
    return BulkOutcome(plan, before, after, here, others)


async def _positions(session: AsyncSession, referral_id: UUID, order: BulkOrder) -> list[UUID]:
    """The positions that hires name, each on the referral and named once; none where nobody is hired."""
    if order.disposition != Disposition.HIRED:
        return []
    attached = await referral_queries.attached_positions(session, referral_id)
    named: list[UUID] = []
    for place, position_id in enumerate(order.people.values()):
        field = f"people.{place}.position_id"
        if position_id is None:
            raise Invalid("Name the position that this person fills.", field=field)
        if position_id not in attached:
            raise Invalid("This position is not on this referral.", field=field)
        if position_id in named:
            raise Invalid("This position is named twice.", field=field)
        named.append(position_id)
    return named


async def _plan(
    session: AsyncSession,
    actor: Actor,
    line: Line,
    order: BulkOrder,
    positions: Mapping[UUID, Position],
    now: datetime,
) -> Plan:
    """Who moves, and who may not."""
    require_recorder(actor, order.disposition)
    people = await standings.standings_of(session, actor, line, list(order.people))
    asked = await inquiries.known(session, line.facts.referral_id, list(people))
    moving, refused = [], []
    for eligible_id in [*people, *(one for one in order.people if one not in people)]:
        person = people.get(eligible_id)
        if person is None:
            refused.append(Refusal(eligible_id, None, "not_found", "There is no such eligible on this referral."))
            continue
        try:
            require_allowed(actor, order.single(eligible_id), person, asked.get(eligible_id), now)
            _require_vacant(positions, order.people[eligible_id])
        except (Problem, IllegalTransition) as why:
            detail = why.detail if isinstance(why, Problem) else str(why)
            refused.append(Refusal(eligible_id, person, _code(why), detail))
        else:
            moving.append(person)
    if moving:
        await require_pass_over_reason(session, actor, order.single(moving[0].row.id), moving)
    return Plan(moving, refused, _digest(order, moving, refused))


def _require_vacant(positions: Mapping[UUID, Position], position_id: UUID | None) -> None:
    if position_id is not None and (position_id not in positions or positions[position_id].status != "vacant"):
        raise referrals.PositionFilled


def _code(why: Problem | IllegalTransition) -> str:
    return why.code if isinstance(why, Problem) else "illegal_transition"


def _digest(order: BulkOrder, moving: Sequence[PersonStanding], refused: Sequence[Refusal]) -> str:
    """What a preview is recognised by: who moves, from where, by which version, and who does not."""
    rows = {
        "to": order.disposition,
        "moving": {
            str(one.row.id): [one.row.version, one.row.disposition, str(order.people[one.row.id])] for one in moving
        },
        "refused": {str(one.eligible_id): one.code for one in refused},
    }
    return hashlib.sha256(ledger.canonical(rows).encode()).hexdigest()


def _require_agreed(order: BulkOrder, plan: Plan, digest: str | None, skip_refused: bool) -> None:
    if digest is not None and digest != plan.digest:
        raise PreviewOutdated("Somebody decided on one of these people, or the line moved, since the preview.")
    if plan.refused and not skip_refused:
        places = {one: place for place, one in enumerate(order.people)}
        raise SomeMayNotMove(
            errors=[
                FieldProblem(field=f"people.{places[one.eligible_id]}", code=one.code, message=one.detail)
                for one in plan.refused
            ]
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """The sequence of the event to come, and which referrals were told of a hire."""

    seq: int
    elsewhere: dict[UUID, list[UUID]]


async def _write(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral: Referral,
    order: BulkOrder,
    plan: Plan,
    positions: Mapping[UUID, Position],
    at: datetime,
) -> _Written:
    """Write the dispositions, and for hires the appointments; the rows of the people are locked by id before."""
    list_id = change.eligible_list.id
    ids = sorted(one.row.id for one in plan.moving)
    hired = order.disposition == Disposition.HIRED
    rows = {one: await eligibles.lock_eligible(session, list_id, one) for one in ids} if hired else {}
    seq = await ledger.next_sequence(session)
    await queries.set_dispositions(
        session,
        agency_id=actor.agency.id,
        list_id=list_id,
        referral_id=referral.id,
        eligible_ids=ids,
        disposition=order.disposition,
        reason_code=order.reason_code,
        at=at,
        seq=seq,
    )
    told: dict[UUID, list[UUID]] = {}
    for eligible_id, eligible in rows.items():
        position_id = order.people[eligible_id]
        if position_id is not None:
            position = positions[position_id]
            told[eligible_id] = await dispositions.hire(session, actor, change, referral, eligible, position, at, seq)
    return _Written(seq, told)


async def _append(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral_id: UUID,
    order: BulkOrder,
    plan: Plan,
    elsewhere: Mapping[UUID, Sequence[UUID]],
    moved: Mapping[UUID, Sequence[Moved]],
) -> None:
    """One event for all: who, from where, and the digest of the rows written."""
    before = {str(one.row.id): one.row.disposition for one in plan.moving}
    rows = {one: [order.disposition, order.reason_code] for one in before}
    facts = {
        "to": order.disposition,
        "reason_code": order.reason_code,
        "count": len(before),
        "sha256": hashlib.sha256(ledger.canonical(rows).encode()).hexdigest(),
        "from": before,
        "left_out": len(plan.refused),
        "moved": referrals.moved_payload(moved),
    }
    if order.disposition == Disposition.HIRED:
        facts["positions"] = {one: str(order.people[UUID(one)]) for one in before}
        facts["hired_elsewhere"] = {str(one): [str(each) for each in told] for one, told in elsewhere.items() if told}
    await ledger.append(
        session,
        actor,
        "dispositions.recorded",
        Subject("referral", referral_id),
        facts,
        topics=referrals.topics(change.eligible_list.id, change.referrals),
        private=said(order.single(plan.moving[0].row.id)),
    )
