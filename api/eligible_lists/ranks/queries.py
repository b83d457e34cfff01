"""SQL of ranks. A rank is the blocks above a score's own, added up, and the scores above it in its block.

So a rank costs the same wherever it is: ranks are dense, and a stored one would have to change with every score above.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.models.eligible_lists import BLOCK_BITS, TOP_BLOCK
from api.platform import db
from api.platform.schema import SCALE, unscaled


def rank_of(agency: str, listing: str, score: str) -> str:
    """The dense rank of a score on a list as an SQL expression, of three others; no score: no rank."""
    return f"""
    (SELECT coalesce(sum(b.ranks), 0) FROM list_score_blocks b WHERE b.agency_id = {agency} AND b.list_id = {listing}
        AND b.block > {score} >> {BLOCK_BITS})::bigint
    + (SELECT count(*) FROM list_scores x WHERE x.agency_id = {agency} AND x.list_id = {listing} AND x.eligibles > 0
        AND x.score >= {score} AND x.score < (({score} >> {BLOCK_BITS}) + 1) << {BLOCK_BITS})
    """  # noqa: S608  (our own words)


_RANK = "SELECT " + rank_of("$1", "$2", "CAST($3 AS bigint)")
_POINTS = f"""
    SELECT p.score, o.ranks, v.ranks, v.names, b.ranks, b.available_ranks, b.available,
           coalesce((SELECT available FROM list_scores x WHERE x.agency_id = $1 AND x.list_id = $2
               AND x.score = p.score), 0)
      FROM unnest(CAST($3 AS bigint[]), CAST($4 AS bigint[]), CAST($5 AS bigint[])) AS p(score, above, block_above),
           LATERAL (SELECT count(*) AS ranks FROM list_scores x WHERE x.agency_id = $1 AND x.list_id = $2
               AND x.eligibles > 0 AND x.score >= p.score AND x.score < p.above) o,
           LATERAL (SELECT count(*) AS ranks, coalesce(sum(available), 0)::bigint AS names FROM list_scores x
               WHERE x.agency_id = $1 AND x.list_id = $2 AND x.available > 0
               AND x.score >= p.score AND x.score < p.above) v,
           LATERAL (SELECT coalesce(sum(ranks), 0)::bigint AS ranks,
                      coalesce(sum(available_ranks), 0)::bigint AS available_ranks,
                      coalesce(sum(available), 0)::bigint AS available
               FROM list_score_blocks x WHERE x.agency_id = $1 AND x.list_id = $2
               AND x.block > p.score >> {BLOCK_BITS} AND x.block <= p.block_above) b
     ORDER BY p.score DESC
"""  # noqa: S608 - our own words


@dataclass(frozen=True, slots=True)
class Point:
    """A score of the list: its rank, and how many ranks and people are available above it and at it."""

    rank: int
    available_ranks_above: int
    available_names_above: int
    available: int


class _Stretch(NamedTuple):
    """A score that is asked for, and how far up from it to count: scores in its block, then whole blocks."""

    score: int
    above: int
    block_above: int


def _stretches(wanted: Collection[int]) -> Iterator[_Stretch]:
    """Each score up to the next one asked for in its block; the first of a block takes the blocks before it too."""
    last = TOP_BLOCK
    for block, scores in groupby(sorted(wanted, reverse=True), key=lambda score: score >> BLOCK_BITS):
        above, blocks = (block + 1) << BLOCK_BITS, last
        for score in scores:
            yield _Stretch(score, above, blocks)
            above, blocks = score, block
        last = block


async def points(
    session: AsyncSession, agency_id: UUID, list_id: UUID, scores: Collection[Decimal]
) -> dict[Decimal, Point]:
    """The counts of a list at and above scores, from the list's scores and never from its people.

    Each stretch between two of them is counted once, so many scores cost little more than one.
    """
    wanted = {int(score.scaleb(SCALE)) for score in scores}
    if not wanted:
        return {}
    stretches = list(_stretches(wanted))
    rows = await db.fetch_rows(session, _POINTS, agency_id, list_id, *map(list, zip(*stretches, strict=True)))
    return dict(_added_up(rows))


def _added_up(rows: Collection[Any]) -> Iterator[tuple[Decimal, Point]]:
    """Ranks, ranks available and people available from the top: of whole blocks, and within a score's own."""
    block, above, own = None, (0, 0, 0), (0, 0, 0)
    for score, ranks, open_ranks, names, *whole, here in rows:
        if score >> BLOCK_BITS != block:
            block, own = score >> BLOCK_BITS, (0, 0, 0)
            above = tuple(one + more for one, more in zip(above, whole, strict=True))
        own = tuple(one + more for one, more in zip(own, (ranks, open_ranks, names), strict=True))
        rank, available_ranks, available = (one + more for one, more in zip(above, own, strict=True))
        yield unscaled(score), Point(rank, available_ranks - int(here > 0), available - here, here)


async def rank(session: AsyncSession, agency_id: UUID, list_id: UUID, score: Decimal) -> int:
    """The dense rank of one score on the whole list."""
    row = await db.fetch_row(session, _RANK, agency_id, list_id, int(score.scaleb(SCALE)))
    return int(row[0])
