"""SQL of departments, job classes, positions, holidays and reason codes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import (
    Base,
    Department,
    EligibleList,
    Holiday,
    JobClass,
    Position,
    ReasonCode,
    ReferralPosition,
    User,
    UserDepartment,
)
from api.platform.resources import Column, ListRequest, Slice, mentions, read_one, read_slice

Row = TypeVar("Row", bound=Base)

# Lists on which nothing can happen any more do not keep a job class.
ENDED_LISTS = ("expired", "cancelled")


# What a collection may be sorted by, the first by default; what is text among it is searched.
COLUMNS: Mapping[type[Base], Mapping[str, Column]] = {
    Department: {"code": Department.code, "title": Department.title},
    JobClass: {"code": JobClass.code, "title": JobClass.title},
    Position: {"number": Position.number, "title": Position.title},
    Holiday: {"falls_on": Holiday.falls_on, "title": Holiday.title},
}


def _in_view(model: type[Base], departments: frozenset[UUID] | None) -> list[ColumnElement[bool]]:
    """What somebody bound to departments sees; None sees everything."""
    if departments is None:
        return []
    if model is Department:
        return [Department.id.in_(departments)]
    return [Position.department_id.in_(departments)] if model is Position else []


def _on_open_referral(position_id: Column | UUID) -> ColumnElement[bool]:
    return exists().where(ReferralPosition.position_id == position_id, ReferralPosition.is_open)


async def page(
    session: AsyncSession,
    model: type[Row],
    listing: ListRequest,
    *,
    departments: frozenset[UUID] | None,
    filters: Mapping[str, object],
) -> Slice[Row]:
    """A page of records. A filter of None does not filter; `is_voided` chooses between live and voided ones,
    `is_referred` between positions on an open referral and others, `year` is that of a day.
    """
    query = select(model).where(*_in_view(model, departments))
    for name, value in filters.items():
        if name == "is_voided":
            voided_at: Column = getattr(model, "voided_at")  # noqa: B009 - holidays have none
            query = query.where(voided_at.is_not(None) if value else voided_at.is_(None))
        elif name == "is_referred" and value is not None:
            query = query.where(_on_open_referral(Position.id) if value else ~_on_open_referral(Position.id))
        elif name == "year" and isinstance(value, int):
            query = query.where(Holiday.falls_on.between(date(value, 1, 1), date(value, 12, 31)))
        elif value is not None:
            query = query.where(getattr(model, name) == value)
    columns = COLUMNS[model]
    if listing.q is not None:
        query = query.where(mentions(listing.q, *(one for one in columns.values() if one.type.python_type is str)))
    return await read_slice(session, model, query, listing, columns)


async def one(session: AsyncSession, model: type[Row], row_id: UUID, departments: frozenset[UUID] | None) -> Row:
    """One record in view, else NotFound."""
    return await read_one(session, model, row_id, *_in_view(model, departments))


async def department_use(session: AsyncSession, row: Department) -> str | None:
    """What still needs a department, in words."""
    has_positions = exists().where(Position.department_id == row.id, Position.voided_at.is_(None))
    acts_for = exists().where(UserDepartment.department_id == row.id, UserDepartment.user_id == User.id, User.is_active)
    found = (await session.execute(select(has_positions, acts_for))).one()
    return "It has positions." if found[0] else "Hiring managers act for it." if found[1] else None


async def job_class_use(session: AsyncSession, row: JobClass) -> str | None:
    """What still needs a job class, in words."""
    has_positions = exists().where(Position.job_class_id == row.id, Position.voided_at.is_(None))
    has_lists = exists().where(EligibleList.job_class_id == row.id, EligibleList.status.not_in(ENDED_LISTS))
    found = (await session.execute(select(has_positions, has_lists))).one()
    return "It has positions." if found[0] else "It has eligible lists." if found[1] else None


async def position_use(session: AsyncSession, row: Position) -> str | None:
    """What still needs a position, in words."""
    if row.status == "filled":
        return "Somebody holds it."
    found = (await session.execute(select(_on_open_referral(row.id)))).scalar_one()
    return "It is on an open referral." if found else None


async def holiday_use(session: AsyncSession, row: Holiday) -> str | None:  # noqa: ARG001 - the shape of the others
    """Nothing needs a holiday: a deadline keeps the day it was given."""
    return None


async def references(session: AsyncSession, rows: Sequence[Any]) -> dict[UUID, Department | JobClass]:
    """The departments and classes of some positions, by their ids."""
    departments = select(Department).where(Department.id.in_({row.department_id for row in rows}))
    classes = select(JobClass).where(JobClass.id.in_({row.job_class_id for row in rows}))
    found: dict[UUID, Department | JobClass] = {one.id: one for one in (await session.execute(departments)).scalars()}
    return found | {one.id: one for one in (await session.execute(classes)).scalars()}


async def lock_shared(session: AsyncSession, model: type[Department] | type[JobClass], row_id: UUID) -> bool:
    """Keep a record from being voided until the end of the transaction; False when there is none that is live."""
    query = select(model.id).where(model.id == row_id, model.voided_at.is_(None)).with_for_update(read=True)
    return (await session.execute(query)).scalar_one_or_none() is not None


async def lock_positions(session: AsyncSession, ids: Collection[UUID]) -> list[Position]:
    """Positions in the order of their ids, locked until the end of the transaction."""
    query = select(Position).where(Position.id.in_(ids)).order_by(Position.id).with_for_update(key_share=True)
    return list((await session.execute(query, execution_options={"populate_existing": True})).scalars())


async def add(session: AsyncSession, row: Base) -> None:
    """Store a record."""
    session.add(row)
    await session.flush()


async def stamp_void(session: AsyncSession, row: Department | JobClass | Position, reason: str) -> None:
    """Void a record as of now."""
    row.voided_at = (await session.execute(select(func.eligo_now()))).scalar_one()
    row.void_reason = reason
    row.version += 1
    await session.flush()


async def remove(session: AsyncSession, row: Base) -> None:
    """Delete a record."""
    await session.delete(row)
    await session.flush()


async def add_reason_codes(session: AsyncSession, rows: Sequence[ReasonCode]) -> None:
    """Store reason codes."""
    session.add_all(rows)
    await session.flush()


async def reason_codes(session: AsyncSession, use: str | None, *, is_retired: bool) -> list[ReasonCode]:
    """Reason codes of one use, or of all, that may be given, or that were retired; `other` last."""
    query = select(ReasonCode).order_by(ReasonCode.use, ReasonCode.needs_note, ReasonCode.title, ReasonCode.code)
    query = query.where(ReasonCode.retired_at.is_not(None) if is_retired else ReasonCode.retired_at.is_(None))
    if use is not None:
        query = query.where(ReasonCode.use == use)
    return list((await session.execute(query)).scalars())


async def reason_code(session: AsyncSession, use: str, code: str) -> ReasonCode | None:
    """One reason code of the bound agency that may be given."""
    query = select(ReasonCode).where(ReasonCode.use == use, ReasonCode.code == code, ReasonCode.retired_at.is_(None))
    return (await session.execute(query)).scalar_one_or_none()
