"""Protests, as clients write and read them."""

import datetime as dt
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from api.models import Protest
from api.people.service import PersonRef, display_name
from api.platform.schema import Input, Output, Page

ProtestKind = Literal["own_rating", "rating_key", "clerical", "administration", "other"]
ProtestStatus = Literal["filed", "granted", "denied", "withdrawn"]
Words = Annotated[str, Field(min_length=1, max_length=5000)]


class ProtestCreate(Input):
    """Who protests what, and why; `filed_on` is the day it was received, today unless given."""

    person_id: UUID
    kind: ProtestKind
    grounds: Words
    filed_on: dt.date | None = None


class ProtestDecision(Input):
    """What was decided, and why."""

    decision: Literal["grant", "deny", "withdraw"]
    reason: Words


class ProtestRead(Output):
    """A protest. `eligible_id` is null for somebody who did not come onto the list."""

    id: UUID
    version: int
    number: str
    list_id: UUID
    person: PersonRef
    eligible_id: UUID | None
    kind: ProtestKind
    grounds: str
    filed_on: dt.date
    is_late: bool
    status: ProtestStatus
    decision_reason: str | None
    decided_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: Any) -> "ProtestRead":
        """A row of the protests' queries."""
        protest: Protest = row.Protest
        name = display_name(row.last_name, row.first_name, row.middle_name)
        own = {field: getattr(protest, field) for field in cls.model_fields if hasattr(protest, field)}
        person = PersonRef(id=protest.person_id, display_name=name)
        return cls.model_validate({**own, "person": person, "eligible_id": row.eligible_id})


class ProtestCounts(Output):
    """How many protests a list has, by status; `late` ones are among them."""

    filed: int = 0
    granted: int = 0
    denied: int = 0
    withdrawn: int = 0
    late: int = 0


class ProtestPage(Page[ProtestRead]):
    """A page of protests, with the counts of all of the list."""

    counts: ProtestCounts
