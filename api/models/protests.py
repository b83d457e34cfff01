"""Protests against a tentative list, and notes on a list and the people on it."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

PROTEST_KINDS = ("own_rating", "rating_key", "clerical", "administration", "other")
PROTEST_STATUSES = ("filed", "granted", "denied", "withdrawn")


class Protest(Tenant, Versioned, Base):
    """Somebody's protest of their result, decided once. A late one is kept and marked so."""

    __tablename__ = "protests"

    number: Mapped[str]
    list_id: Mapped[UUID]
    person_id: Mapped[UUID]
    kind: Mapped[str]
    grounds: Mapped[str]
    filed_on: Mapped[dt.date]
    is_late: Mapped[bool] = mapped_column(server_default=text("false"))
    status: Mapped[str] = mapped_column(server_default="filed")
    decision_reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        one_of("kind", PROTEST_KINDS),
        one_of("status", PROTEST_STATUSES),
        CheckConstraint("(status = 'filed') = (decided_at IS NULL)", name="decided"),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("persons", "person_id"),
        Index(None, "agency_id", "list_id", "id"),
        Index("ix_protests_undecided", "agency_id", "list_id", postgresql_where=text("status = 'filed'")),
    )


class ListNote(Tenant, Base):
    """A remark on a list, or on somebody on it; never changed."""

    __tablename__ = "list_notes"

    list_id: Mapped[UUID]
    eligible_id: Mapped[UUID | None]
    body: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("eligible_lists", "list_id"),
        belongs_to("eligibles", "eligible_id"),
        Index(None, "agency_id", "list_id", "id"),
        Index("ix_list_notes_eligible", "agency_id", "eligible_id", "id"),
    )
