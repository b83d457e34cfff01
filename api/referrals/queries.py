"""SQL of referrals, their positions and hires."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, not_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from api.models import (
    Appointment,
    Certificate,
    CertificationRule,
    Department,
    EligibleList,
    Holiday,
    JobClass,
    Position,
    Referral,
    ReferralEligible,
    ReferralPosition,
)
from api.platform import db
from api.platform.schema import scaled_score


async def lock_open_referrals(session: AsyncSession, list_id: UUID) -> dict[UUID, Referral]:
    """Lock every open referral of a locked list, in order of id; they pool their positions."""
    query = (
        select(Referral)
        .where(Referral.list_id == list_id, Referral.status == "certified")
        .order_by(Referral.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {referral.id: referral for referral in (await session.execute(query)).scalars()}


async def lock_referral(session: AsyncSession, referral_id: UUID) -> Referral | None:
    """Lock one referral, open or not; its list is locked already."""
    query = (
        select(Referral)
        .where(Referral.id == referral_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def list_of(session: AsyncSession, referral_id: UUID) -> UUID | None:
    """The list of a referral, which never changes: read without a lock, to lock the list first."""
    return (await session.execute(select(Referral.list_id).where(Referral.id == referral_id))).scalar_one_or_none()


async def lock_positions(session: AsyncSession, position_ids: Collection[UUID]) -> dict[UUID, Position]:
    """Lock positions, in order of id."""
    query = (
        select(Position)
        .where(Position.id.in_(list(position_ids)), Position.voided_at.is_(None))
        .order_by(Position.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {position.id: position for position in (await session.execute(query)).scalars()}


async def find_list(session: AsyncSession, list_id: UUID) -> EligibleList | None:
    """A list, without a lock: for what changes nothing."""
    return (await session.execute(select(EligibleList).where(EligibleList.id == list_id))).scalar_one_or_none()


async def find_positions(session: AsyncSession, position_ids: Collection[UUID]) -> dict[UUID, Position]:
    """Positions, without a lock: for what changes nothing."""
    query = select(Position).where(Position.id.in_(list(position_ids)), Position.voided_at.is_(None))
    return {position.id: position for position in (await session.execute(query)).scalars()}


async def on_open_referral(session: AsyncSession, position_ids: Collection[UUID]) -> list[UUID]:
    """Which of these positions stand on an open referral."""
    rows = await db.fetch_rows(session, _ON_OPEN_REFERRAL, list(position_ids))
    return [row["position_id"] for row in rows]


_ON_OPEN_REFERRAL = "SELECT position_id FROM referral_positions WHERE position_id = ANY($1::uuid[]) AND is_open"


async def rule(session: AsyncSession, rule_id: UUID) -> CertificationRule | None:
    """One version of a rule."""
    return (
        await session.execute(select(CertificationRule).where(CertificationRule.id == rule_id))
    ).scalar_one_or_none()


async def calendar(session: AsyncSession, zone: str) -> tuple[date, frozenset[date]]:
    """The agency's civil date, and the holidays from then on, held against change."""
    row = await db.fetch_row(session, _CALENDAR, zone)
    return row["today"], frozenset(row["holidays"])


_CALENDAR = """
SELECT c.today, ARRAY(SELECT h.falls_on FROM holidays h WHERE h.falls_on >= c.today FOR SHARE) AS holidays
  FROM (SELECT (eligo_now() AT TIME ZONE $1::text)::date AS today) c
"""


async def next_entry(session: AsyncSession, series: str) -> tuple[int, int, datetime]:
    """The next number of a series, the sequence of this transaction's next event, and the time then.

    Both are held until the end; every other lock is held already.
    """
    return tuple(await db.fetch_row(session, _NEXT_ENTRY, series))


_NEXT_NUMBER = """
INSERT INTO counters (agency_id, name, value) VALUES (eligo_agency(), $1::text, 1)
ON CONFLICT (agency_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value
"""
_NEXT_ENTRY = f"WITH n AS ({_NEXT_NUMBER}) SELECT n.value, ledger_next(), eligo_now() FROM n"  # noqa: S608


async def next_number(session: AsyncSession, series: str) -> int:
    """The next number of a series; the row is locked until the end."""
    return (await db.fetch_row(session, _NEXT_NUMBER, series))["value"]  # type: ignore[no-any-return]


async def holidays(session: AsyncSession, first: date) -> frozenset[date]:
    """Holidays from a day on, held against change while a deadline is computed from them."""
    query = select(Holiday.falls_on).where(Holiday.falls_on >= first).with_for_update(read=True)
    return frozenset((await session.execute(query)).scalars())


async def known_holidays(session: AsyncSession, first: date) -> frozenset[date]:
    """Holidays from a day on, without holding them: for what changes nothing."""
    return frozenset((await session.execute(select(Holiday.falls_on).where(Holiday.falls_on >= first))).scalars())


