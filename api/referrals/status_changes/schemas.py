"""Status changes of many eligibles, as clients ask for them and see them beforehand."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.people.service import PersonRef
from api.platform.schema import DecimalText, Input, Output
from api.referrals.availability.schemas import WaiverCreate
from api.referrals.dispositions.schemas import ReferralMoves

Status = Literal[
    "tentative",
    "active",
    "inactive",
    "under_waiver",
    "appointed",
    "appointed_temporary",
    "removed",
    "expired",
    "merged_out",
]
Rank = Annotated[int, Field(ge=1, le=10_000_000)]


class Matching(Input):
    """Everybody whom the same filters of the list's eligibles leave; none of them means all."""

    status: Annotated[list[Status], Field(default_factory=list)]
    q: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    rank_from: Rank | None = None
    rank_to: Rank | None = None
    score_from: DecimalText | None = None
    score_to: DecimalText | None = None
    credit: Annotated[str, Field(min_length=1, max_length=60)] | None = None


class StatusChanges(WaiverCreate):
    """One change for many: `eligible_ids` names up to 500 people, `matching` whoever the filters leave.

    With `dry_run` nothing is written. `skip_refused` is the second confirmation, to leave out who may not move;
    `digest` is that of the preview that was confirmed. The scope and what it names are for `waive` only.
    """

    action: Literal["deactivate", "activate", "waive", "remove", "restore"]
    eligible_ids: Annotated[list[UUID], Field(min_length=1, max_length=500)] | None = None
    matching: Matching | None = None
    dry_run: bool = False
    skip_refused: bool = False
    digest: Annotated[str, Field(max_length=64)] | None = None

    @model_validator(mode="after")
    def name_people_one_way(self) -> "StatusChanges":
        """People are named or matched, and only a waiver has a scope."""
        if (self.eligible_ids is None) == (self.matching is None):
            raise PydanticCustomError("people", "Give either eligible_ids or matching")
        if self.action != "waive" and self.scope != "general":
            raise PydanticCustomError("scope", "Only a waiver has a scope")
        return self


class RefusedRead(Output):
    """Somebody who may not move, and why."""

    eligible_id: UUID
    person: PersonRef
    status: Status
    message: str


class StatusChangesRead(Output):
    """What was done, or would be: how many move, who may not (the first 100 by name), and what follows on referrals."""

    dry_run: bool
    changed: int
    refused: int
    refused_people: list[RefusedRead]
    digest: str
    moved: list[ReferralMoves]
