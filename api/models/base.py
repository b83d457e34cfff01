"""The ground of every table: tenancy first, names by convention, constraints in the database."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# Tables without row-level security, by name; the catalogue test allows no others.
UNTENANTED = ("agencies", "alembic_version", "sign_in_directory", "demo_clock")


class Base(DeclarativeBase):
    """Declarative base. Text, timestamps and JSON have one spelling each."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012  (read by SQLAlchemy, never changed)
        UUID: Uuid(),
        str: Text(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
        list[str]: ARRAY(Text()),
        list[UUID]: ARRAY(Uuid()),
    }


class Tenant:
    """A row of one agency. `agency_id` leads the primary key, and so every index and key made from it."""

    agency_id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-20)
    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-19)


class Versioned:
    """A resource a client may edit: `version` is what If-Match names."""

    version: Mapped[int] = mapped_column(Integer, server_default="1", sort_order=90)
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"), sort_order=91)


def belongs_to(table: str, column: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A foreign key that cannot leave the agency: (agency_id, column) -> table (agency_id, id)."""
    return ForeignKeyConstraint(["agency_id", column], [f"{table}.agency_id", f"{table}.id"], ondelete=ondelete)


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A check that repeats the states of `api.domain.lifecycle` in the database."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


__all__ = [
    "UNTENANTED",
    "Base",
    "BigInteger",
    "CheckConstraint",
    "Index",
    "Tenant",
    "Versioned",
    "belongs_to",
    "one_of",
    "text",
]
