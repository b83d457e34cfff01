"""Tables of the platform: agencies, jobs, ledger, idempotency, files, counters, approvals."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, Interval, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

JOB_STATES = ("queued", "running", "waiting_retry", "succeeded", "partly_failed", "failed", "cancelled")


class Agency(Base):
    """A tenant. Read before the agency of a request is known, so without row-level security."""

    __tablename__ = "agencies"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)  # short; opaque tokens start with it
    slug: Mapped[str] = mapped_column(unique=True)  # public addresses
    name: Mapped[str]
    zone: Mapped[str]  # IANA zone of civil dates and deadlines
    is_demo: Mapped[bool] = mapped_column(server_default=text("false"))
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    version: Mapped[int] = mapped_column(server_default="1")

    __table_args__ = (CheckConstraint("key ~ '^[a-z0-9]{4,16}$'", name="key"),)


class DemoClock(Base):
    """The install-wide offset of eligo_now(); one row, it only grows, and only where a demo was set up.

    A demo with a history begins some years ago, and has come to today when it is built.
    """

    __tablename__ = "demo_clock"

    singleton: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    is_enabled: Mapped[bool] = mapped_column(server_default=text("false"))
    offset_by: Mapped[timedelta] = mapped_column(Interval, server_default=text("interval '0'"))

    __table_args__ = (
        CheckConstraint("singleton", name="one_row"),
        CheckConstraint("offset_by >= interval '-3660 days'", name="begins"),
    )


class SignInDirectory(Base):
    """Which agencies know an address, by its digest: read before the agency is known."""

    __tablename__ = "sign_in_directory"

    email_digest: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    agency_id: Mapped[UUID] = mapped_column(primary_key=True)


class Counter(Base):
    """Human numbers, one locked row a series (referral numbers of a year)."""

    __tablename__ = "counters"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, server_default="0")


class IdempotencyKey(Base):
    """The stored answer to a POST, claimed in the transaction that does the work."""

    __tablename__ = "idempotency_keys"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)  # actor, method and path
    key: Mapped[str] = mapped_column(primary_key=True)
    body_digest: Mapped[bytes]
    status_code: Mapped[int | None]
    headers: Mapped[dict[str, Any] | None]
    answer: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))

    __table_args__ = (Index(None, "agency_id", "created_at"),)


_WAITING = "status IN ('queued', 'waiting_retry')"


class Job(Tenant, Base):
    """Background work. The row is the truth; Redis only wakes a worker."""

    __tablename__ = "jobs"

    kind: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))  # ids only, never personal data
    status: Mapped[str] = mapped_column(server_default="queued")
    done: Mapped[int] = mapped_column(BigInteger, server_default="0")
    total: Mapped[int | None] = mapped_column(BigInteger)
    result: Mapped[dict[str, Any] | None]
    error: Mapped[dict[str, Any] | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    max_attempts: Mapped[int] = mapped_column(server_default="5")
    run_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    sent_at: Mapped[datetime | None]  # last handed to Redis
    lease_until: Mapped[datetime | None]  # a running job whose lease lapsed runs again
    is_cancel_requested: Mapped[bool] = mapped_column(server_default=text("false"))
    period_key: Mapped[str | None]  # one job per agency, kind and period of a clock
    created_by: Mapped[str]  # "user:<id>", "key:<id>" or "system"
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("status", JOB_STATES),
        UniqueConstraint("agency_id", "kind", "period_key"),
        Index("ix_jobs_agency_id_created_at", "agency_id", "created_at", "id"),
        # The relay works across agencies: the only indexes not led by agency_id, each of what one of its looks is for.
        Index("ix_jobs_unsent", "run_at", postgresql_where=text(f"{_WAITING} AND sent_at IS NULL")),
        Index("ix_jobs_sent", "sent_at", postgresql_where=text(f"{_WAITING} AND sent_at IS NOT NULL")),
        Index("ix_jobs_running", "lease_until", postgresql_where=text("status = 'running'")),
        {"postgresql_with": {"fillfactor": 70}},
    )


class LedgerHead(Base):
    """The last sequence and hash of an agency's chain; locked while an event is appended."""

    __tablename__ = "ledger_heads"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, server_default="0")
    hash: Mapped[bytes]


class LedgerEvent(Base):
    """One event. `canonical` is the hashed text; the other columns repeat parts of it for search."""

    __tablename__ = "ledger_events"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    occurred_at: Mapped[datetime]
    actor: Mapped[str]
    name: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    topics: Mapped[list[str]]
    canonical: Mapped[str]
    previous_hash: Mapped[bytes]
    hash: Mapped[bytes]

    __table_args__ = (
        Index("ix_ledger_events_subject", "agency_id", "subject_type", "subject_id", "seq"),
        Index("ix_ledger_events_name", "agency_id", "name", "seq"),
        Index("ix_ledger_events_actor", "agency_id", "actor", "seq"),
    )


class LedgerPrivate(Base):
    """Personal data and notes of an event. Erasing the row leaves the chain whole: it holds only a salted digest."""

    __tablename__ = "ledger_private"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    salt: Mapped[bytes]
    content: Mapped[str]  # canonical JSON text; SHA-256(salt || content) stands in the event

    __table_args__ = (ForeignKeyConstraint(["agency_id", "seq"], ["ledger_events.agency_id", "ledger_events.seq"]),)


class StoredFile(Tenant, Base):
    """A file in chunks, so that every process sees it and a backup holds it."""

    __tablename__ = "files"

    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[bytes]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class FileChunk(Base):
    """Up to 1 MiB of a file."""

    __tablename__ = "file_chunks"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    file_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes]

    __table_args__ = (belongs_to("files", "file_id", ondelete="CASCADE"),)


class Approval(Tenant, Versioned, Base):
    """A four-eyes request: who asked, for what exactly, who decided."""

    __tablename__ = "approvals"

    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    digest: Mapped[bytes]
    status: Mapped[str] = mapped_column(server_default="requested")
    requested_by: Mapped[UUID]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("status", ("requested", "approved", "refused", "withdrawn")),
        CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="four_eyes"),
        Index(None, "agency_id", "subject_type", "subject_id"),
    )
