"""Where an eligible is in life on the list, and what follows for the list's counts.

Nothing here looks at referrals: whoever changes a status through `api.referrals.availability` or by a hire brings the
referrals' lines up to date in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import IN_POOL, PLACED, EligibleStatus, require_transition, target_of
from api.eligible_lists.eligibles import queries
from api.models import Eligible, EligibleList
from api.platform.errors import NotFound, Refused, conflict

TENTATIVE_LISTS = frozenset({"draft", "scored", "tentative"})


class PlacedTwice(Refused):
    code, title = "placed_twice", "A person whose records were merged would stand on the list twice"


conflict("eligibles_one_place", says=PlacedTwice)


def shown_status(list_status: str, status: str) -> str:
    """The status people see: before adoption the active are tentative, whatever is stored (adoption touches nobody)."""
    return "tentative" if status == EligibleStatus.ACTIVE and list_status in TENTATIVE_LISTS else status


async def lock_list(session: AsyncSession, list_id: UUID) -> EligibleList:
    """Lock a list, or say there is none.

    Raises:
        NotFound: also for another agency's list.
    """
    found = await queries.lock_list(session, list_id)
    if found is None:
        raise NotFound("There is no such list.")
    return found


async def lock_eligible(session: AsyncSession, list_id: UUID, eligible_id: UUID) -> Eligible:
    """Lock an eligible of a locked list, or say there is none.

    Raises:
        NotFound: also for somebody of another list.
    """
    found = await queries.lock_eligible(session, list_id, eligible_id)
    if found is None:
        raise NotFound("There is no such eligible on this list.")
    return found


async def find_eligible(session: AsyncSession, list_id: UUID, eligible_id: UUID) -> Eligible:
    """An eligible of a list, without a lock of its own: that of the list protects it.

    Raises:
        NotFound: also for somebody of another list.
    """
    found = await queries.find_eligible(session, list_id, eligible_id)
    if found is None:
        raise NotFound("There is no such eligible on this list.")
    return found


async def change_status(
    session: AsyncSession,
    eligible: Eligible,
    *,
    to: str,
    action: str,
    seq: int,
    reason: str | None = None,
    until: date | None = None,
) -> None:
    """Move an eligible of a locked list to a status, keep the history and the counts.

    `seq` is that of the event that records it. Somebody activated again counts from there on; a hire undone and a
    restoration by order give back the place held before (status model: restored by order affects open referrals).

    Raises:
        IllegalTransition: when the action does not lead from the present status there. PlacedTwice: when the person
        holds a place under another record.
    """
    before = eligible.status
    require_transition("eligible", before, to, action=action)
    if to in PLACED and before not in PLACED:
        await _require_alone(session, eligible)
    was_available, is_available = before in IN_POOL, to in IN_POOL
    returns = is_available and not was_available and action == "activate"
    await queries.set_status(
        session, eligible, to, reason=reason, until=until, available_since_seq=seq if returns else None
    )
    if was_available != is_available:
        await queries.shift_available(session, eligible.list_id, eligible.score, 1 if is_available else -1)
    await queries.add_status(session, eligible, seq, to, reason, until)


async def _require_alone(session: AsyncSession, eligible: Eligible) -> None:
    beside = await queries.placed_beside(session, [eligible.id])
    if beside:
        number = beside[eligible.id]
        raise PlacedTwice(
            f"This person stands on the list already, as candidate {number}: the records were merged. "
            "Undo the merge, or take the other entry off the list first."
        )


async def change_many(
    session: AsyncSession,
    eligible_list: EligibleList,
    people: Mapping[str, Sequence[UUID]],
    *,
    action: str,
    seq: int,
    reason: str | None = None,
    until: date | None = None,
) -> list[UUID]:
    """Make one move for many people of a locked list, by the status they have; returns whom it moved.

    The same as `change_status` for each, in a few statements however many they are.

    Raises:
        IllegalTransition: when the action leads nowhere from one of the statuses.
    """
    moved: list[UUID] = []
    for before, ids in people.items():
        to = target_of("eligible", before, action)
        was_available, is_available = before in IN_POOL, to in IN_POOL
        returns = is_available and not was_available and action == "activate"
        moved += await queries.move_many(
            session,
            eligible_list.id,
            ids,
            before=before,
            to=to,
            by=int(is_available) - int(was_available),
            seq=seq,
            reason=reason,
            until=until,
            since=seq if returns else None,
        )
    return moved
