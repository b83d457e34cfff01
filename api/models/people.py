"""Persons: one row for somebody, whatever lists they stand on; what is noted of them; who turned out to be who."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

NOTE_STATUSES = ("current", "corrected", "withdrawn")
DUPLICATE_STATUSES = ("open", "not_same", "merged")


class Person(Tenant, Versioned, Base):
    """Name and contact data. `email_key` is the identity an import may rely on; `sort_name` orders and finds names.

    Somebody merged into another keeps the row, and what was known under it; `merged_into_id` is always the person
    that remains, never one that was merged on.
    """

    __tablename__ = "persons"

    first_name: Mapped[str]
    middle_name: Mapped[str] = mapped_column(server_default="")
    last_name: Mapped[str]
    email: Mapped[str | None]
    email_key: Mapped[str | None]
    phone: Mapped[str | None]
    sort_name: Mapped[str] = mapped_column(Text(collation="C"))  # "last first middle", case-folded, without accents
    street: Mapped[str | None]
    city: Mapped[str | None]
    region: Mapped[str | None]
    postal_code: Mapped[str | None]
    country: Mapped[str | None]
    merged_into_id: Mapped[UUID | None]

    __table_args__ = (
        UniqueConstraint("agency_id", "email_key"),
        belongs_to("persons", "merged_into_id"),
        CheckConstraint("merged_into_id <> id", name="merged_into_another"),
        Index("ix_persons_sort_name", "agency_id", "sort_name", "id"),
        Index("ix_persons_merged", "agency_id", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
    )


class PersonWord(Base):
    """A word that finds a person: each word of the name, and the e-mail address.

    Triggers of `persons` alone keep these rows, and take them away with the person, so that a foreign key would only
    make the load of a whole city slower.
    """

    __tablename__ = "person_words"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_person_words_person", "agency_id", "person_id"),)


class PersonNote(Tenant, Versioned, Base):
    """A note about a person, never changed: a correction is a note of its own, a withdrawn one keeps its reason."""

    __tablename__ = "person_notes"

    person_id: Mapped[UUID]
    body: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="current")
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    corrects_id: Mapped[UUID | None]
    ended_by: Mapped[str | None]  # who corrected or withdrew it
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None]

    __table_args__ = (
        one_of("status", NOTE_STATUSES),
        CheckConstraint("(status = 'current') = (ended_at IS NULL)", name="ended"),
        belongs_to("persons", "person_id"),
        belongs_to("person_notes", "corrects_id"),
        Index(None, "agency_id", "person_id", "id"),
    )


class PersonMerge(Tenant, Versioned, Base):
    """A merge of two persons, with what it changed, so that it can be undone exactly."""

    __tablename__ = "person_merges"

    person_id: Mapped[UUID]  # who remains
    other_id: Mapped[UUID]  # who was merged into them
    carried: Mapped[list[UUID]]  # persons that had been merged into the other before
    entries: Mapped[list[Any]]  # eligibles merged out: {list_id, eligible_id, status, reason, until}
    contact: Mapped[dict[str, Any]]  # contact data taken from the other: field -> what stood there before
    reason: Mapped[str]
    merged_by: Mapped[str]
    merged_at: Mapped[datetime]
    merged_seq: Mapped[int] = mapped_column(BigInteger)
    undone_by: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str | None]
    undone_seq: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        belongs_to("persons", "person_id"),
        belongs_to("persons", "other_id"),
        CheckConstraint("person_id <> other_id", name="two_persons"),
        # One merge of a person at a time: what two that race for it run into.
        Index(
            "uq_person_merges_other",
            "agency_id",
            "other_id",
            unique=True,
            postgresql_where=text("undone_seq IS NULL"),
        ),
        Index(None, "agency_id", "person_id", "merged_seq"),
    )


class DuplicatePair(Tenant, Versioned, Base):
    """Two persons who may be one, found by rule, and what was decided. `person_id` is the lesser of the two ids."""

    __tablename__ = "duplicate_pairs"

    person_id: Mapped[UUID]
    other_id: Mapped[UUID]
    rules: Mapped[list[str]]  # same_email, same_name_and_phone, same_name_on_list, close_name_on_list
    status: Mapped[str] = mapped_column(server_default="open")
    reason: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("agency_id", "person_id", "other_id"),
        one_of("status", DUPLICATE_STATUSES),
        belongs_to("persons", "person_id"),
        belongs_to("persons", "other_id"),
        CheckConstraint("person_id < other_id", name="lesser_first"),
        Index(None, "agency_id", "status", "id"),
        Index(None, "agency_id", "other_id"),
    )
