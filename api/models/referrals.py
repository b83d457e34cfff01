"""Referrals: a list certified to positions at an instant; what was decided there; the hires."""

import datetime as dt
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

REFERRAL_STATUSES = ("certified", "filled", "closed_unfilled", "cancelled", "expired")
DISPOSITIONS = (
    "pending",
    "interested",
    "waived",
    "declined",
    "no_response",
    "failed_to_appear",
    "disqualified",
    "selected",
    "hired",
    "not_selected",
    "removed",
    "hired_elsewhere",
    "not_considered",
)
INQUIRY_MEANS = ("email", "letter", "telephone", "in_person", "other")
INQUIRY_ANSWERS = ("interested", "waived")
FREES_RANK_SQL = (
    "disposition IN ('waived', 'declined', 'no_response', 'failed_to_appear', 'disqualified', 'removed', "
    "'hired_elsewhere')"
)


class Referral(Tenant, Versioned, Base):
    """A certification sent to departments for named positions. Open while `status` is certified."""

    __tablename__ = "referrals"

    number: Mapped[str]
    list_id: Mapped[UUID]
    certification_rule_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default="certified")
    certified_at: Mapped[datetime]
    certified_on: Mapped[dt.date]
    certified_seq: Mapped[int] = mapped_column(BigInteger)
    list_version: Mapped[int]
    floor_score: Mapped[int | None] = mapped_column(BigInteger)  # the deepest score ever in reach
    selective_criteria: Mapped[list[str]] = mapped_column(server_default=text("'{}'::text[]"))
    report_back_on: Mapped[dt.date | None]
    note: Mapped[str | None]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("agency_id", "number"),
        one_of("status", REFERRAL_STATUSES),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("certification_rules", "certification_rule_id"),
        Index("ix_referrals_open", "agency_id", "list_id", "id", postgresql_where=text("status = 'certified'")),
        Index(
            "ix_referrals_report_back",
            "agency_id",
            "report_back_on",
            "id",
            postgresql_where=text("status = 'certified'"),
        ),
        Index(None, "agency_id", "list_id", "certified_at"),
    )


class ReferralPosition(Base):
    """A position attached to a referral. One open referral per position, by index."""

    __tablename__ = "referral_positions"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    position_id: Mapped[UUID] = mapped_column(primary_key=True)
    is_attached: Mapped[bool] = mapped_column(server_default=text("true"))  # false once removed from the referral
    is_open: Mapped[bool] = mapped_column(server_default=text("true"))  # attached, and the referral is open
    attached_seq: Mapped[int] = mapped_column(BigInteger)
    removed_seq: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        belongs_to("referrals", "referral_id"),
        belongs_to("positions", "position_id"),
        CheckConstraint("is_attached OR NOT is_open", name="open_is_attached"),
        Index(
            "uq_referral_positions_open",
            "agency_id",
            "position_id",
            unique=True,
            postgresql_where=text("is_open"),
        ),
    )


class ReferralEligible(Base):
    """An eligible on a referral: stored only for people ever reached or decided on."""

    __tablename__ = "referral_eligibles"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    eligible_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID]
    disposition: Mapped[str] = mapped_column(server_default="pending")
    reason_code: Mapped[str | None]
    disposed_at: Mapped[datetime | None]
    disposed_seq: Mapped[int | None] = mapped_column(BigInteger)
    before_system: Mapped[str | None]  # what the system's hired_elsewhere or not_considered replaced
    reason_before_system: Mapped[str | None]
    reached_seq: Mapped[int | None] = mapped_column(BigInteger)  # first event at which the person was reachable here
    version: Mapped[int] = mapped_column(server_default="1")

    __table_args__ = (
        one_of("disposition", DISPOSITIONS),
        belongs_to("referrals", "referral_id"),
        belongs_to("eligibles", "eligible_id"),
        Index(
            "ix_referral_eligibles_freed",
            "agency_id",
            "referral_id",
            "eligible_id",
            postgresql_where=text(FREES_RANK_SQL),
        ),
        Index(None, "agency_id", "eligible_id"),
    )


