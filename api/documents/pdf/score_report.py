"""The score report of an eligible list as PDF: how many eligibles stand at each rank, without names."""

from api.documents.pdf.facts import HEADS, ScoreReportFacts, ScoreReportRow
from api.documents.pdf.layout import (
    ACCENT,
    CELL,
    HAIRLINE,
    HEAD,
    HEAD_ROW,
    PROSE,
    ROW,
    SECTION,
    TINT,
    begun,
    finished,
    paragraph,
)
from api.documents.pdf.paper import LEFT, RIGHT, ROOM, Paper
from api.documents.pdf.structure import Element

__all__ = ["ScoreReportFacts", "ScoreReportRow", "render"]

# Right edges of the three columns of numbers.
_EDGES = (LEFT + ROOM * 0.16, LEFT + ROOM * 0.46, RIGHT - 12)
_MOST_PROSE_LINES = 400


def render(facts: ScoreReportFacts) -> bytes:
    """Return the report as a tagged Letter PDF; the same facts give the same bytes."""
    paper = begun(facts)
    _table(paper, facts)
    _appeal(paper, facts)
    return finished(paper, facts)


def _table(paper: Paper, facts: ScoreReportFacts) -> None:
    if not paper.has_room(HEAD_ROW + 2 * ROW):
        paper.new_page()
    table = paper.document.add("Table")
    _table_head(paper, table.add("TR"))
    for row in facts.rows:
        if not paper.has_room(ROW):
            paper.new_page()
            _table_head(paper, None)
        _table_row(paper, row, table.add("TR"))


def _table_head(paper: Paper, element: Element | None) -> None:
    """Print the column heads; on later pages they are repeated for the eye only."""
    paper.box(LEFT, paper.y - HEAD_ROW, ROOM, HEAD_ROW, TINT)
    for head, edge in zip(HEADS, _EDGES, strict=True):
        cell = element.add("TH", scope="Column") if element else None
        paper.text(head, edge, paper.y - 14.5, HEAD, cell, align="right")
    paper.y -= HEAD_ROW
    paper.box(LEFT, paper.y, ROOM, 0.8, ACCENT)


def _table_row(paper: Paper, row: ScoreReportRow, element: Element) -> None:
    cells = (element.add("TH", scope="Row"), element.add("TD"), element.add("TD"))
    for text, edge, cell in zip((str(row.rank), row.score, str(row.eligibles)), _EDGES, cells, strict=True):
        paper.text(text, edge, paper.y - 12, CELL, cell, align="right")
    paper.y -= ROW
    paper.box(LEFT, paper.y, ROOM, 0.4, HAIRLINE)


def _appeal(paper: Paper, facts: ScoreReportFacts) -> None:
    """Print the appeal text; a paper has an end, so an endless text ends in an ellipsis (the HTML twin has it all)."""
    paragraphs = [paragraph for paragraph in facts.appeal_text.splitlines() if paragraph.strip()]
    if not paragraphs:
        return
    paper.y -= 18
    if not paper.has_room(SECTION.leading + 3 * PROSE.leading):
        paper.new_page()
    paragraph(paper, "Protests and appeals", SECTION, paper.document.add("H2"))
    paper.y -= 2
    left = _MOST_PROSE_LINES
    for text in paragraphs:
        if left < 1:
            paragraph(paper, "…", PROSE, paper.document.add("P"))
            break
        left -= paragraph(paper, text, PROSE, paper.document.add("P"), left)
        paper.y -= 5
