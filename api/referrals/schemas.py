"""What certifying takes, and what a referral is to a reader."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.platform.schema import Code, Input, LongText, Named, Output

ReferralStatus = Literal["certified", "filled", "closed_unfilled", "cancelled", "expired"]


class ReferralCreate(Input):
    """A list and the positions it is certified to; the list's own rule unless another is named."""

    eligible_list_id: UUID
    position_ids: list[UUID] = Field(min_length=1, max_length=200)
    certification_rule_id: UUID | None = None
    selective_criteria: list[Code] = Field(default_factory=list, max_length=10)
    note: LongText | None = None


class ReferralPatch(Input):
    """What may be changed of a referral without moving anybody."""

    report_back_on: date | None = None
    note: LongText | None = None


class PositionAdd(Input):
    """A position to attach."""

    position_id: UUID


class Reasoned(Input):
    """Why."""

    reason: LongText = Field(min_length=1)


class Closing(Input):
    """Why a referral is closed; a filled one needs no reason."""

    reason: LongText | None = None


class LineRead(Output):
    """The rank and score down to which a referral reaches now."""

    rank: int
    score: str


class RuleRead(Output):
    """The rule version a referral was certified by, with its arithmetic in words as of now."""

    id: UUID
    code: str
    version: int
    title: str
    citation: str
    sentence: str


class ReferralPositionRead(Output):
    """A position on a referral."""

    id: UUID
    number: str
    title: str
    employment: str
    requisition_number: str | None
    department: Named
    hired_eligible_id: UUID | None


class ReferralListRead(Output):
    """The list a referral was certified from."""

    id: UUID
    code: str
    status: str
    job_class: Named


class PooledRead(Output):
    """Another open referral that shares the reach."""

    referral_id: UUID
    positions: int


class ReferralRead(Output):
    """A referral with its line as of now."""

    id: UUID
    number: str
    status: str
    eligible_list: ReferralListRead
    certified_at: datetime
    positions: list[ReferralPositionRead]
    vacancies: int = Field(description="Positions attached to this referral.")
    positions_counted: int = Field(
        description="Positions that widen the reach: with pooling, all open ones of the list."
    )
    rule: RuleRead
    ranks_in_reach: int
    names_in_reach: int
    line: LineRead | None
    flags: dict[str, bool]
    pooled_with: list[PooledRead]
    dispositions: dict[str, int]
    selective_criteria: list[str]
    report_back_on: date | None
    note: str | None
    digest: str
    as_of: datetime
    version: int


class ReferralStatusCounts(Output):
    """How many referrals have each status; a status that none has is left out."""

    by_status: dict[ReferralStatus, int]


class ReferralSummary(Output):
    """A referral in a collection, with its line as of now."""

    id: UUID
    number: str
    status: str
    eligible_list: ReferralListRead
    rule_code: str
    certified_at: datetime
    report_back_on: date | None
    is_overdue: bool = Field(description="Whether it is open and its report back was due before today.")
    vacancies: int
    hires: int
    ranks_in_reach: int
    names_in_reach: int
    line: LineRead | None
    positions: list[ReferralPositionRead]
    version: int
