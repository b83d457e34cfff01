"""SQL of a timeline: which events concern one thing, and the names of what they mention."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import (
    ApiKey,
    BandingModel,
    CertificationRule,
    Department,
    Eligible,
    EligibleList,
    Holiday,
    JobClass,
    LedgerEvent,
    LedgerPrivate,
    ListImport,
    Person,
    Position,
    Protest,
    ReasonCode,
    Referral,
    Scoring,
    ScoringModel,
    User,
)
from api.platform.ledger import Subject

_EVENTS = "ledger_events e JOIN {table} p ON p.agency_id = e.agency_id AND p.id = e.subject_id"
_HERE = "agency_id = eligo_agency()"


def _about(kind: str, table: str, where: str) -> tuple[str, str]:
    """The events about rows of a table."""
    return "e.seq", f"{_EVENTS.format(table=table)} WHERE e.{_HERE} AND e.subject_type = '{kind}' AND {where}"


def _decided(eligibles: str) -> tuple[str, str]:
    """Dispositions of eligibles, found by the index of their referrals."""
    return (
        "d.seq",
        "referral_dispositions d JOIN referral_eligibles r ON r.agency_id = d.agency_id "
        "AND r.referral_id = d.referral_id AND r.eligible_id = d.eligible_id "
        f"WHERE r.{_HERE} AND r.eligible_id {eligibles}",
    )


_OWN = f"IN (SELECT id FROM eligibles WHERE {_HERE} AND person_id = :id)"  # noqa: S608 - fixed texts of this module
_REFERRAL_LIFE = "'certified', 'filled', 'closed_unfilled', 'cancelled', 'reopened'"
# What concerns a thing: a column of sequences, and where it stands.
_ITSELF = ("seq", f"ledger_events WHERE {_HERE} AND subject_type = :kind AND subject_id = :id")
_BESIDE: Mapping[str, Sequence[tuple[str, str]]] = {
    "list": (
        _about("scoring", "scorings", "p.list_id = :id"),
        _about("import", "list_imports", "p.list_id = :id"),
        _about("protest", "protests", "p.list_id = :id"),
        _about("document", "documents", "p.subject_type = 'list' AND p.subject_id = :id"),
        _about("referral", "referrals", f"p.list_id = :id AND substr(e.name, 10) IN ({_REFERRAL_LIFE})"),
        ("seq", f"eligible_statuses WHERE {_HERE} AND list_id = :id"),
        ("from_seq", f"waivers WHERE {_HERE} AND list_id = :id"),
        ("ended_seq", f"waivers WHERE {_HERE} AND list_id = :id"),
    ),
    "referral": (("seq", f"referral_floors WHERE {_HERE} AND referral_id = :id"),),
    "eligible": (
        ("seq", f"eligible_statuses WHERE {_HERE} AND eligible_id = :id"),
        ("ended_seq", f"waivers WHERE {_HERE} AND eligible_id = :id"),
        _decided("= :id"),
    ),
    "person": (
        _about("eligible", "eligibles", "p.person_id = :id"),
        _about("protest", "protests", "p.person_id = :id"),
        ("seq", f"eligible_statuses WHERE {_HERE} AND eligible_id {_OWN}"),
        ("ended_seq", f"waivers WHERE {_HERE} AND eligible_id {_OWN}"),
        _decided(_OWN),
    ),
}
_LIST = f"(SELECT list_id FROM referrals WHERE {_HERE} AND id = :id)"  # noqa: S608 - the same
_SEATS = "'certified', 'position_attached', 'position_removed', 'reopened'"
# What a standing on a referral rests on: the referral itself and its positions, and what was decided there; ...
_REASONS = (
    (_ITSELF[0], f"{_ITSELF[1]} AND substr(name, 10) IN ({_SEATS})"),
    ("seq", f"referral_dispositions WHERE {_HERE} AND referral_id = :id AND eligible_id = :eligible"),
)
# ... the list as it was scored and adopted, the person's own status and waivers, and the last move of the line.
_REASONS_BESIDE = (
    (
        "seq",
        f"ledger_events WHERE {_HERE} AND subject_type = 'list' AND subject_id = {_LIST} AND name = 'list.adopted'",
    ),
    _about("scoring", "scorings", f"p.list_id = {_LIST} AND e.name = 'scoring.applied'"),
    ("reached_seq", f"referral_eligibles WHERE {_HERE} AND referral_id = :id AND eligible_id = :eligible"),
    ("seq", f"eligible_statuses WHERE {_HERE} AND eligible_id = :eligible"),
    ("from_seq", f"waivers WHERE {_HERE} AND eligible_id = :eligible AND ended_seq IS NULL"),
    ("seq", f"(SELECT max(seq) AS seq FROM referral_floors WHERE {_HERE} AND referral_id = :id) f WHERE true"),  # noqa: S608
)


async def sequences(
    session: AsyncSession,
    about: Subject,
    *,
    before: int,
    most: int,
    is_narrow: bool,
    eligible_id: UUID | None = None,
) -> list[int]:
    """The latest sequences below one that concern a thing; with `is_narrow` only events about itself.

    With an eligible, those that their standing on a referral rests on.
    """
    own: Sequence[tuple[str, str]] = (_ITSELF,) if eligible_id is None else _REASONS
    beside = _BESIDE.get(about.kind, ()) if eligible_id is None else _REASONS_BESIDE
    parts = [
        f"(SELECT DISTINCT {column} FROM {rest} AND {column} < :before "  # noqa: S608 - the same
        "ORDER BY 1 DESC LIMIT :most)"
        for column, rest in (own if is_narrow else (*own, *beside))
    ]
    rows = await session.execute(
        text(f"SELECT seq FROM ({' UNION '.join(parts)}) found(seq) ORDER BY seq DESC LIMIT :most"),  # noqa: S608
        {
            "kind": about.kind,
            "id": about.id,
            "before": before,
            "most": most,
            **({} if eligible_id is None else {"eligible": eligible_id}),
        },
    )
    return list(rows.scalars())


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which events of the whole ledger are asked for. The days are civil ones of the agency, both inclusive."""

    kind: str | None = None
    event: str | None = None
    actor: str | None = None
    from_on: date | None = None
    to_on: date | None = None


