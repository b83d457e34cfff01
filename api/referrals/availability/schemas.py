"""What is said about an eligible's status on the list, and what it moved."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.platform.schema import Code, Input, LongText, Output
from api.referrals.dispositions.schemas import ReferralMoves


class StatusChange(Input):
    """Why a status changes, and until when."""

    reason_code: Code
    note: LongText | None = None
    until: date | None = None


class WaiverCreate(StatusChange):
    """A waiver: of the whole list unless a narrower scope is named."""

    scope: Literal["general", "position", "department", "temporary"] = "general"
    position_id: UUID | None = None
    department_id: UUID | None = None

    @model_validator(mode="after")
    def name_what_is_waived(self) -> "WaiverCreate":
        """A narrow scope names its position or department, and nothing else."""
        given = {"position": self.position_id, "department": self.department_id}
        for scope, value in given.items():
            field = f"{scope}_id"
            if (scope == self.scope) != (value is not None):
                raise PydanticCustomError(
                    "scope", "{where} goes with the scope {scope}", {"where": field, "scope": scope}
                )
        return self


class StatusRead(Output):
    """The eligible's status now, and on how many people of each referral it told."""

    eligible_id: UUID
    status: str
    status_reason: str | None
    version: int = Field(description="Version of the eligible.")
    moved: list[ReferralMoves]
