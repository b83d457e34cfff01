"""Merging two persons who are one: what becomes of a list on which both stand.

A person stands on a list once. Where both stand, the entry with the higher score remains and the other is superseded
(status `merged_out`). Entries that are out for a reason of their own, such as a removal by order, stay as they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from api.domain.lifecycle import EligibleStatus


class Obstacle(StrEnum):
    """Why a list does not let two persons be merged."""

    APPOINTED = "person_appointed"
    DECIDED = "person_on_referral"


# Who may be superseded; the others are out, appointed, or superseded already.
STANDING = frozenset({EligibleStatus.ACTIVE, EligibleStatus.INACTIVE, EligibleStatus.UNDER_WAIVER})
APPOINTED = frozenset({EligibleStatus.APPOINTED, EligibleStatus.APPOINTED_TEMPORARY})


@dataclass(frozen=True, slots=True)
class Entry:
    """One eligible on a list. `decided_on` are the numbers of open referrals with a decision about them."""

    eligible: str
    of_other: bool  # of the person who is merged into the one who remains
    status: EligibleStatus
    score: Decimal
    decided_on: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ListPlan:
    """What a merge makes of one list: who remains standing, who is superseded, what stands in the way."""

    kept: Entry | None = None
    merged_out: Sequence[Entry] = ()
    obstacles: Sequence[tuple[Entry, Obstacle]] = field(default=())


def plan(entries: Sequence[Entry]) -> ListPlan:
    """Decide what becomes of the entries of two persons on one list.

    Equal scores: the entry of the person who remains is kept. A hire, or a decision on an open referral, belongs to a
    name that a department was given, so it is settled there before the names become one.
    """
    present = [one for one in entries if one.status is not EligibleStatus.MERGED_OUT]
    standing = sorted((one for one in present if one.status in STANDING), key=lambda one: (-one.score, one.of_other))
    if len({one.of_other for one in present}) < 2:
        return ListPlan(kept=standing[0] if standing else None)
    obstacles = [(one, Obstacle.APPOINTED) for one in present if one.status in APPOINTED]
    obstacles += [(one, Obstacle.DECIDED) for one in present if one.decided_on and one.status not in APPOINTED]
    if obstacles:
        return ListPlan(obstacles=obstacles)
    return ListPlan(kept=standing[0] if standing else None, merged_out=standing[1:])
