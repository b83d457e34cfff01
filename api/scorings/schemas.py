"""Scorings as clients read them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.models import Scoring
from api.people.service import PersonRef, display_name
from api.platform.schema import Input, Output, score_text


class PlacedTwiceRead(Output):
    """A person who would stand on the list twice, under records that were merged, by the candidate numbers."""

    person_id: UUID
    external_ids: list[str]


class ScoringSummary(Output):
    """What applying a scoring would do. `scored` got a verdict: passed or failed; the rest was not examined.

    `changed_score` and `changed_rank` count people who stand on the list already; `entering` and `leaving` those who
    do not yet, or would no longer. While somebody is `placed_twice` the scoring cannot be applied.
    """

    scored: int = 0
    passed: int = 0
    failed: int = 0
    not_scored: int = 0
    entering: int = 0
    leaving: int = 0
    changed_score: int = 0
    changed_rank: int = 0
    crossed_line: int = 0
    referrals_touched: int = 0
    appointments_touched: int = 0
    failed_by: dict[str, int] = Field(default_factory=dict)
    placed_twice: list[PlacedTwiceRead] = Field(default_factory=list)


class ScoringCreate(Input):
    """By which models to score, where they are to take the place of the list's own; applying makes them the list's."""

    scoring_model_id: UUID | None = None
    banding_model_id: UUID | None = None


class ScoringApply(Input):
    """Why the scores of a posted list change; personal, kept on the private side of the ledger."""

    reason: Annotated[str | None, StringConstraints(strip_whitespace=True, max_length=1000)] = None


class ReachRead(Output):
    """How far a referral reaches."""

    line: str | None
    ranks_in_reach: int
    names_in_reach: int


class TouchedReferral(Output):
    """An open referral whose line or people the scoring moves, before and after."""

    referral_id: UUID
    number: str
    before: ReachRead
    after: ReachRead
    into_reach: int
    out_of_reach: int


class ScoringRead(Output):
    """One run of a model over a list's results. A preview is stale once results, model or list moved on."""

    id: UUID
    version: int
    eligible_list_id: UUID
    scoring_model_id: UUID | None  # none: the results brought their final scores
    banding_model_id: UUID | None
    covers: Literal["all", "corrected"]
    needs_reason: bool
    status: Literal["computing", "previewed", "applying", "applied", "stale"]
    list_version: int
    decimals: int
    summary: ScoringSummary
    touched: list[TouchedReferral]
    job_id: UUID | None
    applied_at: datetime | None
    applied_version: int | None
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, row: Scoring, *, is_stale: bool, needs_reason: bool) -> "ScoringRead":
        """A row as a client reads it; `needs_reason`: applying it now would change a posted list."""
        own = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        status = "stale" if is_stale and row.status == "previewed" else row.status
        return cls.model_validate(
            {**own, "eligible_list_id": row.list_id, "status": status, "needs_reason": needs_reason}
        )


class PlaceRead(Output):
    """A score and the rank it gives."""

    score: str
    rank: int


class CrossingRead(Output):
    """A line that somebody would cross: how they are shown on the referral before and after."""

    referral_id: UUID
    number: str
    before: str
    after: str


class ScoringDiffRow(Output):
    """One result: where the person stands now, if anywhere, and where the scoring puts them.

    `is_appointed`: through a referral of this list. An appointment stands, whatever the score.
    """

    result_id: UUID
    external_id: str
    person: PersonRef
    outcome: Literal["passed", "failed", "not_scored"]
    failed_code: str | None
    before: PlaceRead | None
    after: PlaceRead | None
    credits_refused: list[str]
    is_appointed: bool
    crossed: list[CrossingRead]

    @classmethod
    def of(
        cls,
        row: Any,
        *,
        before: Mapping[int, int],
        after: Mapping[int, int],
        crossed: Sequence[Any],
        decimals: tuple[int, int],
    ) -> "ScoringDiffRow":
        """A row of the scoring's queries, with the ranks of the scores before and after."""
        name = display_name(row.last_name, row.first_name, row.middle_name)
        return cls(
            result_id=row.result_id,
            external_id=row.external_id,
            person=PersonRef(id=row.person_id, display_name=name),
            outcome=row.outcome,
            failed_code=row.failed_code,
            before=_place(row.old_score, before, decimals[0]),
            after=_place(row.score, after, decimals[1]),
            credits_refused=row.credits_refused,
            is_appointed=bool(row.is_appointed),
            crossed=[CrossingRead.model_validate(one) for one in crossed],
        )


def _place(score: int | None, ranks: Mapping[int, int], decimals: int) -> PlaceRead | None:
    if score is None or score not in ranks:
        return None
    return PlaceRead(score=score_text(score, decimals), rank=ranks[score])
