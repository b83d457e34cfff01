"""Grids: tables of any length, drawn segment by segment while their rows come in.

Heads repeat on every page. Rows of one line each are drawn column by column, each column at once; a row with a longer
text is as high as its tallest cell.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import gt, itemgetter

from api.documents.pdf.layout import ACCENT, CELL, HAIRLINE, HEAD, HEAD_ROW, ROW, TINT
from api.documents.pdf.paper import BOTTOM, LEFT, ROOM, Align, Paper
from api.documents.pdf.structure import Element
from api.documents.pdf.type_setting import lines, printable, width

# Beyond, telling every cell apart for a screen reader would cost more than the table itself; the HTML twin is the
# accessible one then, and always.
MOST_TAGGED = 5_000
_PAD = 5.0
_APART = 6.0  # more room after a column whose lines end on the right
_MOST_LINES = 12
_WIDEST = 1.05  # a letter is at most this many times as wide as its type size
_DIGITS = str.maketrans("123456789", "000000000")  # they are equally wide


@dataclass(frozen=True, slots=True)
class Track:
    """A column: its head, its share of the width, its side."""

    head: str
    share: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class _Place:
    x: float  # where a line starts, or ends on the right side
    room: float
    track: Track

    @property
    def letters(self) -> int:
        """How many letters fit for sure."""
        return int(self.room / (CELL.size * _WIDEST))


def is_tagged(rows: int) -> bool:
    """Say whether a table of this many rows tells its cells apart for a screen reader."""
    return rows <= MOST_TAGGED


class Grid:
    """A table on a paper, begun where the paper stands."""

    def __init__(self, paper: Paper, tracks: Sequence[Track], *, is_tagged: bool) -> None:
        """Print the heads. `is_tagged` tells rows and cells apart for a screen reader: a cost per cell."""
        self._paper = paper
        self._places = list(_placed(tracks))
        self._table = paper.document.add("Table")
        self._is_tagged = is_tagged
        if not paper.has_room(HEAD_ROW + 2 * ROW):
            paper.new_page()
        self._heads(self._table.add("TR"))

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Print rows; each is a text per column."""
        segment: list[Sequence[str]] = []
        limits = [place.letters for place in self._places]
        widths = [place.room for place in self._places]
        room = self._rooms()
        for row in rows:
            if any(map(gt, map(len, row), limits)) and any(map(_is_wide, row, limits, widths)):
                self._print(segment)
                segment = []
                self._print_tall(row)
                room = self._rooms()
                continue
            if len(segment) == room:
                self._print(segment)
                segment = []
                self._turn()
                room = self._rooms()
            segment.append(row)
        self._print(segment)

    def _rooms(self) -> int:
        return int((self._paper.y - BOTTOM) / ROW)

    def _turn(self) -> None:
        self._paper.new_page()
        self._heads(None)

    def _heads(self, element: Element | None) -> None:
        """Print the column heads; on later pages they are repeated for the eye only."""
        paper = self._paper
        paper.box(LEFT, paper.y - HEAD_ROW, ROOM, HEAD_ROW, TINT)
        for place in self._places:
            cell = element.add("TH", scope="Column") if element else None
            paper.text(place.track.head, place.x, paper.y - 14.5, HEAD, cell, place.track.align)
        paper.y -= HEAD_ROW
        paper.box(LEFT, paper.y, ROOM, 0.8, ACCENT)

    def _cells(self) -> Sequence[Element] | None:
        if not self._is_tagged:
            return None
        row = self._table.add("TR")
        return [row.add("TD") if at else row.add("TH", scope="Row") for at in range(len(self._places))]

    def _print_tall(self, row: Sequence[str]) -> None:
        broken = [_lines(cell, place.room) for cell, place in zip(row, self._places, strict=True)]
        height = ROW + (max(map(len, broken)) - 1) * CELL.leading
        if not self._paper.has_room(height):
            self._turn()
        top, cells = self._paper.y, self._cells()
        for at, (found, place) in enumerate(zip(broken, self._places, strict=True)):
            for number, line in enumerate(found):
                element = cells[at] if cells else None
                self._paper.text(line, place.x, top - 12 - number * CELL.leading, CELL, element, place.track.align)
        self._paper.y -= height
        self._paper.box(LEFT, self._paper.y, ROOM, 0.4, HAIRLINE)

    def _print(self, segment: Sequence[Sequence[str]]) -> None:
        if not segment:
            return
        paper, top = self._paper, self._paper.y
        cells = [self._cells() for _ in segment]
        paper.y -= ROW * len(segment)
        paper.rules(LEFT, paper.y, ROOM, ROW, len(segment), HAIRLINE)
        for at, place in enumerate(self._places):
            texts = [row[at] for row in segment]
            elements = [row[at] for row in cells if row is not None]
            self._column(texts, place, top - 12, elements)

    def _column(self, texts: list[str], place: _Place, y: float, elements: Sequence[Element]) -> None:
        """Print one column of a segment: plain texts together, others one by one."""
        if not self._paper.ink.is_plain("".join(texts), CELL.font):
            for at, text in enumerate(texts):
                if not self._paper.ink.is_plain(text, CELL.font):
                    element = elements[at] if elements else None
                    self._paper.text(text, place.x, y - at * ROW, CELL, element, place.track.align)
                    texts[at] = ""
        start = 0
        for needed, together in _of_one_width(texts) if place.track.align == "right" else ((0.0, texts),):
            own = elements[start : start + len(together)] if elements else None
            self._paper.column(together, place.x - needed, y - start * ROW, ROW, CELL, own)
            start += len(together)


@lru_cache(maxsize=10_000)
def _lines(text: str, room: float) -> Sequence[str]:
    if _width(text) <= room:
        return [text]
    return lines(text, CELL, room, _MOST_LINES)


def _is_wide(text: str, letters: int, room: float) -> bool:
    return len(text) > letters and _width(text) > room


def _of_one_width(texts: Sequence[str]) -> Iterable[tuple[float, list[str]]]:
    """Yield stretches of texts that end at one place when they begin at one place, with their width."""
    patterns = "\n".join(texts).translate(_DIGITS).split("\n")
    for needed, group in groupby(zip(map(_digits_width, patterns), texts, strict=True), key=itemgetter(0)):
        yield needed, [text for _, text in group]


def _width(text: str) -> float:
    return _digits_width(text.translate(_DIGITS))


@lru_cache(maxsize=10_000)
def _digits_width(text: str) -> float:
    return width(printable(text, CELL.font), CELL)


def _placed(tracks: Sequence[Track]) -> Iterable[_Place]:
    left, before = LEFT, "left"
    for track in tracks:
        room = ROOM * track.share
        apart = _APART if before == "right" and track.align == "left" else 0.0
        x = left + room - _PAD if track.align == "right" else left + _PAD + apart
        yield _Place(x, room - 2 * _PAD - apart, track)
        left, before = left + room, track.align
