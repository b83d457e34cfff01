"""The score report as PDF: its text, its pages, its structure, and texts that try to be markup."""

import datetime as dt
import io
import json
import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from api.documents.pdf.facts import ScoreReportFacts, ScoreReportRow
from api.documents.pdf.score_report import render

HERE = Path(__file__).parent
EXPECTED = json.loads((HERE.parent / "data" / "expected_public.json").read_bytes())["files"]["sf_exam_results.csv"]
ROWS = tuple(ScoreReportRow(*row) for row in EXPECTED["score_report"])
HEADS = "Rank\nFinal Score\nNumber of Eligibles at this Rank\n"
FACTS = ScoreReportFacts(
    agency_name="City and County of San Pallido, Department of Human Resources",
    list_code="1823-2026-07",
    class_code="1823",
    class_title="Senior Administrative Analyst",
    specialty="Budget and Finance",
    exam_type="CBT, combined promotive and entrance",
    list_type="discrete",
    rule_sentence="Rule of Three Scores: 3 ranks for one position, one more for each further position.",
    posted_on=dt.date(2026, 3, 3),
    inspection_starts_on=dt.date(2026, 3, 3),
    inspection_ends_on=dt.date(2026, 3, 9),
    adopted_on=dt.date(2026, 3, 10),
    expires_on=dt.date(2027, 3, 10),
    duration_months=12,
    eligibles=EXPECTED["number_passed"],
    status="adopted",
    appeal_text="An eligible may protest this list during the inspection period.\n\nDecisions may be appealed.",
    rows=ROWS,
    prepared_at=dt.datetime(2026, 3, 10, 14, 5, tzinfo=ZoneInfo("America/Los_Angeles")),
    tentative=False,
)


def pages(facts: ScoreReportFacts) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(render(facts)), strict=True).pages]


def table(facts: ScoreReportFacts) -> list[tuple[int, str, int]]:
    """The rows of the table, page by page, in the places where they stand on paper."""
    found = []
    for page in PdfReader(io.BytesIO(render(facts)), strict=True).pages:
        text = page.extract_text(extraction_mode="layout")
        found += re.findall(r"^ *(\d+) +(\d+\.\d+) +(\d+)$", text, re.MULTILINE)
    return [(int(rank), score, int(eligibles)) for rank, score, eligibles in found]


# The first page holds 19 rows, every other one 37; beyond 5,000 rows the cells are not told apart any more.
@pytest.mark.parametrize(
    ("rows", "table_pages", "expected_pages"), [(1, 1, 1), (53, 2, 3), (214, 7, 7), (5_200, 142, 142)]
)
def test_every_rank_stands_once_in_order_with_heads_on_each_page(
    rows: int, table_pages: int, expected_pages: int
) -> None:
    told = [tuple(row) for row in EXPECTED["score_report"][:rows]]
    told += [(rank, f"{700 - rank / 8:.5f}", rank % 9 + 1) for rank in range(len(told) + 1, rows + 1)]
    facts = replace(FACTS, rows=tuple(ScoreReportRow(*row) for row in told))
    texts = pages(facts)
    assert table(facts) == told
    assert len(texts) == expected_pages
    assert [text.count(HEADS) for text in texts] == [1] * table_pages + [0] * (expected_pages - table_pages)
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {expected_pages}" in text
        assert ("Score Report for Eligible List 1823-2026-07 (continued)" in text) == (number > 1)
        assert "Prepared at March 10, 2026, 2:05 p.m. PDT (UTC-07:00)" in text


def test_golden_text() -> None:
    seen = "\n\f\n".join(pages(FACTS)) + "\n"
    golden = HERE / "golden" / "score_report.txt"
    if os.environ.get("REFRESH_GOLDEN") == "1":
        golden.write_text(seen, encoding="utf-8")
    assert seen == golden.read_text(encoding="utf-8")


