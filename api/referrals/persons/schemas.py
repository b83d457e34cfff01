"""A person on referrals, as clients read it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from api.eligible_lists.eligibles.service import shown_status
from api.platform.schema import Output, score_text


class ListRef(Output):
    """A list by code."""

    id: UUID
    code: str


class ReferralOfPersonRead(Output):
    """A referral, and what was decided about somebody on it. `was_reached`: they could be appointed there once."""

    id: UUID
    number: str
    status: str
    certified_at: datetime
    eligible_list: ListRef
    eligible_id: UUID
    score: str
    eligible_status: str
    disposition: str
    reason_code: str | None
    disposed_at: datetime | None
    was_reached: bool

    @classmethod
    def of(cls, row: Any) -> "ReferralOfPersonRead":
        """A row of the queries."""
        return cls(
            id=row.referral_id,
            number=row.number,
            status=row.referral_status,
            certified_at=row.certified_at,
            eligible_list=ListRef(id=row.list_id, code=row.list_code),
            eligible_id=row.eligible_id,
            score=score_text(row.score, row.score_decimals),
            eligible_status=shown_status(row.list_status, row.status),
            disposition=row.disposition,
            reason_code=row.reason_code,
            disposed_at=row.disposed_at,
            was_reached=row.was_reached,
        )
