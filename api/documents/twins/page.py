"""The page that every HTML twin is: self-contained, without scripts or anything fetched."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from api.documents.pdf.layout import Front


def head(facts: Front) -> list[str]:
    """The page down to and with the particulars."""
    notice = facts.notice
    return [
        "<!DOCTYPE html>",
        f'<html lang="{escape(facts.language)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(facts.title)}</title>",
        "</head>",
        "<body>",
        "<header>",
        f"<p>{shown(facts.agency_name)}</p>",
        "</header>",
        "<main>",
        f"<h1>{shown(facts.title)}</h1>",
        f"<p>{shown(facts.class_line)}</p>",
        *([f"<p><strong>{escape(notice)}</strong></p>"] if notice else []),
        "<dl>",
        *(f"<dt>{escape(label)}</dt>\n<dd>{shown(value)}</dd>" for label, value in facts.particulars()),
        "</dl>",
    ]


def foot(facts: Front) -> list[str]:
    """The rest of the page, after its tables."""
    return [
        "</main>",
        "<footer>",
        f'<p>Prepared at <time datetime="{facts.prepared_at.isoformat()}">{escape(facts.prepared)}</time></p>',
        "</footer>",
        "</body>",
        "</html>",
        "",
    ]


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table line by line; the first cell of a row names it."""
    yield "<table>"
    yield f"<caption>{shown(caption)}</caption>"
    yield "<thead>"
    yield "<tr>" + "".join(f'<th scope="col">{escape(one)}</th>' for one in heads) + "</tr>"
    yield "</thead>"
    yield "<tbody>"
    for first, *others in rows:
        cells = "".join(f"<td>{shown(cell)}</td>" for cell in others)
        yield f'<tr><th scope="row">{shown(first)}</th>{cells}</tr>'
    yield "</tbody>"
    yield "</table>"


def shown(text: str) -> str:
    """Escape a text and keep its direction to itself."""
    return f"<bdi>{escape(text)}</bdi>"
