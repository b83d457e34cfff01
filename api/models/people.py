"""Persons: one row for somebody, whatever lists they stand on."""

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned


class Person(Tenant, Versioned, Base):
    """Name and contact data. `email_key` is the identity an import may rely on; `sort_name` orders and finds names."""

    __tablename__ = "persons"

    first_name: Mapped[str]
    middle_name: Mapped[str] = mapped_column(server_default="")
    last_name: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    phone: Mapped[str | None]
    sort_name: Mapped[str]  # "last first middle", case-folded, compared byte by byte

    __table_args__ = (
        UniqueConstraint("agency_id", "email_key"),
        Index("ix_persons_sort_name", "agency_id", "sort_name", "id"),
    )
