"""Scores of a list without names: the report by rank, the public's copy of it, and the distribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists import queries as lists
from api.eligible_lists.scores import queries
from api.eligible_lists.scores.queries import ScoreCount
from api.eligible_lists.service import POSTED, get_list
from api.models import EligibleList
from api.platform.errors import NotFound

BINS, LINES = 40, 50
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Bin:
    """Scores (10^-8) from `lower`, inclusive, to `upper`, exclusive."""

    lower: int
    upper: int
    eligibles: int
    available: int


@dataclass(frozen=True, slots=True)
class Posted:
    """A posted list, the names of its class and rule, and its scores, best first."""

    row: EligibleList
    names: Any
    scores: Sequence[ScoreCount]


async def report(session: AsyncSession, list_id: UUID) -> tuple[EligibleList, list[ScoreCount]]:
    """A list and its scores, best first: the n-th is rank n.

    Raises:
        NotFound: without such a list.
    """
    row = await get_list(session, list_id)
    return row, await queries.score_counts(session, list_id)


async def public_report(session: AsyncSession, list_code: str) -> Posted:
    """What the public may read of a list, once it is posted.

    Raises:
        NotFound: also while it is not posted, and once it is cancelled.
    """
    # PostgreSQL refuses to compare a NUL, where it should find nothing.
    found = None if "\0" in list_code else await lists.list_by_code(session, list_code)
    if found is None or found.EligibleList.status not in POSTED:
        raise NotFound("There is no score report of such a list.")
    return Posted(found.EligibleList, found, await queries.score_counts(session, found.EligibleList.id))


def distribution(scores: Sequence[ScoreCount], *, bins: int, decimals: int) -> list[Bin]:
    """Count scores, best first, into at most `bins` bins of a round width, lowest first; empty bins included."""
    if not scores:
        return []
    highest, lowest = scores[0].score, scores[-1].score
    width = _round_width(highest - lowest, bins, 10 ** (8 - decimals))
    first = lowest // width
    counts = [[0, 0] for _ in range(highest // width - first + 1)]
    for one in scores:
        count = counts[one.score // width - first]
        count[0] += one.eligibles
        count[1] += one.available
    return [
        Bin((first + at) * width, (first + at + 1) * width, eligibles, available)
        for at, (eligibles, available) in enumerate(counts)
    ]


def _round_width(span: int, bins: int, least: int) -> int:
    """The smallest width 1, 2 or 5 times a power of ten, not below `least`, that needs at most `bins` bins."""
    power = least
    while True:
        for step in _STEPS:
            # One bin more than fit into the span, because the bins begin at round numbers.
            if span // (power * step) + 2 <= bins:
                return power * step
        power *= 10
