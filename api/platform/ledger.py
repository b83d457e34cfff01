"""The ledger: append-only, hash-chained, one chain an agency; personal data beside it, not in it."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import db
from api.platform.auth import Actor


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about: a kind ("referral") and an id."""

    kind: str
    id: UUID


def canonical(value: Any) -> str:
    """Canonical JSON after RFC 8785: sorted keys, no spaces, text as UTF-8. Floats are refused: scores are text."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical text; give a decimal as text")
    if isinstance(value, dict):
        for inner in value.values():
            _refuse_floats(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _refuse_floats(inner)


_APPEND = "SELECT ledger_append($1, $2, $3, $4, $5, $6, $7, $8, $9) AS seq"


async def append(
    session: AsyncSession,
    actor: Actor,
    name: str,
    subject: Subject,
    payload: Mapping[str, Any],
    *,
    topics: Sequence[str] = (),
    private: Mapping[str, Any] | None = None,
    cause: str | None = None,
) -> int:
    """Append one event and return its sequence. The last lock of a transaction: call it when all else is decided.

    `payload` holds ids, codes, numbers and decimal text that a replay needs, never personal data; names, notes and
    contact data go to `private`, of which the event keeps only a salted digest. `topics` (`list:<id>`,
    `referral:<id>`) are told to live readers on commit.
    """
    salt, content, body = None, None, dict(payload)
    if private:
        salt, content = secrets.token_bytes(16), canonical(private)
        body["private_sha256"] = hashlib.sha256(salt + content.encode()).hexdigest()
    told = list(dict.fromkeys([f"{subject.kind}:{subject.id}", *topics]))
    event = actor.label, cause or "", name, subject.kind, subject.id, told, canonical(body), salt, content
    return int((await db.fetch_row(session, _APPEND, *event))["seq"])


def event_hash(previous: bytes, canonical_text: str) -> bytes:
    """The hash of an event: SHA-256 over the previous hash and the canonical text, as the database computes it."""
    return hashlib.sha256(previous + canonical_text.encode()).digest()


async def next_sequence(session: AsyncSession) -> int:
    """The sequence that the next event of this transaction will get; holds the head from here on.

    For what must name its own event, such as a certificate. Call it when every other lock is held.
    """
    return int((await db.fetch_row(session, "SELECT ledger_next() AS seq"))["seq"])
