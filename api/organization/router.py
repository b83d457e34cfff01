"""Departments, job classes, positions, holidays."""

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from api.organization import service
from api.organization.schemas import (
    DepartmentCreate,
    DepartmentPatch,
    DepartmentRead,
    Employment,
    HolidayCreate,
    HolidayPatch,
    HolidayRead,
    JobClassCreate,
    JobClassPatch,
    JobClassRead,
    PositionCreate,
    PositionPatch,
    PositionRead,
)
from api.organization.service import (
    DEPARTMENTS,
    HOLIDAYS,
    JOB_CLASSES,
    POSITIONS,
    DuplicateHoliday,
    DuplicateNumber,
    UnknownReference,
    Voided,
)
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, InUse, Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.exports import Column, offer
from api.platform.resources import DuplicateCode, Listing, Reason, UnknownSort
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(tags=["organization"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_ORGANIZATION)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_ORGANIZATION)]
Filter = Annotated[str | None, Query(max_length=60)]
Year = Annotated[int | None, Query(ge=1900, le=9998)]
BROWSES = problems(Forbidden, Unreadable, UnknownSort)
READS = problems(Forbidden, NotFound)


@router.get("/departments", responses=BROWSES)
async def list_departments(
    session: ReadSession, actor: Reader, listing: Listing, code: Filter = None, is_voided: bool = False
) -> Page[DepartmentRead]:
    """Departments, by code; a hiring manager sees the own ones."""
    found = await service.browse(session, actor, DEPARTMENTS, listing, code=code, is_voided=is_voided)
    return found.page(DepartmentRead.model_validate)


@router.post("/departments", status_code=201, responses=problems(Forbidden, DuplicateCode, Invalid))
async def create_department(body: DepartmentCreate, session: WriteSession, actor: Keeper) -> DepartmentRead:
    """Add a department."""
    return DepartmentRead.model_validate(await service.create(session, actor, DEPARTMENTS, body.model_dump()))


@router.get("/departments/{department_id}", responses=READS)
async def read_department(department_id: UUID, session: ReadSession, actor: Reader) -> DepartmentRead:
    """One department."""
    return DepartmentRead.model_validate(await service.read(session, actor, DEPARTMENTS, department_id))


