"""The timeline of one thing: its events as sentences, for whoever may see the thing."""

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.audit.events import queries as places
from api.audit.service import parse_subject
from api.audit.timeline import queries
from api.audit.timeline.queries import LedgerFilter
from api.domain import calendars
from api.domain.happenings import in_words, tell
from api.eligible_lists.eligibles import queries as eligibles
from api.models import LedgerEvent
from api.people.service import display_name
from api.platform.auth import Actor, Permission
from api.platform.errors import NotFound, Unreadable
from api.platform.ledger import Subject

P = Permission
LATEST = 2**63 - 1
# Who may see what happened to a thing; everything else takes the right to read the ledger.
READERS: Mapping[str, Permission] = {
    "list": P.READ_LISTS,
    "eligible": P.READ_LISTS,
    "person": P.READ_LISTS,
    "referral": P.READ_REFERRALS,
    "position": P.READ_LEDGER,
}
# Whose notes and reasons somebody may read beside the own ones: those of the work that they share.
CONFIDANTS: Mapping[str, frozenset[Permission]] = {
    **dict.fromkeys(("list", "eligible", "person", "protest"), frozenset({P.MANAGE_LISTS, P.CERTIFY})),
    "referral": frozenset({P.CERTIFY}),
}
_PERSON_KEYS = ("eligible", "person")
# What an event may cite by its id and a sentence calls by its name; an API key acts as `key`.
_CITED = (
    "position", "department", "referral", "list", "user", "key", "api_key", "job_class", "holiday",
    "certification_rule", "scoring_model", "banding_model",
)  # fmt: skip
_WORDS = ("roles", "fields")  # lists of codes
_NOT_SHOWN = frozenset({"private_sha256", "moved"})
_DISPOSED = frozenset({"disposition.recorded", "dispositions.recorded"})


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of a timeline, told."""

    event: LedgerEvent
    payload: Mapping[str, Any]
    sentence: str
    actor_name: str
    subject_title: str
    reason: str | None
    moved: int
    private: Mapping[str, Any] | None  # None also for whoever may not read it

    @property
    def changes(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Each changed value: its name, what it was, what it became."""
        before, after = self.payload.get("before"), self.payload.get("after")
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            for name in sorted(before.keys() | after.keys()):
                yield name, _shown(before.get(name)), _shown(after.get(name))
        if "from" in self.payload and "to" in self.payload and self.payload["from"] != self.payload["to"]:
            name = "disposition" if self.event.name in _DISPOSED else "status"
            yield name, _shown(self.payload["from"]), _shown(self.payload["to"])


@dataclass(slots=True)
class _Names:
    """What the ids of a page of events are called."""

    people: dict[UUID, str] = field(default_factory=dict)
    titles: dict[str, dict[UUID, str]] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)


async def browse(
    session: AsyncSession, actor: Actor, *, subject: str, eligible_id: UUID | None, before: int, limit: int
) -> list[Happening]:
    """The latest events that concern a thing, below a sequence.

    A list's timeline holds what happened to the people on it and the life of its referrals; a referral's, whatever
    moved its line; with an eligible, what their standing on the referral rests on. Whoever is bound to departments
    sees the events of the referral itself only.

    Raises:
        Unreadable: when `subject` is not a kind and an id, or an eligible is named and it is no referral. Forbidden.
        NotFound: for what is not there or out of view.
    """
    about = parse_subject(subject)
    await _require_view(session, actor, about)
    is_narrow = actor.departments is not None
    if eligible_id is not None:
        await _require_standing(session, about, eligible_id, is_narrow=is_narrow)

    seqs = await queries.sequences(
        session, about, before=before, most=limit, is_narrow=is_narrow, eligible_id=eligible_id
    )
    return await _tell(session, actor, about, seqs)


async def browse_ledger(
    session: AsyncSession, actor: Actor, only: LedgerFilter, *, before: int, limit: int
) -> list[Happening]:
    """The latest events of the whole ledger that a filter leaves, below a sequence."""
    seqs = await queries.latest(session, only, actor.agency.zone, before=before, most=limit)
    return await _tell(session, actor, None, seqs)


async def _tell(session: AsyncSession, actor: Actor, about: Subject | None, seqs: Collection[int]) -> list[Happening]:
    rows = await queries.events(session, seqs)
    told = [(event, json.loads(event.canonical)["payload"], private) for event, private in rows]
    names = await _names(session, [(event, payload) for event, payload, _ in told])
    return [_happening(actor, about, event, payload, private, names) for event, payload, private in told]


async def _require_view(session: AsyncSession, actor: Actor, about: Subject) -> None:
    actor.require(READERS.get(about.kind, Permission.READ_LEDGER))
    if about.kind == "referral":
        departments = (await places.referral_departments(session, [about.id])).get(about.id)
        is_there = departments is not None
        if departments is not None:
            actor.require_department(departments)
    elif about.kind == "list":
        is_there = bool(await places.lists_there(session, [about.id]))
    elif about.kind == "eligible":
        is_there = await eligibles.list_of(session, about.id) is not None
    elif about.kind == "person":
        is_there = await queries.person_is_there(session, about.id)
    else:
        is_there = True
    if not is_there:
        raise NotFound("There is no such thing.")


