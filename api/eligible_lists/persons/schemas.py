"""A person's places on lists, as clients read them."""

from datetime import date
from typing import Any
from uuid import UUID

from api.eligible_lists.eligibles.service import shown_status
from api.platform.schema import Named, Output, score_text


class ListOfPersonRead(Output):
    """A list with how somebody did in its examination and where they stand on it.

    `person_id` is whom the list knows them as: another than asked for, where that one was merged.
    """

    id: UUID
    code: str
    status: str
    job_class: Named
    person_id: UUID
    external_id: str | None
    attendance: str | None
    outcome: str | None
    failed_code: str | None
    eligible_id: UUID | None
    score: str | None
    rank: int | None
    eligible_status: str | None
    status_reason: str | None
    status_until: date | None
    expires_on: date | None

    @classmethod
    def of(cls, row: Any) -> "ListOfPersonRead":
        """A row of the queries."""
        stands = row.eligible_id is not None
        return cls(
            id=row.list_id,
            code=row.code,
            status=row.list_status,
            job_class=Named(id=row.class_id, code=row.class_code, title=row.class_title),
            person_id=row.person_id,
            external_id=row.external_id,
            attendance=row.attendance,
            outcome=row.outcome,
            failed_code=row.failed_code,
            eligible_id=row.eligible_id,
            score=score_text(row.score, row.score_decimals) if stands else None,
            rank=row.rank if stands else None,
            eligible_status=shown_status(row.list_status, row.status) if stands else None,
            status_reason=row.status_reason,
            status_until=row.status_until,
            expires_on=row.expires_on,
        )
