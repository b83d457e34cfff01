"""What is said about an eligible on a referral, and what it moved."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from api.people.service import PersonRef
from api.platform.schema import Code, Input, LongText, Output, Text
from api.referrals.standings.schemas import StandingRead

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
