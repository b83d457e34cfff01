"""The eligible list as CSV and as HTML, from the same facts and rows as the PDF, written while they come in."""

from collections.abc import Iterable
from typing import BinaryIO

from api.documents.pdf.eligible_list import ascending
from api.documents.pdf.facts import ELIGIBLE_HEADS, EligibleListFacts, EligibleRow
from api.documents.twins.page import foot, head, table
from api.platform.csv_safety import csv_bytes, csv_rows

CSV_HEADS = ("Eligible List", "Candidate", "Rank", "Score")


def render_csv(facts: EligibleListFacts, chunks: Iterable[list[EligibleRow]], target: BinaryIO) -> None:
    """Write one line an eligible, in the layout San Francisco uses, ranks ascending."""
    target.write(csv_bytes(CSV_HEADS, ()))
    rows = (
        (facts.list_code, ", ".join(part for part in (last, first) if part), rank, score)
        for rank, score, last, first in ascending(chunks)
    )
    for part in csv_rows(rows):
        target.write(part)


def render_html(facts: EligibleListFacts, chunks: Iterable[list[EligibleRow]], target: BinaryIO) -> None:
    """Write the accessible equivalent."""
    rows = ((str(rank), score, last, first) for rank, score, last, first in ascending(chunks))
    caption = f"Eligibles of list {facts.list_code} by rank and name"
    for part in (head(facts), table(caption, ELIGIBLE_HEADS, rows), foot(facts)):
        for line in part:
            target.write(f"{line}\n".encode("utf-8", errors="replace"))
