"""The layout that every paper shares: heading, notice, particulars, paragraphs, and what each page repeats."""

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from api.documents.pdf.paper import BOTTOM, LEFT, RIGHT, ROOM, TOP, About, Paper
from api.documents.pdf.structure import Element
from api.documents.pdf.type_setting import BOLD, REGULAR, Style, colour, lines

INK = colour("#1b2430")
QUIET = colour("#56616f")
ACCENT = colour("#1f4e79")
HAIRLINE = colour("#d9dee4")
TINT = colour("#eef3f8")

HEAD = Style(BOLD, 9, 13, INK)
CELL = Style(REGULAR, 10, 14, INK)
SECTION = Style(BOLD, 11, 16, INK)
PROSE = Style(REGULAR, 9.5, 14, INK)
_AGENCY = Style(BOLD, 10, 14, ACCENT)
_TITLE = Style(BOLD, 19, 24, INK)
_CLASS = Style(REGULAR, 12, 17, INK)
_NOTICE = Style(BOLD, 9.5, 14, INK)
_LABEL = Style(REGULAR, 8, 11, QUIET)
_VALUE = Style(REGULAR, 10, 14, INK)
_FOOT = Style(REGULAR, 8, 11, QUIET)

ROW = 17.0
HEAD_ROW = 22.0
_GAP = 24.0
_MOST_LINES = 8
_MOST_ABOUT_CHARACTERS = 300


class Front(Protocol):
    """What the front of any paper states."""

    @property
    def agency_name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def class_line(self) -> str: ...
    @property
    def notice(self) -> str | None: ...
    @property
    def prepared(self) -> str: ...
    @property
    def prepared_at(self) -> datetime: ...
    @property
    def language(self) -> str: ...
    def particulars(self) -> Iterator[tuple[str, str]]: ...


def begun(facts: Front) -> Paper:
    """Return a paper with its front: agency, title, class, notice, particulars."""
    paper = Paper(
        About(
            title=facts.title[:_MOST_ABOUT_CHARACTERS],
            author=facts.agency_name[:_MOST_ABOUT_CHARACTERS],
            subject=facts.class_line[:_MOST_ABOUT_CHARACTERS],
            language=facts.language,
            prepared_at=facts.prepared_at,
        )
    )
    _heading(paper, facts)
    _particulars(paper, facts)
    return paper


def finished(paper: Paper, facts: Front) -> bytes:
    """Return the PDF, with a word on characters that could not be drawn, if any, and the foot of each page."""
    if paper.has_missing:
        paper.y -= 10
        paragraph(paper, _MISSING_NOTE, PROSE, paper.document.add("P"))
    return paper.printed(lambda page, number, pages: _frame(page, facts, number, pages))


_MISSING_NOTE = (
    "The mark \N{REPLACEMENT CHARACTER} stands for a character that the fonts of this paper do not have. "
    "The CSV and HTML copies of this document hold it."
)


def paragraph(paper: Paper, text: str, style: Style, element: Element, at_most: int = _MOST_LINES) -> int:
    """Print a text over the whole width and return how many lines it took."""
    found = lines(text, style, ROOM, at_most)
    for line in found:
        if not paper.has_room(style.leading):
            paper.new_page()
        paper.text(line, LEFT, paper.y - style.size, style, element)
        paper.y -= style.leading
    return len(found)


def _heading(paper: Paper, facts: Front) -> None:
    paragraph(paper, facts.agency_name, _AGENCY, paper.document.add("P"), at_most=2)
    paper.y -= 4
    paper.box(LEFT, paper.y, ROOM, 1.2, ACCENT)
    paper.y -= 14
    paragraph(paper, facts.title, _TITLE, paper.document.add("H1"))
    paper.y -= 3
    paragraph(paper, facts.class_line, _CLASS, paper.document.add("P"))
    if notice := facts.notice:
        _notice(paper, notice)
    paper.y -= 14


def _notice(paper: Paper, text: str) -> None:
    inset, pad = 12.0, 8.0
    found = lines(text, _NOTICE, ROOM - 2 * inset, _MOST_LINES)
    height = len(found) * _NOTICE.leading + 2 * pad - 3
    paper.y -= 10
    paper.box(LEFT, paper.y - height, ROOM, height, TINT)
    paper.box(LEFT, paper.y - height, 3, height, ACCENT)
    element = paper.document.add("P")
    for number, line in enumerate(found):
        baseline = paper.y - pad - _NOTICE.size - number * _NOTICE.leading
        paper.text(line, LEFT + inset, baseline, _NOTICE, element)
    paper.y -= height


def _particulars(paper: Paper, facts: Front) -> None:
    """Print label and value in two columns; what takes more than one line gets the whole width."""
    half = (ROOM - _GAP) / 2
    left: tuple[str, str] | None = None
    for label, value in facts.particulars():
        is_wide = len(lines(value, _VALUE, half, 2)) > 1
        if is_wide or left:
            _entries(paper, [entry for entry in (left, None if is_wide else (label, value)) if entry], half)
            left = None
        else:
            left = (label, value)
        if is_wide:
            _entries(paper, [(label, value)], ROOM)
    if left:
        _entries(paper, [left], half)
    paper.y -= 10


def _entries(paper: Paper, entries: list[tuple[str, str]], room: float) -> None:
    if not entries:
        return
    values = [lines(value, _VALUE, room, _MOST_LINES) for _, value in entries]
    height = _LABEL.leading + max(map(len, values)) * _VALUE.leading + 7
    if not paper.has_room(height):
        paper.new_page()
    for number, ((label, _), found) in enumerate(zip(entries, values, strict=True)):
        x, element = LEFT + number * (room + _GAP), paper.document.add("P")
        paper.text(label, x, paper.y - _LABEL.size, _LABEL, element)
        for at, line in enumerate(found):
            paper.text(line, x, paper.y - _LABEL.leading - _VALUE.size - at * _VALUE.leading, _VALUE, element)
    paper.y -= height


def _frame(paper: Paper, facts: Front, number: int, pages: int) -> None:
    """Print what every page repeats: the foot, and from the second page on what is continued."""
    if number > 1:
        line = lines(f"{facts.title} (continued)", _FOOT, ROOM, 1)[0]
        paper.text(line, LEFT, TOP - _FOOT.size, _FOOT, None)
    paper.box(LEFT, BOTTOM - 14, ROOM, 0.4, HAIRLINE)
    paper.text(f"Prepared at {facts.prepared}", LEFT, BOTTOM - 27, _FOOT, None)
    paper.text(f"Page {number} of {pages}", RIGHT, BOTTOM - 27, _FOOT, None, align="right")
