"""Scorings: a preview of what a model makes of the results, then exactly that applied."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, belongs_to, one_of, text
from api.models.eligible_lists import OUTCOMES

SCORING_STATUSES = ("computing", "previewed", "applying", "applied", "stale")


class Scoring(Tenant, Versioned, Base):
    """One run of a scoring model over the results of a list, as of a version of both."""

    __tablename__ = "scorings"

    list_id: Mapped[UUID]
    scoring_model_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(server_default="computing")
    results_version: Mapped[int]
    list_version: Mapped[int]
    decimals: Mapped[int]
    summary: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    job_id: Mapped[UUID | None]
    applied_at: Mapped[datetime | None]
    applied_version: Mapped[int | None]
    created_by: Mapped[str]

    __table_args__ = (
        one_of("status", SCORING_STATUSES),
        belongs_to("eligible_lists", "list_id"),
        belongs_to("scoring_models", "scoring_model_id"),
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

    __table_args__ = (
        one_of("outcome", OUTCOMES),
        belongs_to("scorings", "scoring_id", ondelete="CASCADE"),
        belongs_to("exam_results", "result_id"),
        Index("ix_scoring_rows_score", "agency_id", "scoring_id", text("score DESC NULLS LAST"), "result_id"),
    )
