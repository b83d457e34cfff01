"""Somebody on a list, as clients read it."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from orjson import Fragment

from api.eligible_lists.eligibles.service import shown_status
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
_NOTHING: Mapping[str, str] = {}


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


def shown(row: Any, *, rank: int, list_status: str, decimals: int, bands: Mapping[int, int]) -> dict[str, Any]:
    """A row of the roster's queries as `EligibleRead` says, to be written as it is.

    A page of a hundred costs twice as much through the schema; tests hold what is written to it.
    """
    return {
        "id": row.id,
        "version": row.version,
        "external_id": row.external_id,
        "person": {
            "id": row.person_id,
            "display_name": display_name(row.last_name, row.first_name, row.middle_name),
        },
        "rank": rank,
        "score": score_text(row.score, decimals),
        "band": bands.get(row.score),
        "components": _NOTHING if row.components is None else Fragment(row.components),
        "credits": _NOTHING if row.credits is None else Fragment(row.credits),
        "status": shown_status(list_status, row.status),
        "status_reason": row.status_reason,
        "status_until": row.status_until,
        "expires_on": row.expires_on,
        "conditions": row.conditions,
        "entered_version": row.entered_version,
    }
