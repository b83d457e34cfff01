"""Somebody on a list, as clients read it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from api.eligible_lists.eligibles.service import shown_status
from api.models import Eligible
from api.people.service import PersonRef, display_name
from api.platform.schema import Output, score_text

ShownStatus = Literal[
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


class StatusCounts(Output):
    """How many have each status; a status that nobody has is left out."""

    by_status: dict[ShownStatus, int]


class EligibleRead(Output):
    """Somebody on a list. `components` are raw scores as imported; `credits` what was claimed, by kind."""

    id: UUID
    version: int
    external_id: str | None
    person: PersonRef
    rank: int
    score: str
    band: int | None
    components: dict[str, str]
    credits: dict[str, str]
    status: ShownStatus
    status_reason: str | None
    status_until: dt.date | None
    expires_on: dt.date | None
    conditions: list[str]
    entered_version: int

    @classmethod
    def of(cls, row: Any, *, rank: int, list_status: str, decimals: int, bands: Mapping[int, int]) -> "EligibleRead":
        """A row of the roster's queries."""
        eligible: Eligible = row.Eligible
        name = display_name(row.last_name, row.first_name, row.middle_name)
        return cls(
            id=eligible.id,
            version=eligible.version,
            external_id=eligible.external_id,
            person=PersonRef(id=eligible.person_id, display_name=name),
            rank=rank,
            score=score_text(eligible.score, decimals),
            band=bands.get(eligible.score),
            components=row.components or {},
            credits=row.credits or {},
            status=shown_status(list_status, eligible.status),
            status_reason=eligible.status_reason,
            status_until=eligible.status_until,
            expires_on=eligible.expires_on,
            conditions=eligible.conditions,
            entered_version=eligible.entered_version,
        )