@router.patch(
    "/departments/{department_id}",
    responses=problems(Forbidden, NotFound, DuplicateCode, Voided, Invalid, Stale, VersionRequired),
)
async def update_department(
    department_id: UUID, body: DepartmentPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> DepartmentRead:
    """Change a department's code or title."""
    changed = await service.change(session, actor, DEPARTMENTS, department_id, seen=version, values=body.changes())
    return DepartmentRead.model_validate(changed)


@router.delete(
    "/departments/{department_id}", responses=problems(Forbidden, NotFound, InUse, Voided, Stale, VersionRequired)
)
async def void_department(
    department_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> DepartmentRead:
    """Void a department that no live position and no active hiring manager needs."""
    voided = await service.void(session, actor, DEPARTMENTS, department_id, seen=version, reason=body.reason)
    return DepartmentRead.model_validate(voided)


@router.get("/job-classes", responses=BROWSES)
async def list_job_classes(
    session: ReadSession, actor: Reader, listing: Listing, code: Filter = None, is_voided: bool = False
) -> Page[JobClassRead]:
    """Job classes, by code."""
    found = await service.browse(session, actor, JOB_CLASSES, listing, code=code, is_voided=is_voided)
    return found.page(JobClassRead.model_validate)


@router.post("/job-classes", status_code=201, responses=problems(Forbidden, DuplicateCode, Invalid))
async def create_job_class(body: JobClassCreate, session: WriteSession, actor: Keeper) -> JobClassRead:
    """Add a job class."""
    return JobClassRead.model_validate(await service.create(session, actor, JOB_CLASSES, body.model_dump()))


@router.get("/job-classes/{job_class_id}", responses=READS)
async def read_job_class(job_class_id: UUID, session: ReadSession, actor: Reader) -> JobClassRead:
    """One job class."""
    return JobClassRead.model_validate(await service.read(session, actor, JOB_CLASSES, job_class_id))


@router.patch(
    "/job-classes/{job_class_id}",
    responses=problems(Forbidden, NotFound, DuplicateCode, Voided, Invalid, Stale, VersionRequired),
)
async def update_job_class(
    job_class_id: UUID, body: JobClassPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> JobClassRead:
    """Change a job class's code or title."""
    changed = await service.change(session, actor, JOB_CLASSES, job_class_id, seen=version, values=body.changes())
    return JobClassRead.model_validate(changed)


@router.delete(
    "/job-classes/{job_class_id}", responses=problems(Forbidden, NotFound, InUse, Voided, Stale, VersionRequired)
)
async def void_job_class(
    job_class_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> JobClassRead:
    """Void a job class that no live position and no list still in use needs."""
    voided = await service.void(session, actor, JOB_CLASSES, job_class_id, seen=version, reason=body.reason)
    return JobClassRead.model_validate(voided)


@router.get("/positions", responses=BROWSES)
async def list_positions(
    session: ReadSession,
    actor: Reader,
    listing: Listing,
    number: Filter = None,
    job_class_id: UUID | None = None,
    department_id: UUID | None = None,
    requisition_number: Filter = None,
    employment: Employment | None = None,
    status: Literal["vacant", "filled"] | None = None,
    is_referred: bool | None = None,
    is_voided: bool = False,
) -> Page[PositionRead]:
    """Positions, by number; `is_referred` chooses those on an open referral or the others. A hiring manager sees those
    of the own departments.
    """
    found = await service.browse(
        session,
        actor,
        POSITIONS,
        listing,
        number=number,
        job_class_id=job_class_id,
        department_id=department_id,
        requisition_number=requisition_number,
        employment=employment,
        status=status,
        is_referred=is_referred,
        is_voided=is_voided,
    )
    return found.page(PositionRead.model_validate)


@router.post("/positions", status_code=201, responses=problems(Forbidden, DuplicateNumber, UnknownReference))
async def create_position(body: PositionCreate, session: WriteSession, actor: Keeper) -> PositionRead:
    """Add a vacant position."""
    return PositionRead.model_validate(await service.create(session, actor, POSITIONS, body.model_dump()))


@router.get("/positions/{position_id}", responses=READS)
async def read_position(position_id: UUID, session: ReadSession, actor: Reader) -> PositionRead:
    """One position."""
    return PositionRead.model_validate(await service.read(session, actor, POSITIONS, position_id))


@router.patch(
    "/positions/{position_id}",
    responses=problems(Forbidden, NotFound, DuplicateNumber, Voided, InUse, UnknownReference, Stale, VersionRequired),
)
async def update_position(
    position_id: UUID, body: PositionPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> PositionRead:
    """Change a position; class, department and employment are fixed while it is filled or on an open referral."""
    changed = await service.change(session, actor, POSITIONS, position_id, seen=version, values=body.changes())
    return PositionRead.model_validate(changed)


@router.delete(
    "/positions/{position_id}", responses=problems(Forbidden, NotFound, InUse, Voided, Stale, VersionRequired)
)
async def void_position(
    position_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> PositionRead:
    """Void a vacant position that is on no open referral."""
    voided = await service.void(session, actor, POSITIONS, position_id, seen=version, reason=body.reason)
    return PositionRead.model_validate(voided)


@router.get("/holidays", responses=BROWSES)
async def list_holidays(
    session: ReadSession, actor: Reader, listing: Listing, falls_on: dt.date | None = None, year: Year = None
) -> Page[HolidayRead]:
    """Holidays, by day; those of one year where it is given."""
    found = await service.browse(session, actor, HOLIDAYS, listing, falls_on=falls_on, year=year)
    return found.page(HolidayRead.model_validate)


@router.post("/holidays", status_code=201, responses=problems(Forbidden, DuplicateHoliday, Invalid))
async def create_holiday(body: HolidayCreate, session: WriteSession, actor: Keeper) -> HolidayRead:
    """Add a holiday; deadlines already computed stay as they are."""
    return HolidayRead.model_validate(await service.create(session, actor, HOLIDAYS, body.model_dump()))


@router.get("/holidays/{holiday_id}", responses=READS)
async def read_holiday(holiday_id: UUID, session: ReadSession, actor: Reader) -> HolidayRead:
    """One holiday."""
    return HolidayRead.model_validate(await service.read(session, actor, HOLIDAYS, holiday_id))


@router.patch(
    "/holidays/{holiday_id}", responses=problems(Forbidden, NotFound, DuplicateHoliday, Invalid, Stale, VersionRequired)
)
async def update_holiday(
    holiday_id: UUID, body: HolidayPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> HolidayRead:
    """Change a holiday's day or title."""
    changed = await service.change(session, actor, HOLIDAYS, holiday_id, seen=version, values=body.changes())
    return HolidayRead.model_validate(changed)


@router.delete(
    "/holidays/{holiday_id}", status_code=204, responses=problems(Forbidden, NotFound, Stale, VersionRequired)
)
async def remove_holiday(holiday_id: UUID, session: WriteSession, actor: Keeper, version: IfMatch) -> None:
    """Take a holiday out of the calendar."""
    await service.remove_holiday(session, actor, holiday_id, seen=version)


_CODED = {"code": Column("Code", "code"), "title": Column("Title", "title")}
offer(router, list_departments, "departments", _CODED, at="/departments")
offer(router, list_job_classes, "job_classes", _CODED, at="/job-classes")
offer(
    router,
    list_positions,
    "positions",
    {
        "number": Column("Number", "position.number"),
        "title": Column("Title", "position.title"),
        "department": Column("Department", "department.code"),
        "department_title": Column("Department Title", "department.title"),
        "class": Column("Class", "job_class.code"),
        "class_title": Column("Class Title", "job_class.title"),
        "requisition": Column("Requisition", "position.requisition_number"),
        "employment": Column("Employment", "position.employment"),
        "status": Column("Status", "position.status"),
    },
    at="/positions",
    completed=service.name_references,
)
offer(
    router,
    list_holidays,
    "holidays",
    {"day": Column("Day", "falls_on"), "title": Column("Holiday", "title")},
    at="/holidays",
)
