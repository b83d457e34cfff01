"""Whether a ledger is whole: every hash computed anew, every column held against the hashed text. No I/O."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from api.platform.ledger import event_hash


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One stored event with its private side, if that was not erased."""

    seq: int
    occurred_at: datetime
    actor: str
    name: str
    subject_type: str
    subject_id: UUID
    canonical: str
    previous_hash: bytes
    hash: bytes
    salt: bytes | None = None
    private: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain."""

    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing found wrong. `reason` is a stable code."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `events` is how many were held right."""

    events: int
    head: Head
    first_fault: Fault | None

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return self.first_fault is None


def genesis(agency_id: UUID) -> bytes:
    """The hash before an agency's first event."""
    return hashlib.sha256(agency_id.bytes).digest()


class Verifier:
    """Reads a chain from its first event on; after a fault it reads no further."""

    def __init__(self, agency_id: UUID) -> None:
        self._agency = str(agency_id)
        self._last = Head(0, genesis(agency_id))
        self.fault: Fault | None = None

    def read(self, row: ChainRow) -> bool:
        """Check the next event, in order of sequence. Returns whether all is right so far."""
        if self.fault is None:
            reason = self._reason(row)
            if reason is None:
                self._last = Head(row.seq, row.hash)
            else:
                # What is missing has no row; the fault is where it should be.
                self.fault = Fault(self._last.seq + 1 if reason == "event_missing" else row.seq, reason)
        return self.fault is None

    def verdict(self, head: Head) -> Verdict:
        """The verdict, once all events up to the stored head were read."""
        fault = self.fault
        if fault is None and self._last.seq < head.seq:
            fault = Fault(self._last.seq + 1, "event_missing")
        if fault is None and self._last.seq > head.seq:
            fault = Fault(head.seq + 1, "event_beyond_head")
        if fault is None and self._last.hash != head.hash:
            fault = Fault(head.seq, "head_differs")
        return Verdict(self._last.seq, head, fault)

    def _reason(self, row: ChainRow) -> str | None:
        if row.seq > self._last.seq + 1:
            return "event_missing"
        if row.seq <= self._last.seq:
            return "sequence_repeated"
        if row.previous_hash != self._last.hash:
            return "previous_hash_differs"
        if event_hash(row.previous_hash, row.canonical) != row.hash:
            return "hash_differs"
        try:
            told = json.loads(row.canonical)
        except ValueError:
            return "text_unreadable"
        return self._column_reason(row, told) or _private_reason(row, told)

    def _column_reason(self, row: ChainRow, told: Any) -> str | None:
        """The hash guards the text only; the columns that search uses must say the same."""
        try:
            pairs = (
                ("agency", self._agency, told["agency"]),
                ("seq", row.seq, told["seq"]),
                ("occurred_at", row.occurred_at, datetime.fromisoformat(told["at"])),
                ("actor", row.actor, told["actor"]),
                ("name", row.name, told["name"]),
                ("subject_type", row.subject_type, told["subject"]["kind"]),
                ("subject_id", str(row.subject_id), told["subject"]["id"]),
            )
        except (KeyError, TypeError, ValueError):
            return "text_unreadable"
        return next((f"column_differs_{name}" for name, stored, hashed in pairs if stored != hashed), None)


def _private_reason(row: ChainRow, told: Any) -> str | None:
    """Erased is right; changed, or added to an event that had none, is not."""
    if row.private is None or row.salt is None:
        return None
    digest = hashlib.sha256(row.salt + row.private.encode()).hexdigest()
    payload = told.get("payload")
    committed = payload.get("private_sha256") if isinstance(payload, dict) else None
    return None if digest == committed else "private_differs"


def verify(rows: Iterable[ChainRow], head: Head, agency_id: UUID) -> Verdict:
    """Verify a whole chain: events in order of sequence, and the stored head."""
    verifier = Verifier(agency_id)
    for row in rows:
        if not verifier.read(row):
            break
    return verifier.verdict(head)
