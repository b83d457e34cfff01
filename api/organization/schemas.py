"""What departments, job classes, positions and holidays take and give."""

import datetime as dt
from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from api.platform.resources import Patch
from api.platform.schema import Code, Input, Output, Text

Employment = Literal["permanent", "temporary"]


class _Coded(Input):
    code: Code
    title: Text


class _CodedPatch(Patch):
    code: Code | None = None
    title: Text | None = None


class _Record(Output):
    id: UUID
    version: int
    created_at: datetime


class _Voidable(_Record):
    """`voided_at` and `void_reason` are null while the record is in use."""

    voided_at: datetime | None
    void_reason: str | None


class _CodedRead(_Voidable):
    code: str
    title: str


class DepartmentCreate(_Coded):
    """A department; its code is unique in the agency."""


class DepartmentPatch(_CodedPatch):
    """What changes about a department."""


class DepartmentRead(_CodedRead):
    """An appointing department."""


class JobClassCreate(_Coded):
    """A job class; its code is unique in the agency."""


class JobClassPatch(_CodedPatch):
    """What changes about a job class."""


class JobClassRead(_CodedRead):
    """A classification: duties and requirements in common."""


class PositionCreate(Input):
    """A seat in the budget; its number is unique in the agency. It starts vacant."""

    number: Code
    title: Text
    job_class_id: UUID
    department_id: UUID
    requisition_number: Code | None = None
    employment: Employment = "permanent"


class PositionPatch(Patch):
    """What changes about a position; `requisition_number` may be emptied with null."""

    clearable: ClassVar[frozenset[str]] = frozenset({"requisition_number"})

    number: Code | None = None
    title: Text | None = None
    job_class_id: UUID | None = None
    department_id: UUID | None = None
    requisition_number: Code | None = None
    employment: Employment | None = None


class PositionRead(_Voidable):
    """One seat in the budget. `status` follows from hires and is never set by hand."""

    number: str
    title: str
    job_class_id: UUID
    department_id: UUID
    status: Literal["vacant", "filled"]
    requisition_number: str | None
    employment: Employment


class HolidayCreate(Input):
    """A day that is not a business day. Deadlines already computed stay as they are."""

    falls_on: dt.date
    title: Text


class HolidayPatch(Patch):
    """What changes about a holiday."""

    falls_on: dt.date | None = None
    title: Text | None = None


class HolidayRead(_Record):
    """A day that is not a business day in the agency's calendar."""

    falls_on: dt.date
    title: str
