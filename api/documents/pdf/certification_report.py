"""The certification report of a referral as PDF: its positions, whom it reached, and what was decided."""

from collections.abc import Sequence

from api.documents.pdf.certification_facts import PERSON_HEADS, SEAT_HEADS, CertificationFacts
from api.documents.pdf.grid import Grid, Track, is_tagged
from api.documents.pdf.layout import HEAD_ROW, PROSE, ROW, SECTION, begun, finished, paragraph
from api.documents.pdf.paper import Paper

_SHARES = (0.16, 0.18, 0.19, 0.14, 0.14, 0.19)
_SEATS = tuple(Track(head, share) for head, share in zip(SEAT_HEADS, _SHARES, strict=True))
_PEOPLE = (
    Track(PERSON_HEADS[0], 0.09, "right"),
    Track(PERSON_HEADS[1], 0.13, "right"),
    *(Track(head, share) for head, share in zip(PERSON_HEADS[2:], (0.225, 0.14, 0.13, 0.145, 0.14), strict=True)),
)


def render(facts: CertificationFacts) -> bytes:
    """Return the report as a tagged Letter PDF; the same facts give the same bytes."""
    paper = begun(facts)
    _section(paper, "Positions", _SEATS, [seat.cells for seat in facts.seats], "No position is on this referral.")
    _section(
        paper,
        "People reached, by rank",
        _PEOPLE,
        [person.cells for person in facts.people],
        "This referral has reached nobody.",
    )
    return finished(paper, facts)


def _section(paper: Paper, title: str, tracks: Sequence[Track], rows: Sequence[Sequence[str]], nothing: str) -> None:
    paper.y -= 12
    if not paper.has_room(SECTION.leading + HEAD_ROW + 3 * ROW):
        paper.new_page()
    paragraph(paper, title, SECTION, paper.document.add("H2"))
    paper.y -= 4
    if rows:
        Grid(paper, tracks, is_tagged=is_tagged(len(rows))).add(rows)
    else:
        paragraph(paper, nothing, PROSE, paper.document.add("P"))
