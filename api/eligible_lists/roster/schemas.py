"""Somebody on a list, as clients read it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Query
from orjson import Fragment

from api.eligible_lists.eligibles.service import shown_status
from api.people.service import PersonRef, display_name
from api.platform.schema import DecimalText, Output, score_text
from api.platform.tables import Column, Columns

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
Sort = Literal["rank", "-rank", "name", "-name"]
Rank = Annotated[int | None, Query(ge=1, le=10_000_000)]
Beginning = Annotated[str | None, Query(max_length=200, description="Beginning of a name, or a candidate's id.")]
Credit = Annotated[str | None, Query(max_length=60, description="A kind of credit that was claimed.")]


@dataclass(frozen=True, slots=True)
class RosterRequest:
    """Whom to read. `q` is the beginning of a name, last name first, or a candidate's id.

    Scores are decimal text, inclusive; `credit` is a kind of credit that was claimed.
    """

    status: Sequence[str] = ()
    q: str | None = None
    rank_from: int | None = None
    rank_to: int | None = None
    score_from: str | None = None
    score_to: str | None = None
    credit: str | None = None
    sort: Sort = "rank"
    count: bool = False


async def roster_request(
    status: Annotated[list[ShownStatus] | None, Query()] = None,
    q: Beginning = None,
    rank_from: Rank = None,
    rank_to: Rank = None,
    score_from: DecimalText | None = None,
    score_to: DecimalText | None = None,
    credit: Credit = None,
    sort: Sort = "rank",
) -> RosterRequest:
    """Whom a client asks for."""
    return RosterRequest(status or (), q, rank_from, rank_to, score_from, score_to, credit, sort)


Asked = Annotated[RosterRequest, Depends(roster_request)]


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


# A list as a file; every other table of a list's people begins with these.
COLUMNS: Columns = {
    "rank": Column("Rank", "rank", "plain"),
    "score": Column("Score", "score", "score"),
    "name": Column("Name", "person.display_name"),
    "external_id": Column("Applicant Number", "external_id"),
    "band": Column("Band", "band", "plain"),
    "components": Column("Components", "components", "pairs"),
    "credits": Column("Credits", "credits", "pairs"),
    "status": Column("Status", "status", "plain"),
    "status_reason": Column("Reason", "status_reason"),
    "until": Column("Until", lambda one: one.status_until or one.expires_on, "plain"),
}