class ReferralDisposition(Base):
    """History of dispositions, by ledger sequence."""

    __tablename__ = "referral_dispositions"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    eligible_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    disposition: Mapped[str]
    reason_code: Mapped[str | None]

    __table_args__ = (
        one_of("disposition", DISPOSITIONS),
        belongs_to("referrals", "referral_id"),
        belongs_to("eligibles", "eligible_id"),
    )


class ReferralInquiry(Base):
    """An inquiry to an eligible on a referral: how and when it was sent, until when an answer counts, what came back.

    The latest one; what stood before it is in the ledger.
    """

    __tablename__ = "referral_inquiries"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    eligible_id: Mapped[UUID] = mapped_column(primary_key=True)
    means: Mapped[str]
    sent_on: Mapped[dt.date]
    respond_by_on: Mapped[dt.date]  # the last day that counts, in the agency's zone
    respond_by_at: Mapped[datetime]  # the first instant that is too late
    sent_seq: Mapped[int] = mapped_column(BigInteger)  # the event that recorded it
    received_on: Mapped[dt.date | None]
    answer: Mapped[str | None]
    is_late: Mapped[bool | None]  # whether the answer came after the last day
    version: Mapped[int] = mapped_column(server_default="1")

    __table_args__ = (
        one_of("means", INQUIRY_MEANS),
        one_of("answer", INQUIRY_ANSWERS),
        CheckConstraint("sent_on <= respond_by_on", name="sent_before_due"),
        CheckConstraint(
            "(answer IS NULL) = (received_on IS NULL) AND (answer IS NULL) = (is_late IS NULL)", name="answered_whole"
        ),
        belongs_to("referrals", "referral_id"),
        belongs_to("eligibles", "eligible_id"),
        Index(
            "ix_referral_inquiries_waiting",
            "agency_id",
            "respond_by_on",
            "referral_id",
            postgresql_where=text("answer IS NULL"),
        ),
    )


class ReferralFloor(Base):
    """History of a referral's line and floor, by ledger sequence: what the time slider and `recompute` read."""

    __tablename__ = "referral_floors"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    floor_score: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (belongs_to("referrals", "referral_id"),)


class Certificate(Base):
    """What was certified, as canonical JSON without names, and its digest. Written once, never changed."""

    __tablename__ = "certificates"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    cause: Mapped[str]
    canonical: Mapped[str]
    digest: Mapped[bytes]

    __table_args__ = (
        belongs_to("referrals", "referral_id"),
        one_of("cause", ("certified", "supplemented", "positions_changed", "reopened", "rescored")),
    )


class Appointment(Tenant, Versioned, Base):
    """The legal hire of an eligible to a position, through a referral."""

    __tablename__ = "appointments"

    referral_id: Mapped[UUID]
    position_id: Mapped[UUID]
    eligible_id: Mapped[UUID]
    list_id: Mapped[UUID]
    person_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default="active")
    hired_at: Mapped[datetime]
    hired_seq: Mapped[int] = mapped_column(BigInteger)
    ended_seq: Mapped[int | None] = mapped_column(BigInteger)  # rescinded, or a temporary one that became permanent

    __table_args__ = (
        one_of("status", ("active", "rescinded", "ended")),
        belongs_to("referrals", "referral_id"),
        belongs_to("positions", "position_id"),
        belongs_to("eligibles", "eligible_id"),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("persons", "person_id"),
        Index(
            "uq_appointments_eligible",
            "agency_id",
            "eligible_id",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        Index(
            "uq_appointments_position",
            "agency_id",
            "position_id",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
        Index("ix_appointments_list", "agency_id", "list_id", postgresql_where=text("status = 'active'")),
        Index(None, "agency_id", "referral_id"),
    )
