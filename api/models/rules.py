"""Rules as versioned data: certification rules, scoring models, banding models."""

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from api.models.base import Base, Tenant, Versioned, one_of, text

RULE_STATUSES = ("draft", "active", "retired")


class CertificationRule(Tenant, Versioned, Base):
    """One version of a rule. Immutable once active; a referral points to the version it used."""

    __tablename__ = "certification_rules"

    code: Mapped[str]
    rule_version: Mapped[int]
    title: Mapped[str]
    citation: Mapped[str]
    parameters: Mapped[dict[str, Any]]
    examples: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    status: Mapped[str] = mapped_column(server_default="draft")
    effective_on: Mapped[dt.date | None]

    __table_args__ = (
        UniqueConstraint("agency_id", "code", "rule_version"),
        one_of("status", RULE_STATUSES),
        Index(
            "uq_certification_rules_active",
            "agency_id",
            "code",
            unique=True,
            postgresql_where=text("status = 'active'"),
        ),
    )


class ScoringModel(Tenant, Versioned, Base):
    """How component scores become one final score."""

    __tablename__ = "scoring_models"

    code: Mapped[str]
    title: Mapped[str]
    parameters: Mapped[dict[str, Any]]  # components, scale, credits, decimals, rounding
    replaces_id: Mapped[UUID | None]  # the model that this is a new version of

    __table_args__ = (UniqueConstraint("agency_id", "code"),)


class BandingModel(Tenant, Versioned, Base):
    """Fixed bands: half-open ranges of scores that are treated as one rank."""

    __tablename__ = "banding_models"

    code: Mapped[str]
    title: Mapped[str]
    bands: Mapped[list[Any]]  # [{rank, lower, upper}]
    replaces_id: Mapped[UUID | None]

    __table_args__ = (UniqueConstraint("agency_id", "code"),)
