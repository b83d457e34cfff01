"""Scores without names, as clients read them."""

import datetime as dt

from api.eligible_lists.schemas import ListStatus
from api.platform.schema import Output


class ScoreReportRowRead(Output):
    """One rank."""

    rank: int
    score: str
    eligibles: int


class ScoreReportRead(Output):
    """How many stand at each rank; no names."""

    rows: list[ScoreReportRowRead]


class PublicScoreReportRead(ScoreReportRead):
    """A posted list as the public may read it."""

    code: str
    job_class: str
    class_title: str
    specialty: str | None
    exam_type: str | None
    list_type: str
    certification_rule: str
    status: ListStatus
    posted_on: dt.date | None
    inspection_starts_on: dt.date | None
    inspection_ends_on: dt.date | None
    adopted_on: dt.date | None
    expires_on: dt.date | None
    eligibles: int


class ScoreBin(Output):
    """Scores from `lower`, inclusive, to `upper`, exclusive."""

    lower: str
    upper: str
    eligibles: int
    available: int


class RankLine(Output):
    """Where a rank lies among the scores."""

    rank: int
    score: str


class ScoreDistributionRead(Output):
    """The scores of a list as a histogram, with the highest ranks."""

    bins: list[ScoreBin]
    ranks: list[RankLine]
