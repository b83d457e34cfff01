"""Users, their sign-ins, and API keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

ROLES = ("administrator", "exam_analyst", "certification_analyst", "hiring_manager", "auditor", "sync_operator")
LINK_KINDS = ("invitation", "password")


class User(Tenant, Versioned, Base):
    """Somebody who works for the agency."""

    __tablename__ = "users"

    email: Mapped[str]
    email_key: Mapped[str]  # normalised; unique in the agency
    name: Mapped[str]
    password_hash: Mapped[str | None]
    roles: Mapped[list[str]]
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))

    __table_args__ = (
        UniqueConstraint("agency_id", "email_key"),
        CheckConstraint(f"roles <@ ARRAY{list(ROLES)}::text[]", name="roles"),
    )


class UserDepartment(Base):
    """The departments a hiring manager acts for."""

    __tablename__ = "user_departments"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    department_id: Mapped[UUID] = mapped_column(primary_key=True)

    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        belongs_to("departments", "department_id"),
    )


class UserSession(Tenant, Base):
    """A sign-in on one browser. Only the digest of its token is stored; it can be revoked."""

    __tablename__ = "user_sessions"

    user_id: Mapped[UUID]
    token_digest: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    last_seen_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    expires_at: Mapped[datetime]  # absolute end; idle end is last_seen_at plus the setting
    revoked_at: Mapped[datetime | None]
    user_agent: Mapped[str | None]

    __table_args__ = (
        belongs_to("users", "user_id", ondelete="CASCADE"),
        UniqueConstraint("agency_id", "token_digest"),
        Index(None, "agency_id", "user_id"),
    )


class AccountLink(Tenant, Base):
    """A link by which somebody joins, or sets a new password, without a sign-in. Only its digest is stored."""

    __tablename__ = "account_links"

    user_id: Mapped[UUID]
    kind: Mapped[str]
    token_digest: Mapped[bytes]
    created_by: Mapped[str]  # "user:<id>" or "key:<id>"
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        one_of("kind", LINK_KINDS),
        belongs_to("users", "user_id", ondelete="CASCADE"),
        UniqueConstraint("agency_id", "token_digest"),
        Index(
            "uq_account_links_open",
            "agency_id",
            "user_id",
            unique=True,
            postgresql_where=text("used_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )


class ApiKey(Tenant, Versioned, Base):
    """An integrator's key; shown once, kept as a digest."""

    __tablename__ = "api_keys"

    name: Mapped[str]
    token_digest: Mapped[bytes]
    scopes: Mapped[list[str]]
    created_by: Mapped[UUID | None]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("agency_id", "token_digest"),)
