"""The ledger as clients see it."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from api.models import LedgerEvent
from api.platform.chain import Verdict
from api.platform.schema import Output


class SubjectRead(Output):
    """What an event is about."""

    kind: str
    id: UUID


class LedgerEventRead(Output):
    """One event. `private` holds names, notes and contact data; null where there were none or they were erased."""

    seq: int
    occurred_at: datetime
    actor: str
    name: str
    subject: SubjectRead
    cause: str
    topics: list[str]
    payload: dict[str, Any]
    private: dict[str, Any] | None
    previous_hash: str
    hash: str

    @classmethod
    def of(cls, event: LedgerEvent, private: str | None) -> "LedgerEventRead":
        """An event with its private side."""
        told = json.loads(event.canonical)
        return cls(
            seq=event.seq,
            occurred_at=event.occurred_at,
            actor=event.actor,
            name=event.name,
            subject=SubjectRead(kind=event.subject_type, id=event.subject_id),
            cause=told["cause"],
            topics=event.topics,
            payload=told["payload"],
            private=None if private is None else json.loads(private),
            previous_hash=event.previous_hash.hex(),
            hash=event.hash.hex(),
        )


class HeadRead(Output):
    """The end of the chain."""

    seq: int
    hash: str


class FaultRead(Output):
    """The first thing found wrong."""

    seq: int
    reason: str


class VerdictRead(Output):
    """What a verification found; `events` is how many were found right."""

    valid: bool
    events: int
    head: HeadRead
    first_fault: FaultRead | None

    @classmethod
    def of(cls, verdict: Verdict) -> "VerdictRead":
        """A verdict as clients see it."""
        fault = verdict.first_fault
        return cls(
            valid=verdict.is_valid,
            events=verdict.events,
            head=HeadRead(seq=verdict.head.seq, hash=verdict.head.hash.hex()),
            first_fault=None if fault is None else FaultRead(seq=fault.seq, reason=fault.reason),
        )
