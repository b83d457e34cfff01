"""The eligible list as PDF, CSV and HTML: everybody once in order, any name, no markup, any length."""

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from api.documents.pdf import grid
from api.documents.pdf.eligible_list import render
from api.documents.pdf.facts import EligibleListFacts, EligibleRow
from api.documents.twins.eligible_list import render_csv, render_html

OTHER_WRITINGS = [
    ("Nguyễn", "Thị Ánh"),
    ("王", "小明"),
    ("김", "민준"),
    ("やまだ", "タロウ"),
    ("כהן", "דוד"),
    ("محمد", "علي"),
    ("शर्मा", "प्रिया"),
    ("ஆறுமுகம்", "தமிழ்"),
    ("สมศรี", "ขวัญ"),
    ("Ковальчук", "Ольга"),
    ("Παπαδόπουλος", "Νίκος"),
    ("Հակոբյան", "Անի"),
    ("გელაშვილი", "ნინო"),
    ("ተስፋዬ", "ሰላም"),
    ("សុខ", "ដារា"),
]
MARKUP = [("<b>Bold</b>", "(a) \\(b\\) Tj ET"), ("&amp;", "%PDF endstream"), ("=1+1", "@SUM(A1)")]


def facts(rows: int, **changes: Any) -> EligibleListFacts:
    """An adopted list with this many available people."""
    values: dict[str, Any] = {
        "agency_name": "City and County of San Pallido",
        "list_code": "1823-07",
        "class_code": "1823",
        "class_title": "Senior Administrative Analyst",
        "specialty": None,
        "exam_type": "CBT",
        "list_type": "discrete",
        "rule_sentence": "Rule of Three Scores.",
        "posted_on": dt.date(2026, 3, 3),
        "inspection_starts_on": dt.date(2026, 3, 4),
        "inspection_ends_on": dt.date(2026, 3, 9),
        "adopted_on": dt.date(2026, 3, 10),
        "expires_on": dt.date(2027, 3, 10),
        "duration_months": 12,
        "eligibles": rows,
        "listed": rows,
        "status": "adopted",
        "tentative": False,
        "prepared_at": dt.datetime(2026, 3, 10, 14, 5, tzinfo=ZoneInfo("America/Los_Angeles")),
    }
    return EligibleListFacts(**{**values, **changes})


def ranked(names: list[tuple[str, str]]) -> list[EligibleRow]:
    """A rank each, best first."""
    return [(at + 1, f"{1000 - at / 8:.5f}", last, first) for at, (last, first) in enumerate(names)]


