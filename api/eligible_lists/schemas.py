"""Eligible lists as clients write and read them."""

import datetime as dt
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.models import EligibleList
from api.platform.schema import Code, Input, Named, Output, Text

DurationMonths = Annotated[int, Field(ge=1, le=120)]
Reason = Annotated[str, Field(min_length=1, max_length=2000)]
ListStatus = Literal["draft", "scored", "tentative", "adopted", "expired", "exhausted", "cancelled"]


class EligibleListCreate(Input):
    """A new list, in draft."""

    code: Code
    job_class_id: UUID
    specialty: Text | None = None
    list_type: Literal["discrete", "continuous"]
    exam_type: Text | None = None
    certification_rule_id: UUID
    scoring_model_id: UUID | None = None
    banding_model_id: UUID | None = None
    duration_months: DurationMonths | None = None


class EligibleListUpdate(Input):
    """What may change while the list is not posted; what is left away stays."""

    specialty: Text | None = None
    exam_type: Text | None = None
    certification_rule_id: UUID | None = None
    scoring_model_id: UUID | None = None
    banding_model_id: UUID | None = None
    duration_months: DurationMonths | None = None


class ListPost(Input):
    """The inspection period; the agency's usual one where it is left away."""

    inspection_starts_on: dt.date | None = None
    inspection_ends_on: dt.date | None = None


class ListAdopt(Input):
    """Nothing to say: adoption follows from the inspection."""


class ListExtend(Input):
    """The new last day and why."""

    expires_on: dt.date
    reason: Reason


class ListCancel(Input):
    """Why the list ends."""

    reason: Reason


class ListStatusCounts(Output):
    """How many lists have each status; a status that none has is left out."""

    by_status: dict[ListStatus, int]


class ListCounts(Output):
    """How many stand on the list, how many of them are available, and how many ranks they make."""

    eligibles: int
    active: int
    ranks: int


class RuleOfList(Named):
    """The certification rule of a list."""

    rule_version: int


class EligibleListRead(Output):
    """A list. `expires_on` and the inspection dates are last days, inclusive, in the agency's zone."""

    id: UUID
    version: int
    code: str
    job_class_id: UUID
    job_class: Named
    specialty: str | None
    list_type: str
    exam_type: str | None
    certification_rule_id: UUID
    certification_rule: RuleOfList
    scoring_model_id: UUID | None
    banding_model_id: UUID | None
    duration_months: int | None
    score_decimals: int
    status: ListStatus
    status_reason: str | None
    list_version: int
    results_count: int
    posted_at: datetime | None
    inspection_starts_on: dt.date | None
    inspection_ends_on: dt.date | None
    adopted_at: datetime | None
    expires_on: dt.date | None
    counts: ListCounts
    created_at: datetime

    @classmethod
    def of(cls, row: EligibleList, names: Mapping[str, Any]) -> "EligibleListRead":
        """A list with the names of its class and rule."""
        own = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        return cls.model_validate(
            {
                **own,
                "job_class": {"id": row.job_class_id, "code": names["class_code"], "title": names["class_title"]},
                "certification_rule": {
                    "id": row.certification_rule_id,
                    "code": names["rule_code"],
                    "title": names["rule_title"],
                    "rule_version": names["rule_version"],
                },
                "counts": ListCounts(eligibles=row.eligibles_count, active=row.active_count, ranks=row.ranks_count),
            }
        )
