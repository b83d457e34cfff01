"""What is supposed, and what would follow from it."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from api.people.service import PersonRef
from api.platform.schema import Code, Input, Output
from api.referrals.dispositions.schemas import Disposed
from api.referrals.schemas import LineRead
from api.referrals.simulations.service import Reached
from api.referrals.standings.schemas import ExplanationRead

MOST = 500


class SupposedDisposition(Input):
    """A disposition that somebody would have."""

    eligible_id: UUID
    disposition: Disposed


class SimulationCreate(Input):
    """What is supposed of a referral: other dispositions, positions more or fewer, another rule."""

    dispositions: list[SupposedDisposition] = Field(default_factory=list, max_length=MOST)
    add_positions: list[UUID] = Field(default_factory=list, max_length=200)
    remove_positions: list[UUID] = Field(default_factory=list, max_length=200)
    certification_rule_id: UUID | None = None
    limit: int = Field(default=100, ge=1, le=MOST, description="How many people to show, from the top.")


class ReferralPreview(Input):
    """What would be certified; the list's own rule unless another is named."""

    eligible_list_id: UUID
    position_ids: list[UUID] = Field(min_length=1, max_length=200)
    certification_rule_id: UUID | None = None
    selective_criteria: list[Code] = Field(default_factory=list, max_length=10)
    limit: int = Field(default=100, ge=1, le=MOST, description="How many people to show, from the top.")


class ReferralReach(Output):
    """How far a referral reaches, and the rule's arithmetic in words."""

    line: LineRead | None
    ranks_in_reach: int
    names_in_reach: int
    positions_counted: int
    sentence: str
    flags: dict[str, bool]


class StoodRead(Output):
    """Where somebody stands."""

    standing: str
    disposition: str
    shown_as: str


class SupposedStanding(Output):
    """Somebody as it is and as it would be."""

    eligible_id: UUID
    external_id: str | None
    person: PersonRef
    rank: int | None
    score: str
    now: StoodRead
    then: StoodRead
    may_be: list[str] = Field(description="The dispositions that could be supposed.")
    explanation: ExplanationRead


class SimulationRead(Output):
    """The reach as it is and as it would be. `items` are people from the top, and whoever was supposed otherwise."""

    is_saved: Literal[False] = False
    before: ReferralReach
    after: ReferralReach
    shown_differently: int = Field(description="How many others would be shown differently.")
    items: list[SupposedStanding]


class PreviewedPerson(Output):
    """Somebody who would be in reach."""

    eligible_id: UUID
    external_id: str | None
    person: PersonRef
    rank: int | None
    score: str
    explanation: ExplanationRead


class PooledPreview(Output):
    """How far an open referral of the list reaches now, and how far it would."""

    referral_id: UUID
    number: str
    positions: int
    before: ReferralReach
    after: ReferralReach


class PreviewRead(Output):
    """A certification before it is made: how far it would reach, who would be in reach, and which others it widens."""

    is_saved: Literal[False] = False
    reach: ReferralReach
    rule_code: str
    rule_version: int
    citation: str
    report_back_on: date
    pooled_with: list[PooledPreview]
    items: list[PreviewedPerson]


def reach_read(found: Reached) -> ReferralReach:
    """How far a line reaches, as JSON."""
    line, reach = found.line, found.line.reach
    end = None
    if reach.line is not None and found.rank is not None:
        end = LineRead(rank=found.rank, score=f"{reach.line:.{line.facts.score_decimals}f}")
    return ReferralReach(
        line=end,
        ranks_in_reach=reach.ranks_in_reach,
        names_in_reach=reach.names_in_reach,
        positions_counted=line.positions,
        sentence=line.rule.sentence(line.positions, line.facts.list_size),
        flags={
            "short_certification": reach.short_certification,
            "list_exhausted": reach.list_exhausted,
            "supplement_due": reach.supplement_due,
        },
    )
