"""The twins of the score report: CSV and HTML from the facts the PDF is made of."""

import csv
import datetime as dt
import io
from html.parser import HTMLParser

import pytest

from api.documents.pdf.facts import ScoreReportFacts, ScoreReportRow
from api.documents.twins.score_report import render_csv, render_html


def facts(**changes: object) -> ScoreReportFacts:
    """A small tentative list, changed as asked."""
    values: dict[str, object] = {
        "agency_name": "City of San Pallido",
        "list_code": "1823-07",
        "class_code": "1823",
        "class_title": "Analyst",
        "specialty": None,
        "exam_type": "CBT",
        "list_type": "continuous",
        "rule_sentence": "Rule of Three Scores.",
        "posted_on": dt.date(2026, 3, 3),
        "inspection_starts_on": dt.date(2026, 3, 3),
        "inspection_ends_on": dt.date(2026, 3, 9),
        "adopted_on": None,
        "expires_on": None,
        "duration_months": 1,
        "eligibles": 6,
        "status": "tentative",
        "appeal_text": "First.\nSecond.",
        "rows": (ScoreReportRow(1, "1070.00000", 1), ScoreReportRow(2, "965.50000", 5)),
        "prepared_at": dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC),
        "tentative": True,
    }
    return ScoreReportFacts(**{**values, **changes})  # type: ignore[arg-type]


class Outline(HTMLParser):
    """Collects tags with their attributes, and the text under each open tag."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "bdi"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "bdi":
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self._open:
            self.texts.append((self._open[-1], data))

    def under(self, tag: str) -> list[str]:
        """The texts directly under one kind of tag."""
        return [text for owner, text in self.texts if owner == tag]


def test_csv_is_the_published_layout() -> None:
    assert render_csv(facts()) == (
        b"Eligible List,Rank,Final Score,Number of Eligibles\r\n1823-07,1,1070.00000,1\r\n1823-07,2,965.50000,5\r\n"
    )


@pytest.mark.parametrize("code", ["=1+1", "@A", "+1", "-L", "\t=1", "＝1"])
def test_a_list_code_that_looks_like_a_formula_opens_as_text(code: str) -> None:
    _, first, _ = csv.reader(io.StringIO(render_csv(facts(list_code=code)).decode(), newline=""))
    assert first == ["'" + code, "1", "1070.00000", "1"]


def test_html_table_has_caption_heads_and_every_row() -> None:
    page = Outline(render_html(facts()))
    assert [(tag, kind.get("scope")) for tag, kind in page.tags if tag == "th"] == [
        ("th", "col"),
        ("th", "col"),
        ("th", "col"),
        ("th", "row"),
        ("th", "row"),
    ]
    assert page.under("th") == ["Rank", "Final Score", "Number of Eligibles at this Rank", "1", "2"]
    assert page.under("td") == ["1070.00000", "1", "965.50000", "5"]
    assert "".join(page.under("caption")) == "Ranks, final scores and numbers of eligibles of list 1823-07"


def test_html_says_its_language_title_and_facts() -> None:
    page = Outline(render_html(facts()))
    assert ("html", {"lang": "en-US"}) in page.tags
    assert page.under("title") == page.under("h1") == ["Score Report for Eligible List 1823-07"]
    assert dict(zip(page.under("dt"), page.under("dd"), strict=True)) == {
        "List code": "1823-07",
        "Class": "1823 Analyst",
        "Examination type": "CBT",
        "List type": "Continuous",
        "Status": "Tentative",
        "Posted": "March 3, 2026",
        "Inspection period": "March 3, 2026 to March 9, 2026",
        "Adopted": "Not yet",
        "Duration": "1 month",
        "Number of eligibles": "6",
        "Certification rule": "Rule of Three Scores.",
    }
    assert page.under("strong") == [
        "Tentative list, open for inspection and protest until March 9, 2026. It may still change."
    ]
    assert page.under("h2") == ["Protests and appeals"]
    assert page.under("p")[-3:] == ["First.", "Second.", "Prepared at "]
    assert ("time", {"datetime": "2026-03-03T09:00:00+00:00"}) in page.tags
    assert page.under("time") == ["March 3, 2026, 9:00 a.m. UTC"]


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "&lt;b&gt;", "a\u202eb"]
)
def test_html_shows_markup_as_text(text: str) -> None:
    plain = Outline(render_html(facts(specialty="Budget")))
    page = Outline(
        render_html(
            facts(
                agency_name=text,
                list_code=text,
                class_title=text,
                specialty=text,
                exam_type=text,
                rule_sentence=text,
                appeal_text=f"{text}\n{text}",
            )
        )
    )
    assert page.tags == plain.tags  # the list code, specialty, examination type and rule stand alone in a dd
    assert page.under("dd").count(text) == 4


def test_html_needs_nothing_from_elsewhere_and_no_style_or_script() -> None:
    page = Outline(render_html(facts()))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "style", "link", "img", "iframe", "a"})
    assert {name for _, kind in page.tags for name in kind} == {
        "lang",
        "charset",
        "name",
        "content",
        "scope",
        "datetime",
    }


def test_twins_are_equal_for_equal_facts() -> None:
    assert render_html(facts()) == render_html(facts())
    assert render_csv(facts()) == render_csv(facts())
