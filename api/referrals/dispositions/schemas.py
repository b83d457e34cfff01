"""What is said about an eligible on a referral, and what it moved."""

from collections.abc import Iterable, Mapping
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.models import Referral
from api.people.service import PersonRef
from api.platform.auth import Actor
from api.platform.schema import Code, Input, LongText, Output, Text, score_text
from api.referrals.standings.schemas import StandingRead, person_ref
from api.referrals.standings.service import Moved

Disposed = Literal[
    "pending",
    "interested",
    "waived",
    "declined",
    "no_response",
    "failed_to_appear",
    "disqualified",
    "selected",
    "hired",
    "not_selected",
    "removed",
]


class Override(Input):
    """A hire or an offer below the line, by order: why, and under which rule."""

    reason: LongText = Field(min_length=1)
    citation: Text


class DispositionCreate(Input):
    """What was decided. Some moves need a reason; the reason `other` needs a note."""

    disposition: Disposed
    reason_code: Code | None = None
    note: LongText | None = None
    override: Override | None = None
    position_id: UUID | None = None


class Rescission(Input):
    """Why a hire is undone."""

    reason_code: Code
    note: LongText | None = None


class MoveRead(Output):
    """Somebody who is shown differently now."""

    eligible_id: UUID
    person: PersonRef
    score: str
    from_: str = Field(serialization_alias="from")
    to: str


class ReferralMoves(Output):
    """How many moved on another referral of the pool."""

    referral_id: UUID
    number: str
    moved: int


class DispositionRead(Output):
    """The eligible as it stands now, who else moved on this referral, and how many on others of the pool."""

    eligible: StandingRead
    moved: list[MoveRead]
    moved_elsewhere: list[ReferralMoves]


def moves_read(moved: Iterable[Moved], decimals: int) -> list[MoveRead]:
    """Who is shown differently, as JSON."""
    return [
        MoveRead(
            eligible_id=one.row.id,
            person=person_ref(one.row),
            score=score_text(one.row.score, decimals),
            from_=one.before,
            to=one.after,
        )
        for one in moved
    ]


def others_read(elsewhere: Mapping[Referral, int], actor: Actor) -> list[ReferralMoves]:
    """How many moved on the other referrals of the pool, as JSON; a department is told of its own only."""
    return [
        ReferralMoves(referral_id=one.id, number=one.number, moved=moved)
        for one, moved in elsewhere.items()
        if actor.departments is None
    ]
