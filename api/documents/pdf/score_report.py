"""The score report of an eligible list as PDF: how many eligibles stand at each rank, without names."""

from api.documents.pdf.facts import HEADS, ScoreReportFacts, ScoreReportRow
from api.documents.pdf.paper import BOTTOM, LEFT, RIGHT, ROOM, TOP, About, Paper
from api.documents.pdf.structure import Element
from api.documents.pdf.type_setting import BOLD, REGULAR, Style, colour, lines

__all__ = ["ScoreReportFacts", "ScoreReportRow", "render"]

_INK = colour("#1b2430")
_QUIET = colour("#56616f")
_ACCENT = colour("#1f4e79")
_HAIRLINE = colour("#d9dee4")
_TINT = colour("#eef3f8")

_AGENCY = Style(BOLD, 10, 14, _ACCENT)
_TITLE = Style(BOLD, 19, 24, _INK)
_CLASS = Style(REGULAR, 12, 17, _INK)
_NOTICE = Style(BOLD, 9.5, 14, _INK)
_LABEL = Style(REGULAR, 8, 11, _QUIET)
_VALUE = Style(REGULAR, 10, 14, _INK)
_HEAD = Style(BOLD, 9, 13, _INK)
_CELL = Style(REGULAR, 10, 14, _INK)
_SECTION = Style(BOLD, 11, 16, _INK)
_PROSE = Style(REGULAR, 9.5, 14, _INK)
_FOOT = Style(REGULAR, 8, 11, _QUIET)

_ROW = 17.0
_HEAD_ROW = 22.0
_GAP = 24.0
# Right edges of the three columns of numbers.
_EDGES = (LEFT + ROOM * 0.16, LEFT + ROOM * 0.46, RIGHT - 12)
_MOST_LINES = 8
_MOST_PROSE_LINES = 400
_MOST_ABOUT_CHARACTERS = 300


def render(facts: ScoreReportFacts) -> bytes:
    """Return the report as a tagged Letter PDF; the same facts give the same bytes."""
    paper = Paper()
    _heading(paper, facts)
    _particulars(paper, facts)
    _table(paper, facts)
    _appeal(paper, facts)
    about = About(
        title=facts.title[:_MOST_ABOUT_CHARACTERS],
        author=facts.agency_name[:_MOST_ABOUT_CHARACTERS],
        subject=facts.class_line[:_MOST_ABOUT_CHARACTERS],
        language=facts.language,
        prepared_at=facts.prepared_at,
    )
    return paper.printed(about, lambda page, number, pages: _frame(page, facts, number, pages))


def _paragraph(paper: Paper, text: str, style: Style, element: Element, at_most: int = _MOST_LINES) -> int:
    """Print a text over the whole width and return how many lines it took."""
    found = lines(text, style, ROOM, at_most)
    for line in found:
        if not paper.has_room(style.leading):
            paper.new_page()
        paper.text(line, LEFT, paper.y - style.size, style, element)
        paper.y -= style.leading
    return len(found)


def _heading(paper: Paper, facts: ScoreReportFacts) -> None:
    _paragraph(paper, facts.agency_name, _AGENCY, paper.document.add("P"), at_most=2)
    paper.y -= 4
    paper.box(LEFT, paper.y, ROOM, 1.2, _ACCENT)
    paper.y -= 14
    _paragraph(paper, facts.title, _TITLE, paper.document.add("H1"))
    paper.y -= 3
    _paragraph(paper, facts.class_line, _CLASS, paper.document.add("P"))
    if notice := facts.tentative_notice:
        _notice(paper, notice)
    paper.y -= 14


def _notice(paper: Paper, text: str) -> None:
    inset, pad = 12.0, 8.0
    found = lines(text, _NOTICE, ROOM - 2 * inset, _MOST_LINES)
    height = len(found) * _NOTICE.leading + 2 * pad - 3
    paper.y -= 10
    paper.box(LEFT, paper.y - height, ROOM, height, _TINT)
    paper.box(LEFT, paper.y - height, 3, height, _ACCENT)
    element = paper.document.add("P")
    for number, line in enumerate(found):
        baseline = paper.y - pad - _NOTICE.size - number * _NOTICE.leading
        paper.text(line, LEFT + inset, baseline, _NOTICE, element)
    paper.y -= height


def _particulars(paper: Paper, facts: ScoreReportFacts) -> None:
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


def _table(paper: Paper, facts: ScoreReportFacts) -> None:
    if not paper.has_room(_HEAD_ROW + 2 * _ROW):
        paper.new_page()
    table = paper.document.add("Table")
    _table_head(paper, table.add("TR"))
    for row in facts.rows:
        if not paper.has_room(_ROW):
            paper.new_page()
            _table_head(paper, None)
        _table_row(paper, row, table.add("TR"))


def _table_head(paper: Paper, element: Element | None) -> None:
    """Print the column heads; on later pages they are repeated for the eye only."""
    paper.box(LEFT, paper.y - _HEAD_ROW, ROOM, _HEAD_ROW, _TINT)
    for head, edge in zip(HEADS, _EDGES, strict=True):
        cell = element.add("TH", scope="Column") if element else None
        paper.text(head, edge, paper.y - 14.5, _HEAD, cell, align="right")
    paper.y -= _HEAD_ROW
    paper.box(LEFT, paper.y, ROOM, 0.8, _ACCENT)


def _table_row(paper: Paper, row: ScoreReportRow, element: Element) -> None:
    cells = (element.add("TH", scope="Row"), element.add("TD"), element.add("TD"))
    for text, edge, cell in zip((str(row.rank), row.score, str(row.eligibles)), _EDGES, cells, strict=True):
        paper.text(text, edge, paper.y - 12, _CELL, cell, align="right")
    paper.y -= _ROW
    paper.box(LEFT, paper.y, ROOM, 0.4, _HAIRLINE)


def _appeal(paper: Paper, facts: ScoreReportFacts) -> None:
    """Print the appeal text; a paper has an end, so an endless text ends in an ellipsis (the HTML twin has it all)."""
    paragraphs = [paragraph for paragraph in facts.appeal_text.splitlines() if paragraph.strip()]
    if not paragraphs:
        return
    paper.y -= 18
    if not paper.has_room(_SECTION.leading + 3 * _PROSE.leading):
        paper.new_page()
    _paragraph(paper, "Protests and appeals", _SECTION, paper.document.add("H2"))
    paper.y -= 2
    left = _MOST_PROSE_LINES
    for paragraph in paragraphs:
        if left < 1:
            _paragraph(paper, "…", _PROSE, paper.document.add("P"))
            break
        left -= _paragraph(paper, paragraph, _PROSE, paper.document.add("P"), left)
        paper.y -= 5


def _frame(paper: Paper, facts: ScoreReportFacts, number: int, pages: int) -> None:
    """Print what every page repeats: the foot, and from the second page on what is continued."""
    if number > 1:
        line = lines(f"{facts.title} (continued)", _FOOT, ROOM, 1)[0]
        paper.text(line, LEFT, TOP - _FOOT.size, _FOOT, None)
    paper.box(LEFT, BOTTOM - 14, ROOM, 0.4, _HAIRLINE)
    paper.text(f"Prepared at {facts.prepared}", LEFT, BOTTOM - 27, _FOOT, None)
    paper.text(f"Page {number} of {pages}", RIGHT, BOTTOM - 27, _FOOT, None, align="right")
