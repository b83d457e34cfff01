"""A person's history as clients read it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from api.audit.persons.service import Happening
from api.platform.schema import Output


class HistoryPlace(Output):
    """A list by code or a referral by number."""

    id: UUID
    name: str


class HappeningRead(Output):
    """One event as it concerned this person, as a sentence and as facts.

    `facts` say what became of them: `status`, `disposition`, `score`, `position`, `reached`, `fields`, ... `private`
    holds notes, reasons and contact data before and after; null where there were none or they were erased.
    """

    seq: int
    occurred_at: datetime
    actor: str
    actor_name: str | None
    event: str
    sentence: str
    eligible_list: HistoryPlace | None
    referral: HistoryPlace | None
    facts: dict[str, Any]
    private: dict[str, Any] | None

    @classmethod
    def of(cls, one: Happening, names: Mapping[str, str]) -> "HappeningRead":
        """An event with the name of who acted."""
        return cls(
            seq=one.seq,
            occurred_at=one.occurred_at,
            actor=one.actor,
            actor_name=names.get(one.actor),
            event=one.event,
            sentence=one.sentence,
            eligible_list=None if one.list is None else HistoryPlace(id=one.list[0], name=one.list[1]),
            referral=None if one.referral is None else HistoryPlace(id=one.referral[0], name=one.referral[1]),
            facts=one.facts,
            private=one.private,
        )
