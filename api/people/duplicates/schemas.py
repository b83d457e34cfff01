"""Possible duplicates as clients read them."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.people.duplicates.service import Pair
from api.people.records.schemas import PersonSummary
from api.platform.schema import Output

PairStatus = Literal["open", "not_same", "merged"]
Rule = Literal["same_email", "same_name_and_phone", "same_name_on_list", "close_name_on_list"]


class DuplicateRead(Output):
    """Two persons who may be one, by which rules, and what was decided by whom."""

    id: UUID
    version: int
    status: PairStatus
    rules: list[Rule]
    people: list[PersonSummary]
    reason: str | None
    decided_by: str | None
    decided_by_name: str | None
    decided_at: datetime | None
    found_at: datetime

    @classmethod
    def of(cls, found: Pair) -> "DuplicateRead":
        """A pair with both persons."""
        pair = found.pair
        return cls(
            id=pair.id,
            version=pair.version,
            status=pair.status,
            rules=pair.rules,
            people=[PersonSummary.of(one, found.stands.get(one.id, (0, []))) for one in found.people],
            reason=pair.reason,
            decided_by=pair.decided_by,
            decided_by_name=found.names.get(pair.decided_by or ""),
            decided_at=pair.decided_at,
            found_at=pair.created_at,
        )
