"""SQL of a list's scores."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class ScoreCount:
    """How many stand at a score (10^-8), and how many of them are available."""

    score: int
    eligibles: int
    available: int


async def score_counts(session: AsyncSession, list_id: UUID) -> list[ScoreCount]:
    """Every score somebody has, best first: the n-th is rank n."""
    rows = await session.execute(
        text(
            "SELECT score, eligibles, available FROM list_scores "
            "WHERE list_id = :list AND eligibles > 0 ORDER BY score DESC"
        ),
        {"list": list_id},
    )
    return [ScoreCount(*row) for row in rows]