_ASKED: Mapping[str, str] = {
    "kind": "subject_type = :kind",
    "event": "name = :event",
    "actor": "actor = :actor",
    "from_on": "occurred_at >= CAST(:from_on AS date)::timestamp AT TIME ZONE :zone",
    "to_on": "occurred_at < (CAST(:to_on AS date) + 1)::timestamp AT TIME ZONE :zone",
}


async def latest(session: AsyncSession, only: LedgerFilter, zone: str, *, before: int, most: int) -> list[int]:
    """The latest sequences of the ledger below one that a filter leaves."""
    asked = {name: getattr(only, name) for name in _ASKED if getattr(only, name) is not None}
    conditions = " AND ".join([_HERE, "seq < :before", *(_ASKED[name] for name in asked)])
    in_zone = {"zone": zone} if "from_on" in asked or "to_on" in asked else {}
    rows = await session.execute(
        text(f"SELECT seq FROM ledger_events WHERE {conditions} ORDER BY seq DESC LIMIT :most"),  # noqa: S608
        {**asked, **in_zone, "before": before, "most": most},
    )
    return list(rows.scalars())


async def events(session: AsyncSession, seqs: Collection[int]) -> list[Row[LedgerEvent, str | None]]:
    """These events, the latest first, each with its private text."""
    beside = (LedgerPrivate.agency_id == LedgerEvent.agency_id) & (LedgerPrivate.seq == LedgerEvent.seq)
    query: Select[LedgerEvent, str | None] = (
        select(LedgerEvent, LedgerPrivate.content)
        .outerjoin(LedgerPrivate, beside)
        .where(LedgerEvent.seq.in_(seqs))
        .order_by(LedgerEvent.seq.desc())
    )
    return list((await session.execute(query)).all())


async def person_is_there(session: AsyncSession, person_id: UUID) -> bool:
    """Whether the agency knows such a person."""
    return (await session.execute(select(Person.id).where(Person.id == person_id))).first() is not None


async def stands_on(session: AsyncSession, referral_id: UUID, eligible_id: UUID) -> bool:
    """Whether an eligible is on the list of a referral."""
    on_list = (Eligible.agency_id == Referral.agency_id) & (Eligible.list_id == Referral.list_id)
    query = select(Eligible.id).join(Referral, on_list).where(Referral.id == referral_id, Eligible.id == eligible_id)
    return (await session.execute(query)).first() is not None


async def people(session: AsyncSession, eligible_ids: Collection[UUID]) -> dict[UUID, Row[UUID, str, str, str]]:
    """The names of eligibles, by eligible."""
    columns = (Eligible.id, Person.last_name, Person.first_name, Person.middle_name)
    query = select(*columns).join(Person, (Person.agency_id == Eligible.agency_id) & (Person.id == Eligible.person_id))
    rows = (await session.execute(query.where(Eligible.id.in_(eligible_ids)))).all() if eligible_ids else []
    return {row.id: row for row in rows}


async def persons(session: AsyncSession, person_ids: Collection[UUID]) -> dict[UUID, Row[UUID, str, str, str]]:
    """The names of persons, by person."""
    query = select(Person.id, Person.last_name, Person.first_name, Person.middle_name)
    rows = (await session.execute(query.where(Person.id.in_(person_ids)))).all() if person_ids else []
    return {row.id: row for row in rows}


_TITLES: Mapping[str, Any] = {
    "position": select(Position.id, Position.number),
    "department": select(Department.id, Department.title),
    "referral": select(Referral.id, Referral.number),
    "list": select(EligibleList.id, EligibleList.code),
    "user": select(User.id, User.name),
    "key": select(ApiKey.id, ApiKey.name),
    "api_key": select(ApiKey.id, ApiKey.name),
    "banding_model": select(BandingModel.id, BandingModel.code),
    "certification_rule": select(CertificationRule.id, CertificationRule.code),
    "holiday": select(Holiday.id, Holiday.title),
    "import": select(ListImport.id, ListImport.file_name),
    "job_class": select(JobClass.id, JobClass.title),
    "protest": select(Protest.id, Protest.number),
    "scoring": select(Scoring.id, EligibleList.code).join(
        EligibleList, (EligibleList.agency_id == Scoring.agency_id) & (EligibleList.id == Scoring.list_id)
    ),
    "scoring_model": select(ScoringModel.id, ScoringModel.code),
}


async def titles(session: AsyncSession, kind: str, ids: Collection[UUID]) -> dict[UUID, str]:
    """What things of one kind are called; nothing where the kind has no name."""
    query = _TITLES.get(kind)
    if not ids or query is None:
        return {}
    return {row[0]: row[1] for row in await session.execute(query.where(query.selected_columns[0].in_(ids)))}


async def reasons(session: AsyncSession, codes: Collection[str]) -> dict[str, str]:
    """The titles of reason codes."""
    if not codes:
        return {}
    rows = await session.execute(select(ReasonCode.code, ReasonCode.title).where(ReasonCode.code.in_(codes)))
    return {row.code: row.title for row in rows}
