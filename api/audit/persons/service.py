"""Everything that ever happened to a person, told event by event: only what concerned them, never about others."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.persons import queries
from api.domain.histories import tell_person
from api.people.records import queries as records
from api.people.records.service import known_ids
from api.platform.auth import Actor
from api.platform.paging import PageRequest
from api.platform.schema import score_text

# Events whose private side is about this person alone.
_OWN_SUBJECTS = frozenset({"person", "eligible"})
_OWN_EVENTS = frozenset({"disposition.recorded", "hire.rescinded"})
_CORRECTED = "result.corrected"
# What of a person's own events is told beside the private side.
_OWN_FACTS = ("fields", "other", "merge", "note", "corrects", "rules", "scope", "from", "to", "reason_code", "until")


@dataclass
class Happening:
    """One event, and what it meant for this person: by kind, on which list and referral."""

    seq: int
    occurred_at: datetime
    actor: str
    event: str
    sentence: str = ""
    list: tuple[UUID, str] | None = None
    referral: tuple[UUID, str] | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what happened, and the names of who acted."""

    rows: list[Happening]
    next_cursor: str | None
    names: Mapping[str, str]


async def page(
    session: AsyncSession, actor: Actor, person_id: UUID, paging: PageRequest, *, event: str | None
) -> Found:
    """What happened to a person, the latest first; with `event`, only events of that name.

    Raises:
        NotFound: for anybody out of view.
    """
    ids = await known_ids(session, actor, person_id)
    scope = f"person-history:{person_id}:{event}"
    after = paging.after(scope)
    before = None if after is None else int(after[0])
    rows = await queries.page(session, ids, actor.departments, event=event, before=before, limit=paging.limit + 1)
    found = [_happening(list(some)) for _, some in groupby(rows, key=lambda row: row.seq)]
    keys = [found[paging.limit - 1].seq] if len(found) > paging.limit else None
    cursor = paging.next_cursor(found, keys, scope)
    return Found(found, cursor, await records.names_of(session, {one.actor for one in found}))


def _happening(rows: list[Any]) -> Happening:
    first = rows[0]
    told = Happening(first.seq, first.occurred_at, first.actor, first.name)
    for row in rows:
        if row.list_code is not None:
            told.list = (row.list_id, row.list_code)
        if row.referral_number is not None:
            told.referral = (row.referral_id, row.referral_number)
        told.facts |= _facts(row)
    if first.subject_type in _OWN_SUBJECTS:
        payload = json.loads(first.canonical)["payload"]
        told.facts = {name: payload[name] for name in _OWN_FACTS if name in payload} | told.facts
    is_own = first.subject_type in _OWN_SUBJECTS or first.name in _OWN_EVENTS
    if first.private is not None and (is_own or first.name == _CORRECTED):
        said = json.loads(first.private)
        told.private = said if is_own else {"reason": said.get("reason")}  # the raw scores stand on the list
    told.sentence = tell_person(first.name, frozenset(row.kind for row in rows), _named(told))
    return told


def _named(told: Happening) -> dict[str, Any]:
    """The facts with the names of places, as a sentence takes them."""
    facts = dict(told.facts)
    if "fields" in facts:
        facts["fields_words"] = ", ".join(str(name).replace("_", " ") for name in facts["fields"])
    facts |= {name: place[1] for name, place in (("list", told.list), ("referral", told.referral)) if place}
    return facts


def _facts(row: Any) -> dict[str, Any]:
    """What one source says; a score as this list writes it."""
    if row.kind == "reached":
        return {"reached": True}
    facts = {name: value for name, value in (row.facts or {}).items() if value is not None}
    if "score" in facts:
        facts["score"] = score_text(int(facts["score"]), row.score_decimals)
    return facts
