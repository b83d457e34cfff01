"""The certification report as CSV and as HTML, from the same facts as the PDF."""

from api.documents.pdf.certification_facts import PERSON_HEADS, SEAT_HEADS, CertificationFacts
from api.documents.twins.page import foot, head, table
from api.platform.csv_safety import csv_bytes

CSV_HEADS = (
    "Referral",
    "Eligible List",
    "Rank",
    "Final Score",
    "Candidate",
    "Standing",
    "Disposition",
    "Decided On",
    "Reason",
    "Position",
    "Department",
    "Digest",
)


def render_csv(facts: CertificationFacts) -> bytes:
    """Return one line a person reached; whoever was hired has the position."""
    seats = {seat.hired: seat for seat in facts.seats if seat.hired is not None}
    rows = []
    for one in facts.people:
        seat = seats.get(one.name) if one.disposition == "hired" else None
        place = (seat.number, seat.department) if seat else (None, None)
        decided = (one.standing, one.disposition, one.decided_on, one.reason)
        rows.append((facts.number, facts.list_code, one.rank, one.score, one.name, *decided, *place, facts.digest))
    return csv_bytes(CSV_HEADS, rows)


def render_html(facts: CertificationFacts) -> bytes:
    """Return the accessible equivalent."""
    seats = table(f"Positions on referral {facts.number}", SEAT_HEADS, (seat.cells for seat in facts.seats))
    people = table("People reached, by rank", PERSON_HEADS, (person.cells for person in facts.people))
    parts = [*head(facts), "<h2>Positions</h2>", *seats, "<h2>People reached</h2>", *people, *foot(facts)]
    return "\n".join(parts).encode("utf-8", errors="replace")
