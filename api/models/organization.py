"""Departments, job classes, positions, holidays, reason codes."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

POSITION_STATUSES = ("vacant", "filled")
EMPLOYMENTS = ("permanent", "temporary")


class Voidable:
    """Never deleted: void with a reason."""

    voided_at: Mapped[datetime | None] = mapped_column(sort_order=95)
    void_reason: Mapped[str | None] = mapped_column(sort_order=96)


class Department(Tenant, Versioned, Voidable, Base):
    """An appointing department."""

    __tablename__ = "departments"

    code: Mapped[str]
    title: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "code"),)


class JobClass(Tenant, Versioned, Voidable, Base):
    """A classification: duties and requirements in common, with a code."""

    __tablename__ = "job_classes"

    code: Mapped[str]
    title: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "code"),)


class Position(Tenant, Versioned, Voidable, Base):
    """One seat in the budget."""

    __tablename__ = "positions"

    number: Mapped[str]
    title: Mapped[str]
    job_class_id: Mapped[UUID]
    department_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default="vacant")
    requisition_number: Mapped[str | None]
    employment: Mapped[str] = mapped_column(server_default="permanent")

    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        one_of("status", POSITION_STATUSES),
        one_of("employment", EMPLOYMENTS),
        belongs_to("job_classes", "job_class_id"),
        belongs_to("departments", "department_id"),
        Index(None, "agency_id", "department_id", "number"),
    )


class Holiday(Tenant, Versioned, Base):
    """A day that is not a business day in the agency's calendar."""

    __tablename__ = "holidays"

    falls_on: Mapped[dt.date]
    title: Mapped[str]

    __table_args__ = (UniqueConstraint("agency_id", "falls_on"),)


class ReasonCode(Versioned, Base):
    """Why a change was made, by what it is used for. Retired, it stays readable and is given no more."""

    __tablename__ = "reason_codes"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    use: Mapped[str] = mapped_column(primary_key=True)  # disposition, rescind, status, position, referral, list
    code: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    needs_note: Mapped[bool] = mapped_column(server_default=text("false"))
    retired_at: Mapped[datetime | None] = mapped_column(sort_order=95)

    __table_args__ = (CheckConstraint("code ~ '^[a-z0-9_]{1,40}$'", name="code"),)
