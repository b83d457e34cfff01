"""Eligible lists: the results of the examination, who stands on the list, and every version of it."""

import datetime as dt
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text

LIST_STATUSES = ("draft", "scored", "tentative", "adopted", "expired", "exhausted", "cancelled")
ELIGIBLE_STATUSES = (
    "active",
    "inactive",
    "under_waiver",
    "appointed",
    "appointed_temporary",
    "removed",
    "expired",
    "merged_out",
)
ATTENDANCES = ("completed", "no_show", "withdrew")
OUTCOMES = ("passed", "failed", "not_scored")

# In the pool of available eligibles; the same words as `domain.lifecycle.IN_POOL`.
IN_POOL_SQL = "status IN ('active', 'appointed_temporary')"
# Stored scores that differ only in so many last bits are counted together; the migration that made the blocks says so.
BLOCK_BITS = 26
TOP_BLOCK = 1 << 62 - BLOCK_BITS  # above every score


class EligibleList(Tenant, Versioned, Base):
    """A ranked list from an examination. The row is the lock of everything on the list."""

    __tablename__ = "eligible_lists"

    code: Mapped[str]
    job_class_id: Mapped[UUID]
    specialty: Mapped[str | None]
    list_type: Mapped[str]
    exam_type: Mapped[str | None]
    certification_rule_id: Mapped[UUID]
    scoring_model_id: Mapped[UUID | None]
    banding_model_id: Mapped[UUID | None]
    duration_months: Mapped[int | None]
    score_decimals: Mapped[int] = mapped_column(server_default="5")
    status: Mapped[str] = mapped_column(server_default="draft")
    status_reason: Mapped[str | None]
    list_version: Mapped[int] = mapped_column(server_default="0")
    results_version: Mapped[int] = mapped_column(server_default="0")  # rises with every change of a result
    scored_results_version: Mapped[int] = mapped_column(server_default="0")  # the one that the scores are made of
    posted_at: Mapped[datetime | None]
    inspection_starts_on: Mapped[dt.date | None]
    inspection_ends_on: Mapped[dt.date | None]  # last day, inclusive
    adopted_at: Mapped[datetime | None]
    adopted_seq: Mapped[int | None] = mapped_column(BigInteger)
    expires_on: Mapped[dt.date | None]  # last day, inclusive
    results_count: Mapped[int] = mapped_column(server_default="0")
    eligibles_count: Mapped[int] = mapped_column(server_default="0")
    active_count: Mapped[int] = mapped_column(server_default="0")
    ranks_count: Mapped[int] = mapped_column(server_default="0")

    __table_args__ = (
        UniqueConstraint("agency_id", "code"),
        one_of("status", LIST_STATUSES),
        one_of("list_type", ("discrete", "continuous")),
        belongs_to("job_classes", "job_class_id"),
        belongs_to("certification_rules", "certification_rule_id"),
        belongs_to("scoring_models", "scoring_model_id"),
        belongs_to("banding_models", "banding_model_id"),
        CheckConstraint("inspection_ends_on >= inspection_starts_on", name="inspection_order"),
        CheckConstraint("score_decimals BETWEEN 0 AND 8", name="score_decimals"),
    )


class ExamResult(Tenant, Versioned, Base):
    """What one person's examination gave, as imported, and its outcome under the last applied scoring."""

    __tablename__ = "exam_results"

    list_id: Mapped[UUID]
    person_id: Mapped[UUID]
    external_id: Mapped[str]
    components: Mapped[dict[str, Any]]  # {component: decimal text}
    credits: Mapped[dict[str, Any]]  # {kind: category or decimal text}
    final_score: Mapped[Decimal | None] = mapped_column(Numeric)  # worked out elsewhere; no model is asked then
    attendance: Mapped[str]
    outcome: Mapped[str] = mapped_column(server_default="not_scored")
    failed_code: Mapped[str | None]
    corrected_version: Mapped[int | None]  # of the list's results, when somebody corrected this one last
    import_id: Mapped[UUID | None]
    row_number: Mapped[int | None]

    __table_args__ = (
        UniqueConstraint("agency_id", "list_id", "external_id"),
        UniqueConstraint("agency_id", "list_id", "person_id"),
        Index("ix_exam_results_number", "agency_id", "external_id"),
        Index("ix_exam_results_person", "agency_id", "person_id"),
        one_of("attendance", ATTENDANCES),
        one_of("outcome", OUTCOMES),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("persons", "person_id"),
        Index(
            "ix_exam_results_corrected",
            "agency_id",
            "list_id",
            "corrected_version",
            postgresql_where=text("corrected_version IS NOT NULL"),
        ),
        {"postgresql_with": {"fillfactor": 50}},  # scoring writes each row again, on its own page
    )


