"""Scorings: a preview of what a model makes of the results, then exactly that applied."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text
from api.models.eligible_lists import OUTCOMES

COVERS = ("all", "corrected")
SCORING_STATUSES = ("computing", "previewed", "applying", "applied", "stale")


class Scoring(Tenant, Versioned, Base):
    """One run of a scoring model over the results of a list, as of a version of both."""

    __tablename__ = "scorings"

    list_id: Mapped[UUID]
    scoring_model_id: Mapped[UUID | None]  # none: the results brought their final scores
    banding_model_id: Mapped[UUID | None]
    covers: Mapped[str] = mapped_column(server_default="all")  # every result, or those corrected since the last scoring
    status: Mapped[str] = mapped_column(server_default="computing")
    results_version: Mapped[int]
    list_version: Mapped[int]
    decimals: Mapped[int]
    summary: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    touched: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))  # open referrals, before and after
    foreseen: Mapped[str | None]  # sha256 over the referrals, moves and appointees that the preview told
    job_id: Mapped[UUID | None]
    applied_at: Mapped[datetime | None]
    applied_version: Mapped[int | None]
    created_by: Mapped[str]

    __table_args__ = (
        one_of("status", SCORING_STATUSES),
        belongs_to("eligible_lists", "list_id"),
        one_of("covers", COVERS),
        belongs_to("scoring_models", "scoring_model_id"),
        belongs_to("banding_models", "banding_model_id"),
        Index(None, "agency_id", "list_id", "created_at"),
    )


class ScoringRow(Base):
    """The outcome for one result."""

    __tablename__ = "scoring_rows"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    scoring_id: Mapped[UUID] = mapped_column(primary_key=True)
    result_id: Mapped[UUID] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    failed_code: Mapped[str | None]
    score: Mapped[int | None] = mapped_column(BigInteger)
    unrounded: Mapped[Decimal | None] = mapped_column(Numeric)
    credits_refused: Mapped[list[str]] = mapped_column(server_default=text("'{}'::text[]"))
    old_score: Mapped[int | None] = mapped_column(BigInteger)
    move: Mapped[int | None] = mapped_column(BigInteger)  # by how much the score changes; null: not at all
    old_rank: Mapped[int | None]  # of those that change on a posted list
    new_rank: Mapped[int | None]

    __table_args__ = (
        one_of("outcome", OUTCOMES),
        belongs_to("scorings", "scoring_id", ondelete="CASCADE"),
        belongs_to("exam_results", "result_id"),
        Index(None, "agency_id", "result_id"),
        Index("ix_scoring_rows_score", "agency_id", "scoring_id", text("score DESC NULLS LAST"), "result_id"),
        Index(
            "ix_scoring_rows_move",
            "agency_id",
            "scoring_id",
            text("move DESC"),
            "result_id",
            postgresql_where=text("move IS NOT NULL"),
        ),
    )


class ScoringMove(Base):
    """Who would cross the line of an open referral if the scoring were applied, and how they were shown there."""

    __tablename__ = "scoring_moves"

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    scoring_id: Mapped[UUID] = mapped_column(primary_key=True)
    referral_id: Mapped[UUID] = mapped_column(primary_key=True)
    result_id: Mapped[UUID] = mapped_column(primary_key=True)
    before: Mapped[str]
    after: Mapped[str]

    __table_args__ = (
        belongs_to("scorings", "scoring_id", ondelete="CASCADE"),
        belongs_to("referrals", "referral_id"),
        belongs_to("exam_results", "result_id"),
        Index(None, "agency_id", "scoring_id", "result_id"),
        Index(None, "agency_id", "result_id"),
    )