def test_the_header_block_states_every_fact() -> None:
    first = pages(FACTS)[0]
    for label, value in [
        ("List code", "1823-2026-07"),
        ("Class", "1823 Senior Administrative Analyst"),
        ("Specialty", "Budget and Finance"),
        ("Examination type", "CBT, combined promotive and entrance"),
        ("List type", "Discrete"),
        ("Status", "Adopted"),
        ("Posted", "March 3, 2026"),
        ("Inspection period", "March 3, 2026 to March 9, 2026"),
        ("Adopted", "March 10, 2026"),
        ("Duration", "12 months"),
        ("Expires", "March 10, 2027"),
        ("Number of eligibles", "567"),
        ("Certification rule", "Rule of Three Scores: 3 ranks for one position, one more for each further position."),
    ]:
        assert f"{label}\n{value}\n" in first
    assert "Tentative" not in first


def test_a_tentative_list_says_so() -> None:
    facts = replace(FACTS, tentative=True, status="tentative", adopted_on=None, expires_on=None, rows=ROWS[:1])
    [text] = pages(facts)
    assert "Tentative list, open for inspection and protest until March 9, 2026. It may still change." in text
    assert "Adopted\nNot yet\n" in text
    assert "Expires" not in text


def test_what_the_list_does_not_have_is_left_away() -> None:
    facts = replace(
        FACTS, specialty=None, exam_type=None, duration_months=None, inspection_starts_on=None, appeal_text=" \n"
    )
    text = "\n".join(pages(facts))
    for label in ("Specialty", "Examination type", "Duration", "Inspection period", "Protests and appeals"):
        assert label not in text


def test_no_rows_is_still_a_report() -> None:
    [text] = pages(replace(FACTS, rows=(), eligibles=0))
    assert HEADS in text
    assert "Number of eligibles\n0\n" in text


def test_the_same_facts_give_the_same_bytes_and_other_facts_other_bytes() -> None:
    assert render(FACTS) == render(replace(FACTS))
    assert render(FACTS) != render(replace(FACTS, list_code="1823-2026-08"))


def test_a_report_of_another_kind_in_between_changes_no_byte() -> None:
    first = render(FACTS)
    render(replace(FACTS, class_title="Ελληνικά Кириллица", rows=ROWS[:2]))
    assert render(FACTS) == first


@pytest.mark.parametrize(
    "text",
    [
        "<b>&amp;</b>",
        '<font color="red">x</font>',
        '<img src="http://127.0.0.1:1/x.png"/>',
        '<a href="file:///etc/passwd">x</a>',
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>&a;",
        "<para><onDraw name=x/></para>",
        r"(a) \(b\) \051 Tj ET Q",
        "%PDF endstream endobj",
        "=1+1",
    ],
)
def test_markup_is_literal_text(text: str) -> None:
    facts = replace(FACTS, list_code=text, class_title=text, specialty=text, rule_sentence=text, appeal_text=text)
    data = render(replace(facts, rows=ROWS[:1]))
    document = PdfReader(io.BytesIO(data), strict=True)
    found = " ".join("\n".join(page.extract_text() for page in document.pages).split())
    assert found.count(" ".join(text.split())) == 7
    assert b"/URI" not in data
    assert not any("/Annots" in page or "/XObject" in page["/Resources"] for page in document.pages)  # type: ignore[operator]
    assert document.metadata is not None
    assert document.metadata.title == f"Score Report for Eligible List {text}"


def test_a_title_of_200_characters_with_markup_is_whole_and_inside_the_page() -> None:
    title = ("<b>&amp; Principal Administrative Analyst of the Department </b>" * 4)[:200]
    [page] = PdfReader(io.BytesIO(render(replace(FACTS, class_title=title, rows=ROWS[:1])))).pages
    assert "".join(page.extract_text().split()).count("".join(title.split())) == 2
    ends: list[float] = []
    page.extract_text(visitor_text=lambda text, _cm, tm, _font, _size: ends.append(tm[4]) if text.strip() else None)
    assert min(ends) >= 54
    assert max(ends) <= 612 - 54


def test_letters_of_three_alphabets_and_a_visible_mark_for_others() -> None:
    facts = replace(
        FACTS,
        class_title="Zoë Šķērė Ελληνικά Кириллица Zoe\u0308",
        specialty="a\u16a0b😀c\u202ed\u0007e",
        rows=ROWS[:1],
    )
    [text] = pages(facts)
    assert "Zoë Šķērė Ελληνικά Кириллица Zoë" in text
    assert "Specialty\na�b�c�d�e\n" in text