class Eligible(Tenant, Base):
    """A person on a list, one row for ever. Scores are integers of 10^-8, so that the hot row stays small.

    Before the list is adopted everybody shows as tentative; that is the list's state, not stored here, so that
    adoption touches no eligible.
    """

    __tablename__ = "eligibles"

    list_id: Mapped[UUID]
    person_id: Mapped[UUID]
    external_id: Mapped[str | None]
    score: Mapped[int] = mapped_column(BigInteger)
    sort_name: Mapped[str] = mapped_column(Text(collation="C"))
    status: Mapped[str] = mapped_column(server_default="active")
    status_reason: Mapped[str | None]
    status_until: Mapped[dt.date | None]
    entered_version: Mapped[int]
    available_since_seq: Mapped[int] = mapped_column(BigInteger, server_default="0")  # 0: since the list was adopted
    expires_on: Mapped[dt.date | None]  # personal, last day inclusive
    conditions: Mapped[list[str]] = mapped_column(server_default=text("'{}'::text[]"))
    version: Mapped[int] = mapped_column(server_default="1")

    __table_args__ = (
        UniqueConstraint("agency_id", "list_id", "person_id"),
        one_of("status", ELIGIBLE_STATUSES),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("persons", "person_id"),
        Index("ix_eligibles_order", "agency_id", "list_id", text("score DESC"), "sort_name", "id"),
        Index("ix_eligibles_name", "agency_id", "list_id", "sort_name", "id"),
        Index(
            "ix_eligibles_absent",
            "agency_id",
            "list_id",
            "status_until",
            "expires_on",
            postgresql_where=text("status IN ('inactive', 'under_waiver')"),
        ),
        Index("ix_eligibles_external_id", "agency_id", "list_id", "external_id"),
        Index("ix_eligibles_person", "agency_id", "person_id"),
        Index(
            "ix_eligibles_conditions",
            "agency_id",
            "list_id",
            text("score DESC"),
            postgresql_include=["conditions", "expires_on", "available_since_seq"],
            postgresql_where=text(f"{IN_POOL_SQL} AND conditions <> '{{}}'"),
        ),
        Index(
            "ix_eligibles_late",
            "agency_id",
            "list_id",
            "available_since_seq",
            postgresql_include=["score"],
            postgresql_where=text(f"available_since_seq > 0 AND {IN_POOL_SQL}"),
        ),
        Index(
            "ix_eligibles_expiring",
            "agency_id",
            "list_id",
            "expires_on",
            postgresql_include=["score", "available_since_seq"],
            postgresql_where=text(f"expires_on IS NOT NULL AND {IN_POOL_SQL}"),
        ),
        {"postgresql_with": {"fillfactor": 90, "autovacuum_vacuum_scale_factor": 0.01}},
    )


class EligibleStatus(Base):
    """History of an eligible's status on the list, by ledger sequence."""

    __tablename__ = "eligible_statuses"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    eligible_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    list_id: Mapped[UUID]
    status: Mapped[str]
    reason_code: Mapped[str | None]
    until_on: Mapped[dt.date | None]

    __table_args__ = (
        belongs_to("eligibles", "eligible_id"),
        one_of("status", ELIGIBLE_STATUSES),
        Index(None, "agency_id", "list_id", "seq"),
    )


class Waiver(Tenant, Base):
    """A waiver narrower than the whole list: it leaves the list status active."""

    __tablename__ = "waivers"

    list_id: Mapped[UUID]
    eligible_id: Mapped[UUID]
    scope: Mapped[str]
    department_id: Mapped[UUID | None]
    position_id: Mapped[UUID | None]
    detail: Mapped[str | None]  # the location, when the scope is one
    until_on: Mapped[dt.date | None]
    from_seq: Mapped[int] = mapped_column(BigInteger)
    ended_seq: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        one_of("scope", ("position", "department", "location", "part_time", "temporary")),
        belongs_to("eligibles", "eligible_id"),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("departments", "department_id"),
        belongs_to("positions", "position_id"),
        Index("ix_waivers_open", "agency_id", "list_id", "eligible_id", postgresql_where=text("ended_seq IS NULL")),
    )


class ListVersion(Base):
    """A version of a list: why it came to be, and at which event."""

    __tablename__ = "list_versions"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_version: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger)
    cause: Mapped[str]
    scoring_id: Mapped[UUID | None]
    eligibles_count: Mapped[int]

    __table_args__ = (
        belongs_to("eligible_lists", "list_id"),
        one_of("cause", ("scored", "rescored", "adopted", "administered", "corrected")),
    )


class ListVersionScore(Base):
    """Append-only: the score an eligible got in a version, changed rows only, with the unrounded value."""

    __tablename__ = "list_version_scores"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(primary_key=True)
    eligible_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_version: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[int | None] = mapped_column(BigInteger)  # null: no longer passing in this version
    unrounded: Mapped[Decimal | None] = mapped_column(Numeric)

    __table_args__ = (belongs_to("eligible_lists", "list_id"), belongs_to("eligibles", "eligible_id"))


class ListScore(Base):
    """How many stand, and how many are available, at each distinct score; kept under the list's lock."""

    __tablename__ = "list_scores"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(primary_key=True)
    score: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    eligibles: Mapped[int]
    available: Mapped[int]

    __table_args__ = (
        belongs_to("eligible_lists", "list_id"),
        CheckConstraint("available BETWEEN 0 AND eligibles", name="counts"),
        Index(
            "ix_list_scores_available",
            "agency_id",
            "list_id",
            text("score DESC"),
            postgresql_include=["available"],
            postgresql_where=text("available > 0"),
        ),
        Index(
            "ix_list_scores_ranks",
            "agency_id",
            "list_id",
            text("score DESC"),
            postgresql_include=["eligibles"],
            postgresql_where=text("eligibles > 0"),
        ),
    )


class ListScoreBlock(Base):
    """What `list_scores` has from a score up to a block's end, added up: 2^26 units of score to a block.

    The database keeps it (triggers `counted_on_*` of `list_scores`), so that a deep rank is read and not counted.
    """

    __tablename__ = "list_score_blocks"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    list_id: Mapped[UUID] = mapped_column(primary_key=True)
    block: Mapped[int] = mapped_column(BigInteger, primary_key=True)  # the score without its last 26 bits
    ranks: Mapped[int]  # scores at which somebody stands
    available_ranks: Mapped[int]
    eligibles: Mapped[int]
    available: Mapped[int]

    __table_args__ = (belongs_to("eligible_lists", "list_id"), {"postgresql_with": {"fillfactor": 50}})
