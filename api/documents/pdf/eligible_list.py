"""The eligible list as PDF: everybody available on it, by rank and name."""

from collections.abc import Iterable
from typing import BinaryIO

from api.documents.pdf.facts import ELIGIBLE_HEADS, EligibleListFacts, EligibleRow
from api.documents.pdf.grid import Grid, Track, is_tagged
from api.documents.pdf.layout import begun, finished

_RANK, _SCORE, _LAST, _FIRST = ELIGIBLE_HEADS
_TRACKS = (Track(_RANK, 0.13, "right"), Track(_SCORE, 0.19, "right"), Track(_LAST, 0.36), Track(_FIRST, 0.32))


def render(facts: EligibleListFacts, rows: Iterable[list[EligibleRow]], target: BinaryIO) -> None:
    """Write the list as a Letter PDF, drawn while its rows come in, chunk by chunk; ranks ascend.

    Raises ValueError when they do not.
    """
    paper = begun(facts)
    grid = Grid(paper, _TRACKS, is_tagged=is_tagged(facts.listed))
    grid.add((str(rank), score, last, first) for rank, score, last, first in ascending(rows))
    target.write(finished(paper, facts))


def ascending(chunks: Iterable[list[EligibleRow]]) -> Iterable[EligibleRow]:
    """Yield the rows of chunks one by one.

    Raises ValueError where a rank follows a later one.
    """
    last = 0
    for chunk in chunks:
        for row in chunk:
            if row[0] < last:
                raise ValueError("ranks must ascend")
            last = row[0]
            yield row
