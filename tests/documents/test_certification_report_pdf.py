"""The certification report as PDF, read back: everybody once by rank, heads and numbers on each page, any name."""

import datetime as dt
import io
import re
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from api.documents.pdf.certification_facts import CertificationFacts, Person, Seat
from api.documents.pdf.certification_report import render
from api.documents.pdf.layout import CELL
from api.documents.pdf.type_setting import lines, width

AT = dt.datetime(2026, 3, 10, 14, 5, tzinfo=ZoneInfo("America/Los_Angeles"))
LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Cholmo"  # 60 letters
NAMES = ("Nguyễn, Thị Ánh", "王, 小明", "<b>&amp;</b>, <i>Ann</i>", f"{LONG}, Zoë", "=1+1, @SUM(A1)", "محمد, علي")


def person(at: int) -> Person:
    """Two share a rank; the first have names that are not plain, the others tell their place."""
    name = NAMES[at] if at < len(NAMES) else f"Family{at:05}, Given"
    decided = (None, None) if at % 2 else (dt.date(2026, 3, 9), "No answer by the last day")
    return Person(at // 2 + 1, f"{2000 - at // 2}.00000", name, "reachable", "pending", *decided)


def report(people: int, **changes: Any) -> PdfReader:
    """A report on two positions that reached this many."""
    values: dict[str, Any] = {
        "agency_name": "City and County of San Pallido",
        "prepared_at": AT,
        "number": "R-2026-014",
        "status": "certified",
        "list_code": "1823-07",
        "class_code": "1823",
        "class_title": "Senior Administrative Analyst",
        "certified_at": AT,
        "report_back_on": dt.date(2026, 4, 10),
        "closed_at": None,
        "closed_reason": None,
        "rule_title": "Rule of Three Scores",
        "rule_version": 2,
        "rule_sentence": "3 + 2 - 1 = 4 ranks in reach",
        "citation": "CSC Rule 113.7.1",
        "selective_criteria": (),
        "ranks_in_reach": 4,
        "names_in_reach": people,
        "line_rank": 4,
        "line_score": "997.00000",
        "seats": (
            Seat("01234567", "Analyst", "PW Public Works", "RTF-1", "permanent", NAMES[0], dt.date(2026, 3, 9)),
            Seat("01234999", f"Analyst {LONG}", "LIB Library", None, "temporary", None, None),
        ),
        "people": tuple(map(person, range(people))),
        "digest": "9f86d081" * 8,
        "certificates": 2,
    }
    return PdfReader(io.BytesIO(render(CertificationFacts(**{**values, **changes}))), strict=True)


@pytest.mark.parametrize("people", [1, 53, 1200])
def test_everybody_reached_stands_once_by_rank_under_heads_on_each_page(people: int) -> None:
    pages = [page.extract_text() for page in report(people).pages]
    for number, text in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in text
        assert ("Certification Report R-2026-014 (continued)" in text) == (number > 1)
    told = [text for text in pages if "Rank\nFinal Score\nName\nStanding\nDecision\nDecided\nReason\n" in text]
    assert len(told) >= len(pages) - 1
    found = re.findall(r"^(\d+)\n(\d+)\.00000\n", "\n".join(told), re.MULTILINE)
    assert f"People who may be appointed\n{people:,}\n" in pages[0]
    # Ranks ascend, scores descend, nobody twice, nobody missing.
    assert found == [(str(at // 2 + 1), str(2000 - at // 2)) for at in range(people)]
    whole = "".join("".join(pages).split())
    for at in range(len(NAMES), people):
        assert f"Family{at:05},Given" in whole


def test_names_of_any_writing_and_markup_are_text() -> None:
    document = report(len(NAMES))
    whole = "".join("".join(page.extract_text() for page in document.pages).split())
    for name in NAMES[:-1]:
        assert "".join(name.split()) in whole, name
    # Shaped letters have no characters of their own: what they say stands beside them.
    drawn = b"".join(content.get_data() for page in document.pages if (content := page.get_contents()) is not None)
    told = [bytes.fromhex(one.decode()).decode("utf-16") for one in re.findall(rb"Text <([0-9A-F]+)>", drawn)]
    assert sorted(told) == sorted(["محمد", "علي"])
    assert not any("/Annots" in page for page in document.pages)


def test_nothing_stands_outside_the_page() -> None:
    for page in report(53).pages:
        starts: list[float] = []
        page.extract_text(visitor_text=lambda text, _cm, tm, *_, to=starts: to.append(tm[4]) if text.strip() else None)
        assert min(starts) >= 54
        assert max(starts) <= 612 - 54


def test_without_positions_and_people_it_says_so() -> None:
    [page] = report(0, seats=(), line_rank=None, line_score=None).pages
    text = page.extract_text()
    assert "No position is on this referral." in text
    assert "This referral has reached nobody." in text


def test_a_double_name_that_is_too_wide_is_parted_at_its_hyphen() -> None:
    room = width("Alexandria-Josep", CELL)
    assert lines("Alexandria-Josephine", CELL, room, 3) == ["Alexandria-", "Josephine"]
    assert lines("Montgomery, Alexandria-Josephine Lee", CELL, room, 4) == [
        "Montgomery,",
        "Alexandria-",
        "Josephine Lee",
    ]
    assert lines("Anne-Wolfeschlegelsteinhausen", CELL, room, 4)[0] == "Anne-"
    assert "".join(lines("Wolfeschlegelsteinhausen", CELL, room, 4)) == "Wolfeschlegelsteinhausen"
    assert lines("-" * 400, CELL, room, 2)[1].endswith("…")
