"""Scorings as clients read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from api.models import Scoring
from api.people.service import PersonRef, display_name
from api.platform.schema import Output, score_text


class ScoringSummary(Output):
    """What applying a scoring would do. `scored` got a verdict: passed or failed; the rest was not examined.

    `changed_score` and `changed_rank` count people who stand on the list already; `entering` and `leaving` those who
    do not yet, or would no longer.
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


class ScoringRead(Output):
    """One run of a model over a list's results. A preview is stale once results, model or list moved on."""

    id: UUID
    version: int
    eligible_list_id: UUID
    scoring_model_id: UUID
    status: Literal["computing", "previewed", "applying", "applied", "stale"]
    list_version: int
    decimals: int
    summary: ScoringSummary
    job_id: UUID | None
    applied_at: datetime | None
    applied_version: int | None
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, row: Scoring, *, is_stale: bool) -> "ScoringRead":
        """A row as a client reads it."""
        own = {name: getattr(row, name) for name in cls.model_fields if hasattr(row, name)}
        status = "stale" if is_stale and row.status == "previewed" else row.status
        return cls.model_validate({**own, "eligible_list_id": row.list_id, "status": status})


class PlaceRead(Output):
    """A score and the rank it gives."""

    score: str
    rank: int


class ScoringDiffRow(Output):
    """One result: where the person stands now, if anywhere, and where the scoring puts them."""

    result_id: UUID
    external_id: str
    person: PersonRef
    outcome: Literal["passed", "failed", "not_scored"]
    failed_code: str | None
    before: PlaceRead | None
    after: PlaceRead | None
    credits_refused: list[str]

    @classmethod
    def of(
        cls, row: Any, *, before: Mapping[int, int], after: Mapping[int, int], decimals: tuple[int, int]
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
        )


def _place(score: int | None, ranks: Mapping[int, int], decimals: int) -> PlaceRead | None:
    if score is None or score not in ranks:
        return None
    return PlaceRead(score=score_text(score, decimals), rank=ranks[score])