@pytest.mark.parametrize("word", ["W" * 1_000_000, "i" * 1_000_000, "a " * 500_000, "a\n" * 500_000, "漢" * 1_000_000])
def test_endless_texts_end_in_an_ellipsis(word: str) -> None:
    facts = replace(
        FACTS, agency_name=word, list_code=word, class_title=word, rule_sentence=word, appeal_text=word, rows=ROWS[:3]
    )
    texts = pages(facts)
    assert "…" in texts[0]
    assert table(facts) == [tuple(row) for row in EXPECTED["score_report"][:3]]
    assert len(texts) < 20


def root(document: PdfReader) -> Any:
    """The document's catalog; pypdf types none of what is below it."""
    return document.root_object


def test_the_document_says_what_it_is() -> None:
    document = PdfReader(io.BytesIO(render(FACTS)))
    about = document.metadata
    assert about is not None
    assert about.title == "Score Report for Eligible List 1823-2026-07"
    assert about.author == "City and County of San Pallido, Department of Human Resources"
    assert about.subject == "1823 Senior Administrative Analyst"
    assert about.creation_date == FACTS.prepared_at
    assert root(document)["/Lang"] == "en-US"
    assert root(document)["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert [float(side) for side in document.pages[0].mediabox[2:]] == [612, 792]


def test_every_font_is_embedded() -> None:
    page: Any = PdfReader(io.BytesIO(render(FACTS))).pages[0]
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert {font["/BaseFont"].partition("+")[2] for font in fonts} == {"NotoSans-Regular", "NotoSans-Bold"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_the_structure_tree_holds_headings_and_every_row_with_its_heads() -> None:
    catalog = root(PdfReader(io.BytesIO(render(FACTS))))
    assert catalog["/MarkInfo"]["/Marked"].value is True
    elements = [kid.get_object() for kid in catalog["/StructTreeRoot"]["/K"].get_object()["/K"]]
    kinds = [element["/S"] for element in elements]
    assert kinds[:3] == ["/P", "/H1", "/P"]
    assert kinds[-4:] == ["/Table", "/H2", "/P", "/P"]
    [grid] = [element for element in elements if element["/S"] == "/Table"]
    rows = [
        [(cell.get_object()["/S"], cell.get_object().get("/A", {}).get("/Scope")) for cell in row.get_object()["/K"]]
        for row in grid["/K"]
    ]
    assert rows[0] == [("/TH", "/Column")] * 3
    assert rows[1:] == [[("/TH", "/Row"), ("/TD", None), ("/TD", None)]] * 214


def test_every_marked_piece_is_owned_by_the_page_that_holds_it() -> None:
    document = PdfReader(io.BytesIO(render(FACTS)))
    numbers = root(document)["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    owners = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in document.pages:
        content = page.get_contents()
        assert content is not None
        marks = [int(mark) for mark in re.findall(rb"/MCID (\d+)", content.get_data())]
        elements = [owner.get_object() for owner in owners[page["/StructParents"]]]
        assert marks == list(range(len(elements)))
        for mark, element in enumerate(elements):
            pieces = [piece for piece in element["/K"] if "/MCID" in piece]
            assert any(piece["/MCID"] == mark and piece.raw_get("/Pg") == page.indirect_reference for piece in pieces)


def test_facts_that_no_report_could_state_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(FACTS, prepared_at=dt.datetime(2026, 3, 10, 14, 5))  # noqa: DTZ001
    with pytest.raises(ValueError, match="ascend"):
        replace(FACTS, rows=(ROWS[1], ROWS[0]))


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (dt.datetime(2026, 12, 1, 0, 0, tzinfo=dt.UTC), "December 1, 2026, 12:00 a.m. UTC"),
        (
            dt.datetime(2026, 1, 31, 12, 30, tzinfo=ZoneInfo("America/New_York")),
            "January 31, 2026, 12:30 p.m. EST (UTC-05:00)",
        ),
        (
            dt.datetime(2026, 1, 31, 23, 9, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
            "January 31, 2026, 11:09 p.m. UTC+05:30",
        ),
    ],
)
def test_times_name_their_zone(at: dt.datetime, text: str) -> None:
    assert replace(FACTS, prepared_at=at).prepared == text