async def _require_standing(session: AsyncSession, about: Subject, eligible_id: UUID, *, is_narrow: bool) -> None:
    """A department reads the events of its referral whoever is named, so it learns nothing of who is on the list."""
    if about.kind != "referral":
        raise Unreadable("Somebody has a standing on a referral only.", field="eligible_id")
    if not is_narrow and not await queries.stands_on(session, about.id, eligible_id):
        raise NotFound("There is no such eligible on this referral.")


def _happening(
    actor: Actor,
    about: Subject | None,
    event: LedgerEvent,
    payload: Mapping[str, Any],
    private: str | None,
    names: _Names,
) -> Happening:
    who, _, who_id = event.actor.partition(":")
    reason = payload.get("reason_code")
    may_read = event.actor == actor.label or actor.may(Permission.READ_LEDGER)
    may_read = may_read or any(actor.may(one) for one in CONFIDANTS.get(event.subject_type, ()))
    return Happening(
        event=event,
        payload=payload,
        sentence=tell(event.name, _facts(event, payload, names)),
        actor_name=names.titles.get(who, {}).get(UUID(who_id), "") if who_id else "Eligo",
        subject_title=_title(event.subject_type, event.subject_id, names),
        reason=names.reasons.get(reason, in_words(reason)) if reason else None,
        moved=_moved(about, payload.get("moved") or {}),
        private=json.loads(private) if private is not None and may_read else None,
    )


def _moved(about: Subject | None, moved: Mapping[str, Any]) -> int:
    """How many people moved: on the referral in view, or on all of them."""
    wanted = list(moved.values())
    if about is not None and about.kind == "referral":
        wanted = [moved.get(str(about.id), {})]
    return sum(one.get("count", 0) if "sha256" in one else len(one) for one in wanted)


def _title(kind: str, row_id: UUID, names: _Names) -> str:
    return names.people.get(row_id) or names.titles.get(kind, {}).get(row_id, "")


def _facts(event: LedgerEvent, payload: Mapping[str, Any], names: _Names) -> dict[str, object]:
    """The values of an event as its sentence takes them."""
    facts: dict[str, object] = {name: _said(value) for name, value in payload.items() if name not in _NOT_SHOWN}
    cited = {**payload, event.subject_type: str(event.subject_id)}
    for key, value in cited.items():
        one = _id(value)
        if one is not None and key in (*_PERSON_KEYS, *_CITED):
            facts[f"{key}_name"] = _title(key, one, names)
    if (other := _id(payload.get("other"))) is not None:
        facts["other_name"] = _title("person", other, names)
    for key in _WORDS:
        if payload.get(key):
            facts[f"{key}_words"] = ", ".join(in_words(str(one)).lower() for one in payload[key])
    if rule := payload.get("rule"):
        facts["rule_name"] = f"{rule['code']}, version {rule['version']}" if isinstance(rule, Mapping) else ""
    if scope := payload.get("scope"):
        facts["scope_words"] = {"position": "position", "department": "department"}.get(scope, "temporary employment")
        facts["scope_name"] = facts.get("position_name") or facts.get("department_name")
    if to := payload.get("to"):
        facts["to_word"] = in_words(str(to)).lower()
    return facts


async def _names(session: AsyncSession, told: list[tuple[LedgerEvent, Mapping[str, Any]]]) -> _Names:
    wanted: dict[str, set[UUID]] = {}
    for event, payload in told:
        cited = {**payload, event.subject_type: str(event.subject_id)}
        who, _, who_id = event.actor.partition(":")
        for key, value in (*cited.items(), (who, who_id), ("person", cited.get("other"))):
            one = _id(value)
            if one is not None:
                wanted.setdefault(key, set()).add(one)
    found = await queries.people(session, wanted.get("eligible", ())) | await queries.persons(
        session, wanted.get("person", ())
    )
    people = {one: display_name(row.last_name, row.first_name, row.middle_name) for one, row in found.items()}
    kinds = {*_CITED, *(event.subject_type for event, _ in told)}
    titles = {kind: await queries.titles(session, kind, wanted.get(kind, ())) for kind in kinds}
    codes = {payload["reason_code"] for _, payload in told if payload.get("reason_code")}
    return _Names(people, titles, await queries.reasons(session, codes))


def _id(value: Any) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) and len(value) == 36 else None
    except ValueError:
        return None


def _said(value: Any) -> object:
    """A value as a sentence says it: civil dates in words."""
    if isinstance(value, str) and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return calendars.in_words(date.fromisoformat(value))
        except ValueError:
            return value
    return value


def _shown(value: Any) -> str | None:
    """A value in a table of changes."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Mapping) and value and all(isinstance(one, str) for one in value.values()):
        return ", ".join(sorted(set(value.values())))  # of many people: what they were, once each
    return json.dumps(value, ensure_ascii=False)
