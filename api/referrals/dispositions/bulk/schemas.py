"""One disposition for many people, and what it would do or did."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.people.service import PersonRef
from api.platform.schema import Code, Input, LongText, Output
from api.referrals.dispositions.schemas import Disposed, MoveRead, ReferralMoves
from api.referrals.simulations.schemas import ReferralReach

MOST = 500


class PersonNamed(Input):
    """Somebody who is meant; for a hire, the position that they fill."""

    eligible_id: UUID
    position_id: UUID | None = None


class BulkCreate(Input):
    """One disposition for several people.

    With `dry_run` it is only previewed. `digest` of a preview does exactly what was previewed, or nothing. Where some
    may not move, the rest moves only with `skip_refused`.
    """

    disposition: Disposed
    people: list[PersonNamed] = Field(min_length=1, max_length=MOST)
    reason_code: Code | None = None
    note: LongText | None = None
    dry_run: bool = False
    digest: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    skip_refused: bool = False

    @model_validator(mode="after")
    def name_each_once(self) -> "BulkCreate":
        """Nobody is named twice."""
        if len({one.eligible_id for one in self.people}) < len(self.people):
            raise PydanticCustomError("named_twice", "Somebody is named twice")
        return self


class MovingRead(Output):
    """Somebody who moves."""

    eligible_id: UUID
    person: PersonRef
    rank: int | None
    from_: str = Field(serialization_alias="from")
    to: str
    position_id: UUID | None


class RefusedRead(Output):
    """Somebody who may not move, and why."""

    eligible_id: UUID
    person: PersonRef | None
    code: str
    detail: str


class BulkRead(Output):
    """Who moves and who may not; how the line moves by it, and who else with it."""

    status: Literal["previewed", "recorded"]
    disposition: str
    digest: str
    moving: list[MovingRead]
    refused: list[RefusedRead]
    before: ReferralReach
    after: ReferralReach
    moved: list[MoveRead]
    moved_elsewhere: list[ReferralMoves]
