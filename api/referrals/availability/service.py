"""Change an eligible's status on the list, and bring the lines of its open referrals up to date with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import IN_POOL, require_transition, target_of
from api.domain.moves import Move
from api.eligible_lists.eligibles import queries as eligible_queries
from api.eligible_lists.eligibles import service as eligibles
from api.models import Eligible, Referral
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import Invalid, Refused
from api.platform.ledger import Subject
from api.platform.routing import require_version
from api.referrals import queries as referral_queries
from api.referrals import service as referrals
from api.referrals.dispositions.legality.service import Order, require_reason

EVENTS = {
    "deactivate": "eligible.deactivated",
    "activate": "eligible.activated",
    "waive": "eligible.waived",
    "remove": "eligible.removed",
    "restore": "eligible.restored",
}


class DateOver(Invalid):
    code, title = "date_over", "The last day of an absence lies in the past"


class ListNotInUse(Refused):
    code, title = "list_not_in_use", "Status changes are for eligibles of an adopted list"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a narrow waiver declines."""

    kind: str
    position_id: UUID | None = None
    department_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StatusOutcome:
    """The eligible afterwards, and how many moved on each open referral."""

    eligible: Eligible
    moved: Mapping[Referral, int]


async def change_status(
    session: AsyncSession,
    actor: Actor,
    list_id: UUID,
    eligible_id: UUID,
    *,
    action: str,
    reason_code: str,
    note: str | None,
    until: date | None = None,
    scope: Scope | None = None,
    version: int | None = None,
) -> StatusOutcome:
    """Activate, deactivate, waive, remove or restore an eligible, as of now.

    A waiver with a scope narrower than the list leaves the status as it is.

    Raises:
        ListNotInUse, IllegalTransition: when the state does not allow it. UnknownReason, ReasonNeeded: for the
        reason. Stale: when somebody else changed the eligible meanwhile.
    """
    change = await referrals.begin_change(session, actor, list_id)
    if change.eligible_list.status != "adopted":
        raise ListNotInUse(f"The list is {change.eligible_list.status}.")
    eligible = await eligibles.lock_eligible(session, list_id, eligible_id)
    ends_waivers = (
        action == "activate" and eligible.status in IN_POOL and await eligible_queries.has_waivers(session, eligible)
    )
    move = _move(eligible.status, action, ends_waivers)
    to = eligible.status if scope is not None or ends_waivers else target_of("eligible", eligible.status, action)
    require_version(eligible.version, version)
    await require_reason(session, Order(action, reason_code, note), move, use="status")
    await require_ahead(session, actor, until)

    before = eligible.status
    seq = await ledger.next_sequence(session)
    if ends_waivers:
        await eligible_queries.end_waivers(session, eligible, seq)
    elif scope is None:
        await eligibles.change_status(session, eligible, to=to, action=action, seq=seq, reason=reason_code, until=until)
    else:
        await _add_waiver(session, eligible, seq, scope, until)
    moved = await referrals.settle(session, actor, change, seq)

    facts: dict[str, Any] = {"list": str(list_id), "from": before, "to": to, "reason_code": reason_code}
    if scope is not None:
        named = {"position": scope.position_id, "department": scope.department_id}
        facts |= {"scope": scope.kind} | {name: str(one) for name, one in named.items() if one is not None}
    await ledger.append(
        session,
        actor,
        EVENTS[action],
        Subject("eligible", eligible_id),
        facts | {"until": None if until is None else str(until), "moved": referrals.moved_payload(moved)},
        topics=referrals.topics(list_id, change.referrals),
        private={"note": note} if note else None,
    )
    return StatusOutcome(eligible, {change.referrals[one]: len(people) for one, people in moved.items() if people})


async def require_ahead(session: AsyncSession, actor: Actor, until: date | None) -> None:
    """Refuse a last day that is over.

    Raises:
        DateOver.
    """
    if until is not None and until < await referral_queries.today(session, actor.agency.zone):
        raise DateOver(field="until")


def _move(status: str, action: str, ends_waivers: bool) -> Move:
    """The move that an action makes; ending the narrow waivers of somebody active needs a reason and moves nothing."""
    if ends_waivers:
        return Move("activate", needs_reason=True)
    return require_transition("eligible", status, target_of("eligible", status, action), action=action)


async def require_scope(session: AsyncSession, scope: Scope) -> None:
    """Refuse a scope whose position or department is none of the agency's.

    Raises:
        Invalid: naming the field.
    """
    tables: tuple[tuple[str, Literal["positions", "departments"]], ...] = (
        ("position_id", "positions"),
        ("department_id", "departments"),
    )
    for field, table in tables:
        named = getattr(scope, field)
        if named is not None and not await eligible_queries.exists(session, table, named):
            raise Invalid("There is no such thing.", field=field)


async def _add_waiver(session: AsyncSession, eligible: Eligible, seq: int, scope: Scope, until: date | None) -> None:
    await require_scope(session, scope)
    await eligible_queries.add_waiver(
        session,
        eligible,
        seq,
        scope=scope.kind,
        department_id=scope.department_id,
        position_id=scope.position_id,
        detail=None,
        until=until,
    )
