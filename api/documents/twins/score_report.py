"""The score report as CSV and as HTML, from the same facts as the PDF."""

from api.documents.pdf.facts import HEADS, ScoreReportFacts
from api.documents.twins.page import foot, head, shown, table
from api.platform.csv_safety import csv_bytes

CSV_HEADS = ("Eligible List", "Rank", "Final Score", "Number of Eligibles")


def render_csv(facts: ScoreReportFacts) -> bytes:
    """Return one line a rank, in the layout San Francisco publishes."""
    return csv_bytes(CSV_HEADS, ((facts.list_code, row.rank, row.score, row.eligibles) for row in facts.rows))


def render_html(facts: ScoreReportFacts) -> bytes:
    """Return the accessible equivalent."""
    caption = f"Ranks, final scores and numbers of eligibles of list {facts.list_code}"
    rows = ((str(row.rank), row.score, str(row.eligibles)) for row in facts.rows)
    parts = [*head(facts), *table(caption, HEADS, rows), *_appeal(facts), *foot(facts)]
    return "\n".join(parts).encode("utf-8", errors="replace")


def _appeal(facts: ScoreReportFacts) -> list[str]:
    paragraphs = [paragraph for paragraph in facts.appeal_text.splitlines() if paragraph.strip()]
    if not paragraphs:
        return []
    return ["<h2>Protests and appeals</h2>", *(f"<p>{shown(paragraph)}</p>" for paragraph in paragraphs)]