def numbered(count: int) -> list[EligibleRow]:
    """People whose names tell their place; two share a rank."""
    return [(at // 2 + 1, f"{1000 - at // 2 * 0.01:.5f}", f"Family{at:06}", f"Given{at:06}") for at in range(count)]


def chunked(rows: list[EligibleRow], size: int = 1000) -> Iterator[list[EligibleRow]]:
    """The rows as a cursor gives them."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


def pdf(rows: list[EligibleRow], **changes: Any) -> bytes:
    """The list as PDF."""
    target = io.BytesIO()
    render(facts(len(rows), **changes), chunked(rows), target)
    return target.getvalue()


def table(content: bytes) -> list[tuple[str, str, str, str]]:
    """The rows of the table, page by page, in the places where they stand on paper."""
    found = []
    for page in PdfReader(io.BytesIO(content), strict=True).pages:
        text = page.extract_text(extraction_mode="layout")
        found += re.findall(r"^ *(\d+) +(\d+\.\d{5}) +(\S+) +(\S+)$", text, re.MULTILINE)
    return found


# The first page holds 21 rows, every other one 37; beyond 5,000 rows the cells are not told apart any more.
@pytest.mark.parametrize(
    ("count", "pages"), [(1, 1), (21, 1), (22, 2), (53, 2), (54, 2), (58, 2), (59, 3), (200, 6), (5_200, 141)]
)
def test_everybody_stands_once_in_order_with_heads_on_each_page(count: int, pages: int) -> None:
    rows = numbered(count)
    content = pdf(rows)
    assert table(content) == [(str(rank), score, last, first) for rank, score, last, first in rows]
    document = PdfReader(io.BytesIO(content), strict=True)
    assert len(document.pages) == pages
    for number, page in enumerate(document.pages, start=1):
        text = page.extract_text()
        assert text.count("Rank\nFinal Score\nLast Name\nFirst Name") == 1
        assert f"Page {number} of {pages}" in text
        assert ("Eligible List 1823-07 (continued)" in text) == (number > 1)


def test_the_facts_state_the_true_start_of_the_inspection() -> None:
    text = PdfReader(io.BytesIO(pdf(numbered(3), eligibles=5))).pages[0].extract_text()
    for label, value in [
        ("Inspection period", "March 4, 2026 to March 9, 2026"),
        ("Posted", "March 3, 2026"),
        ("Adopted", "March 10, 2026"),
        ("Expires", "March 10, 2027"),
        ("Number of eligibles", "5"),
        ("Listed here", "3 who are available; 2 are not"),
        ("Certification rule", "Rule of Three Scores."),
    ]:
        assert f"{label}\n{value}\n" in text


def test_a_list_of_any_length_is_drawn_the_same_way(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = numbered(120)
    tagged = pdf(rows)
    monkeypatch.setattr(grid, "MOST_TAGGED", 100)
    untagged = pdf(rows)
    assert table(untagged) == table(tagged)
    assert b"/StructTreeRoot" in untagged
    assert len(untagged) < len(tagged)


def test_a_table_that_is_tagged_tells_its_rows_and_cells() -> None:
    rows = numbered(40)
    catalog: Any = PdfReader(io.BytesIO(pdf(rows))).root_object
    elements = [kid.get_object() for kid in catalog["/StructTreeRoot"]["/K"].get_object()["/K"]]
    [grid] = [element for element in elements if element["/S"] == "/Table"]
    kinds = [[cell.get_object()["/S"] for cell in row.get_object()["/K"]] for row in grid["/K"]]
    assert kinds == [["/TH"] * 4] + [["/TH", "/TD", "/TD", "/TD"]] * 40
    for row in grid["/K"][1:]:
        assert all("/MCID" in cell.get_object()["/K"][0] for cell in row.get_object()["/K"])


def test_shaped_names_are_spoken_as_they_are_written() -> None:
    """A shaped letter has no character of its own, so the text stands beside it for who listens, searches or copies."""
    [page] = PdfReader(io.BytesIO(pdf(ranked(OTHER_WRITINGS)))).pages
    content = page.get_contents()
    assert content is not None
    spoken = [
        bytes.fromhex(found.decode()).decode("utf-16")
        for found in re.findall(rb"/ActualText <([0-9A-F]+)>", content.get_data())
    ]
    assert spoken == ["כהן", "محمد", "शर्मा", "ஆறுமுகம்", "สมศรี", "សុខ", "דוד", "علي", "प्रिया", "தமிழ்", "ขวัญ", "ដារា"]


def test_names_in_other_writings_are_drawn_with_fonts_that_have_them() -> None:
    content = pdf(ranked(OTHER_WRITINGS))
    assert "�" not in "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    page: Any = PdfReader(io.BytesIO(content)).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    drawn = {font["/BaseFont"].partition("+")[2] for font in fonts}
    for script in ("Arabic", "Hebrew", "Devanagari", "Tamil", "Thai", "Khmer", "Armenian", "Georgian", "Ethiopic"):
        assert f"NotoSans{script}-Regular" in drawn or f"NotoSans{script}" in drawn
    assert any("Droid" in name for name in drawn)
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_what_no_font_has_is_marked_and_the_paper_says_so() -> None:
    text = PdfReader(io.BytesIO(pdf(ranked([("Smith", "𓀀")])))).pages[0].extract_text()
    assert "�" in text
    assert "stands for a character that the fonts of this paper do not have" in text
    assert "stands for" not in PdfReader(io.BytesIO(pdf(numbered(1)))).pages[0].extract_text()


def test_markup_prints_as_text() -> None:
    content = pdf(ranked(MARKUP))
    document = PdfReader(io.BytesIO(content), strict=True)
    text = document.pages[0].extract_text()
    for last, first in MARKUP:
        assert last in text
        assert first in text
    assert b"/URI" not in content
    assert not any("/Annots" in page for page in document.pages)


def test_a_long_name_is_whole_on_several_lines_inside_the_page() -> None:
    long = "Wolfeschlegelsteinhausenbergerdorff von Hohenlohe-Langenburg und zu Waldenburg-Schillingsfürst"
    document = PdfReader(io.BytesIO(pdf(ranked([("Lee", "Min"), (long, long), ("Ortiz", "Carmen")]))))
    [page] = document.pages
    assert "".join(page.extract_text().split()).count("".join(long.split())) == 2
    ends: list[float] = []
    page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: ends.append(tm[4]) if text.strip() else None)
    assert max(ends) <= 612 - 54


def test_ranks_that_do_not_ascend_are_refused() -> None:
    for writer in (render, render_csv, render_html):
        with pytest.raises(ValueError, match="ascend"):
            writer(facts(2), iter([[(2, "1.0", "A", "B"), (1, "2.0", "C", "D")]]), io.BytesIO())


def test_the_csv_is_san_franciscos_with_ranks_ascending_and_cells_safe() -> None:
    target = io.BytesIO()
    rows = [*numbered(3), (4, "900.00000", "=1+1", "x"), (5, "890.00000", "Doe", "@SUM")]
    render_csv(facts(5, list_code="=L"), chunked(rows, 2), target)
    found = list(csv.reader(io.StringIO(target.getvalue().decode())))
    assert found == [
        ["Eligible List", "Candidate", "Rank", "Score"],
        ["'=L", "Family000000, Given000000", "1", "1000.00000"],
        ["'=L", "Family000001, Given000001", "1", "1000.00000"],
        ["'=L", "Family000002, Given000002", "2", "999.99000"],
        ["'=L", "'=1+1, x", "4", "900.00000"],
        ["'=L", "Doe, @SUM", "5", "890.00000"],
    ]


def test_the_html_escapes_and_keeps_directions_apart() -> None:
    target = io.BytesIO()
    render_html(facts(2), chunked(ranked([("<script>alert(1)</script>", "כהן"), ("A", "B")])), target)
    page = target.getvalue().decode()
    assert "<script" not in page
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>" in page
    assert "<bdi>כהן</bdi>" in page
    assert page.count('<th scope="row">') == 2
    assert page.index("<dl>") < page.index("<table>") < page.index("Prepared at")