async def today(session: AsyncSession, zone: str) -> date:
    """The agency's civil date by the server's clock."""
    query = text("SELECT (eligo_now() AT TIME ZONE CAST(:zone AS text))::date")
    return (await session.execute(query, {"zone": zone})).scalar_one()  # type: ignore[no-any-return]


async def decided(session: AsyncSession, referral_id: UUID) -> set[UUID]:
    """Who has a disposition on a referral."""
    query = select(ReferralEligible.eligible_id).where(
        ReferralEligible.referral_id == referral_id, ReferralEligible.disposition != "pending"
    )
    return set((await session.execute(query)).scalars())


async def add_referral(session: AsyncSession, referral: Referral, position_ids: Collection[UUID]) -> None:
    """Store a referral with its positions."""
    session.add(referral)
    await session.flush()
    for position_id in position_ids:
        session.add(
            ReferralPosition(
                agency_id=referral.agency_id,
                referral_id=referral.id,
                position_id=position_id,
                attached_seq=referral.certified_seq,
            )
        )
    await session.flush()


async def keep_floor(session: AsyncSession, referral: Referral, floor: Decimal | None, seq: int) -> None:
    """Store the floor of a locked referral, and when it came to be."""
    stored = None if floor is None else scaled_score(floor)
    await db.fetch_row(session, _KEEP_FLOOR, referral.agency_id, referral.id, seq, stored)
    set_committed_value(referral, "floor_score", stored)


_KEEP_FLOOR = """
WITH kept AS (UPDATE referrals SET floor_score = $4::bigint WHERE agency_id = $1::uuid AND id = $2::uuid)
INSERT INTO referral_floors (agency_id, referral_id, seq, floor_score) VALUES ($1, $2, $3::bigint, $4)
"""


async def touch(session: AsyncSession, referral_id: UUID, **values: Any) -> None:
    """Change a locked referral: a new version."""
    await session.execute(
        update(Referral)
        .where(Referral.id == referral_id)
        .values(version=Referral.version + 1, **values)
        .returning(Referral)
        .execution_options(populate_existing=True)
    )


async def add_certificate(session: AsyncSession, certificate: Certificate) -> None:
    """Keep a certificate."""
    session.add(certificate)
    await session.flush()


def referrals(departments: frozenset[UUID] | None) -> Select[Any]:
    """Referrals with their list and class; only those with a position of the given departments, if any are."""
    query = cast(
        "Select[Any]",
        select(Referral, EligibleList, JobClass, CertificationRule)
        .join(EligibleList, EligibleList.id == Referral.list_id)
        .join(JobClass, JobClass.id == EligibleList.job_class_id)
        .join(CertificationRule, CertificationRule.id == Referral.certification_rule_id),
    )
    return query if departments is None else query.where(of_departments(departments))


