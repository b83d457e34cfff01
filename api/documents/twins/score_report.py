"""The score report as CSV and as HTML, from the same facts as the PDF."""

from html import escape

from api.documents.pdf.facts import HEADS, ScoreReportFacts, ScoreReportRow
from api.platform.csv_safety import csv_bytes

CSV_HEADS = ("Eligible List", "Rank", "Final Score", "Number of Eligibles")


def render_csv(facts: ScoreReportFacts) -> bytes:
    """Return one line a rank, in the layout San Francisco publishes."""
    return csv_bytes(CSV_HEADS, ((facts.list_code, row.rank, row.score, row.eligibles) for row in facts.rows))


def render_html(facts: ScoreReportFacts) -> bytes:
    """Return the accessible equivalent: one self-contained page without scripts, styles or anything fetched."""
    title = _shown(facts.title)
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(facts.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(facts.title)}</title>",
        "</head>",
        "<body>",
        "<header>",
        f"<p>{_shown(facts.agency_name)}</p>",
        "</header>",
        "<main>",
        f"<h1>{title}</h1>",
        f"<p>{_shown(facts.class_line)}</p>",
        *_notice(facts),
        "<dl>",
        *(f"<dt>{escape(label)}</dt>\n<dd>{_shown(value)}</dd>" for label, value in facts.particulars()),
        "</dl>",
        *_table(facts),
        *_appeal(facts),
        "</main>",
        "<footer>",
        f'<p>Prepared at <time datetime="{facts.prepared_at.isoformat()}">{escape(facts.prepared)}</time></p>',
        "</footer>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(parts).encode("utf-8", errors="replace")


def _notice(facts: ScoreReportFacts) -> list[str]:
    notice = facts.tentative_notice
    return [f"<p><strong>{escape(notice)}</strong></p>"] if notice else []


def _table(facts: ScoreReportFacts) -> list[str]:
    return [
        "<table>",
        f"<caption>Ranks, final scores and numbers of eligibles of list {_shown(facts.list_code)}</caption>",
        "<thead>",
        "<tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in HEADS) + "</tr>",
        "</thead>",
        "<tbody>",
        *map(_row, facts.rows),
        "</tbody>",
        "</table>",
    ]


def _row(row: ScoreReportRow) -> str:
    return f'<tr><th scope="row">{row.rank}</th><td>{escape(row.score)}</td><td>{row.eligibles}</td></tr>'


def _appeal(facts: ScoreReportFacts) -> list[str]:
    paragraphs = [paragraph for paragraph in facts.appeal_text.splitlines() if paragraph.strip()]
    if not paragraphs:
        return []
    return ["<h2>Protests and appeals</h2>", *(f"<p>{_shown(paragraph)}</p>" for paragraph in paragraphs)]


def _shown(text: str) -> str:
    """Escape a text of the agency and keep its direction to itself."""
    return f"<bdi>{escape(text)}</bdi>"
