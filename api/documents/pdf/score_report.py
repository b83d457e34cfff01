"""The score report of an eligible list as PDF: how many eligibles stand at each rank, without names."""

from api.documents.pdf.facts import HEADS, ScoreReportFacts, ScoreReportRow
from api.documents.pdf.grid import Grid, Track, is_tagged
from api.documents.pdf.layout import PROSE, SECTION, begun, finished, paragraph
from api.documents.pdf.paper import Paper

__all__ = ["ScoreReportFacts", "ScoreReportRow", "render"]

_TRACKS = tuple(Track(head, share, "right") for head, share in zip(HEADS, (0.17, 0.3, 0.53), strict=True))
_MOST_PROSE_LINES = 400


def render(facts: ScoreReportFacts) -> bytes:
    """Return the report as a Letter PDF; the same facts give the same bytes."""
    paper = begun(facts)
    grid = Grid(paper, _TRACKS, is_tagged=is_tagged(len(facts.rows)))
    grid.add((str(row.rank), row.score, str(row.eligibles)) for row in facts.rows)
    _appeal(paper, facts)
    return finished(paper, facts)


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