def of_departments(departments: Collection[UUID]) -> ColumnElement[bool]:
    """That a referral has a position of one of the departments."""
    own = (
        select(ReferralPosition.referral_id)
        .join(
            Position,
            and_(Position.agency_id == ReferralPosition.agency_id, Position.id == ReferralPosition.position_id),
        )
        .where(
            ReferralPosition.agency_id == Referral.agency_id,
            ReferralPosition.referral_id == Referral.id,
            ReferralPosition.is_attached,
            Position.department_id.in_(list(departments)),
        )
    )
    return exists(own)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked of a collection of referrals; None asks nothing.

    `number`: how the number begins. `report_back_by`: due on that day or before. `is_overdue`: whether the report
    back of an open referral was due before today.
    """

    status: str | None = None
    eligible_list_id: UUID | None = None
    department_id: UUID | None = None
    number: str | None = None
    report_back_by: date | None = None
    is_overdue: bool | None = None


def narrowed(query: Select[Any], asked: Narrowing, today: date) -> Select[Any]:
    """The referrals that are asked for."""
    if asked.status is not None:
        query = query.where(Referral.status == asked.status)
    if asked.eligible_list_id is not None:
        query = query.where(Referral.list_id == asked.eligible_list_id)
    if asked.department_id is not None:
        query = query.where(of_departments([asked.department_id]))
    if asked.report_back_by is not None:
        query = query.where(Referral.report_back_on <= asked.report_back_by)
    if asked.is_overdue is not None:
        overdue = and_(Referral.status == "certified", func.coalesce(Referral.report_back_on < today, false()))
        query = query.where(overdue if asked.is_overdue else not_(overdue))
    return query if asked.number is None else query.where(func.starts_with(Referral.number, asked.number))


# What referrals may be sorted by; one without a day to report back stands after all that have one.
SORTS: Mapping[str, ColumnElement[Any]] = {
    "certified_at": Referral.certified_at,  # type: ignore[dict-item]
    "number": Referral.number,  # type: ignore[dict-item]
    "report_back_on": func.coalesce(Referral.report_back_on, date.max),
}


async def page(
    session: AsyncSession, query: Select[Any], sort: str, after: Sequence[Any] | None, limit: int
) -> list[Any]:
    """One page of referrals by a field of SORTS, with `-` before it downward."""
    by = SORTS[sort.removeprefix("-")]
    descending = sort.startswith("-")
    if after is not None:
        keys = (_READERS.get(sort.removeprefix("-"), str)(after[0]), UUID(after[1]))
        query = query.where(tuple_(by, Referral.id) < keys if descending else tuple_(by, Referral.id) > keys)
    order = (by.desc(), Referral.id.desc()) if descending else (by, Referral.id)
    return list(await session.execute(query.order_by(*order).limit(limit)))


_READERS: Mapping[str, Callable[[str], Any]] = {
    "certified_at": datetime.fromisoformat,
    "report_back_on": date.fromisoformat,
}


async def positions_of(session: AsyncSession, referral_ids: Sequence[UUID]) -> list[Row[Any]]:
    """The attached positions of referrals, with department and present hire."""
    hired = (
        select(Appointment.position_id, Appointment.referral_id, Appointment.eligible_id)
        .where(Appointment.status == "active")
        .subquery()
    )
    query = (
        select(
            ReferralPosition.referral_id,
            Position.id,
            Position.number,
            Position.title,
            Position.employment,
            Position.requisition_number,
            Department.id.label("department_id"),
            Department.code.label("department_code"),
            Department.title.label("department_title"),
            hired.c.eligible_id.label("hired_eligible_id"),
        )
        .join(Position, Position.id == ReferralPosition.position_id)
        .join(Department, Department.id == Position.department_id)
        .outerjoin(hired, (hired.c.position_id == Position.id) & (hired.c.referral_id == ReferralPosition.referral_id))
        .where(ReferralPosition.referral_id.in_(list(referral_ids)), ReferralPosition.is_attached)
        .order_by(Position.number)
    )
    return list(await session.execute(query))


async def detach_positions(session: AsyncSession, referral_id: UUID) -> None:
    """A closed referral occupies its positions no longer."""
    await session.execute(
        update(ReferralPosition).where(ReferralPosition.referral_id == referral_id).values(is_open=False)
    )


async def reattach_positions(session: AsyncSession, referral_id: UUID) -> None:
    """A reopened referral occupies its positions again; the unique index refuses where another has taken one."""
    await session.execute(
        update(ReferralPosition)
        .where(ReferralPosition.referral_id == referral_id, ReferralPosition.is_attached)
        .values(is_open=True)
    )


async def set_position(session: AsyncSession, position_id: UUID, status: str) -> None:
    """Mark a locked position vacant or filled."""
    await session.execute(
        update(Position).where(Position.id == position_id).values(status=status, version=Position.version + 1)
    )


async def attached_positions(session: AsyncSession, referral_id: UUID) -> list[UUID]:
    """The positions attached to a referral, by number."""
    query = (
        select(Position.id)
        .join(ReferralPosition, ReferralPosition.position_id == Position.id)
        .where(ReferralPosition.referral_id == referral_id, ReferralPosition.is_attached)
        .order_by(Position.number)
    )
    return list((await session.execute(query)).scalars())


async def attach(session: AsyncSession, referral: Referral, position_id: UUID, seq: int) -> None:
    """Attach a position, also one that had been removed from this referral."""
    await session.execute(
        text(
            "INSERT INTO referral_positions (agency_id, referral_id, position_id, attached_seq) "
            "VALUES (:agency, :referral, :position, :seq) ON CONFLICT (agency_id, referral_id, position_id) "
            "DO UPDATE SET is_attached = true, is_open = true, attached_seq = :seq, removed_seq = NULL"
        ),
        {"agency": referral.agency_id, "referral": referral.id, "position": position_id, "seq": seq},
    )


async def remove(session: AsyncSession, referral_id: UUID, position_id: UUID, seq: int) -> None:
    """Take a position off a referral."""
    await session.execute(
        update(ReferralPosition)
        .where(ReferralPosition.referral_id == referral_id, ReferralPosition.position_id == position_id)
        .values(is_attached=False, is_open=False, removed_seq=seq)
    )


async def count_by_status(session: AsyncSession, query: Select[Any]) -> dict[str, int]:
    """How many referrals a collection has of each status."""
    counted = query.with_only_columns(Referral.status, func.count()).group_by(Referral.status)
    return {status: count for status, count in await session.execute(counted)}


async def count_of(session: AsyncSession, query: Select[Any]) -> int:
    """How many rows a collection has in all."""
    return (await session.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
