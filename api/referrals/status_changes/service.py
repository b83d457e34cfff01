"""One status change for many eligibles of a list: who may move, who may not and why, and what follows on referrals."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.errors import IllegalTransition
from api.domain.lifecycle import IN_POOL, PLACED, target_of
from api.domain.moves import Move
from api.eligible_lists.eligibles import queries as eligible_queries
from api.eligible_lists.eligibles import service as eligibles
from api.eligible_lists.roster import queries as roster_queries
from api.eligible_lists.roster import service as roster
from api.eligible_lists.roster.service import RosterRequest
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import Invalid, Refused
from api.platform.ledger import Subject
from api.referrals import service as referrals
from api.referrals.availability.service import ListNotInUse, Scope, require_ahead, require_scope
from api.referrals.dispositions.legality.service import Order, require_reason
from api.referrals.service import Change

EVENTS = {
    "deactivate": "eligibles.deactivated",
    "activate": "eligibles.activated",
    "waive": "eligibles.waived",
    "remove": "eligibles.removed",
    "restore": "eligibles.restored",
}
NAMED_PEOPLE = 500  # an event and a preview name at most so many people


class SomeMayNotMove(Refused):
    code, title = "some_may_not_move", "Some of these people may not move; look at the preview and confirm for the rest"


class PreviewOutdated(Refused):
    code, title = "preview_outdated", "Since the preview somebody changed these people; preview again"


class NobodyMayMove(Refused):
    code, title = "nobody_may_move", "Nobody of these people may move so"


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkOrder:
    """Whom to move and how: people named, or everybody that a request of the roster leaves."""

    action: str
    eligible_ids: Sequence[UUID] | None
    matching: RosterRequest | None
    reason_code: str
    note: str | None = None
    until: date | None = None
    scope: Scope | None = None
    skip_refused: bool = False
    digest: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Who may move, by the status they have, and who may not."""

    movable: Mapping[str, Sequence[UUID]]
    refused: Sequence[tuple[UUID, str]]  # with their status
    beside: Collection[UUID] = ()  # of those, who holds a place already under a merged record

    @property
    def ids(self) -> list[UUID]:
        """Whom it moves."""
        return [one for people in self.movable.values() for one in people]

    @property
    def digest(self) -> str:
        """What a confirmation names: the people, and the status each has."""
        facts = {status: sorted(map(str, people)) for status, people in self.movable.items()}
        return hashlib.sha256(ledger.canonical(facts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class MovedOn:
    """How many people are shown differently on a referral."""

    referral_id: UUID
    number: str
    moved: int


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What was done, or would be: the plan, and how many moved on each open referral."""

    plan: Plan
    moved: Sequence[MovedOn]


async def change_many(session: AsyncSession, actor: Actor, list_id: UUID, order: BulkOrder) -> BulkOutcome:
    """Make one status change for many people of a list, as one event.

    With `dry_run` everything is done and taken back, so that the preview is what would happen.

    Raises:
        ListNotInUse. SomeMayNotMove: unless the order says to leave those out. NobodyMayMove. PreviewOutdated: when
        the people differ from those previewed. ReasonNeeded, UnknownReason, NoteRequired: for the reason. Invalid.
    """
    change = await referrals.begin_change(session, actor, list_id)
    if change.eligible_list.status != "adopted":
        raise ListNotInUse(f"The list is {change.eligible_list.status}.")
    plan = await _plan(session, change, order)
    await require_reason(
        session, Order(order.action, order.reason_code, order.note), Move(order.action, True), use="status"
    )
    await require_ahead(session, actor, order.until)
    if order.scope is not None:
        await require_scope(session, order.scope)
    if order.dry_run:
        return await _rehearse(session, actor, change, plan, order)

    if order.digest is not None and order.digest != plan.digest:
        raise PreviewOutdated
    if not plan.ids:
        raise NobodyMayMove
    if plan.refused and not order.skip_refused:
        raise SomeMayNotMove(f"{len(plan.refused)} of {len(plan.refused) + len(plan.ids)} may not move.")
    return await _carry_out(session, actor, change, plan, order)


async def _plan(session: AsyncSession, change: Change, order: BulkOrder) -> Plan:
    row = change.eligible_list
    only = await roster.filter_of(session, row, order.matching or RosterRequest())
    found = await roster_queries.statuses_of(session, row.id, only, order.eligible_ids)
    there = {one.id for one in found}
    for place, one in enumerate(order.eligible_ids or ()):
        if one not in there:
            raise Invalid("There is no such eligible on this list.", field=f"eligible_ids.{place}")

    in_pool = [one.id for one in found if one.status in IN_POOL]
    is_ending = order.action == "activate"
    ending = await eligible_queries.waiving(session, row.id, in_pool) if is_ending and in_pool else set()
    coming = [one.id for one in found if one.status not in PLACED]
    beside = await eligible_queries.placed_beside(session, coming) if order.action == "restore" and coming else {}
    movable: dict[str, list[UUID]] = {}
    refused = []
    for one in found:
        if one.id not in beside and (one.id in ending or _leads_on(one.status, order.action)):
            movable.setdefault(one.status, []).append(one.id)
        else:
            refused.append((one.id, one.status))
    return Plan(movable, refused, beside)


def _leads_on(status: str, action: str) -> bool:
    try:
        target_of("eligible", status, action)
    except IllegalTransition:
        return False
    return True


async def _rehearse(session: AsyncSession, actor: Actor, change: Change, plan: Plan, order: BulkOrder) -> BulkOutcome:
    """Do it in a savepoint, see what follows, and take it back."""
    if not plan.ids:
        return BulkOutcome(plan, [])
    savepoint = await session.begin_nested()
    outcome = await _carry_out(session, actor, change, plan, order)
    await savepoint.rollback()
    return outcome


async def _carry_out(session: AsyncSession, actor: Actor, change: Change, plan: Plan, order: BulkOrder) -> BulkOutcome:
    row = change.eligible_list
    seq = await ledger.next_sequence(session)
    if order.scope is not None:
        named = {"department_id": order.scope.department_id, "position_id": order.scope.position_id}
        waived = {"scope": order.scope.kind, "until_on": order.until, "from_seq": seq, **named}
        await eligible_queries.add_waivers(
            session, actor.agency.id, row.id, [{"eligible_id": one, **waived} for one in plan.ids]
        )
    else:
        leading = {status: people for status, people in plan.movable.items() if _leads_on(status, order.action)}
        ending = [one for status, people in plan.movable.items() if status not in leading for one in people]
        if ending:
            await eligible_queries.end_waivers_of(session, row.id, ending, seq)
        await eligibles.change_many(
            session, row, leading, action=order.action, seq=seq, reason=order.reason_code, until=order.until
        )
    moved = await referrals.settle(session, actor, change, seq)

    await ledger.append(
        session,
        actor,
        EVENTS[order.action],
        Subject("list", row.id),
        {
            **people_payload(plan.ids),
            "left_out": len(plan.refused),
            "reason_code": order.reason_code,
            "until": None if order.until is None else str(order.until),
            **_scope_payload(order.scope),
            "moved": referrals.moved_payload(moved),
        },
        topics=referrals.topics(row.id, change.referrals),
        private={"note": order.note} if order.note else None,
    )
    told = [MovedOn(one, change.referrals[one].number, len(people)) for one, people in moved.items() if people]
    return BulkOutcome(plan, told)


def people_payload(eligible_ids: Sequence[UUID]) -> dict[str, Any]:
    """Many people in the payload of an event: their count and digest, by id where they are not too many.

    The rows of `eligible_statuses` and `waivers` with the event's sequence name the rest.
    """
    named = sorted(str(one) for one in eligible_ids)
    digest = hashlib.sha256(ledger.canonical(named).encode()).hexdigest()
    told: dict[str, Any] = {"count": len(named), "sha256": digest}
    return told if len(named) > NAMED_PEOPLE else {**told, "eligibles": named}


def _scope_payload(scope: Scope | None) -> dict[str, str]:
    if scope is None:
        return {}
    named = {"position": scope.position_id, "department": scope.department_id}
    return {"scope": scope.kind} | {name: str(one) for name, one in named.items() if one is not None}
