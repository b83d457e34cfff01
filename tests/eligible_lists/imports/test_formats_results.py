"""The `results` format: every reason code by a row made for it, and the published example file."""

import json
import unicodedata
from decimal import Decimal
from pathlib import Path

import pytest

from api.eligible_lists.imports.formats.findings import FormatError
from api.eligible_lists.imports.formats.results import ResultRow, ResultsFile, ResultsMapping, guess_mapping, parse
from api.eligible_lists.imports.formats.tabular import read_table

DATA = Path(__file__).parents[2] / "data"
HEADS = "candidate_id,last_name,first_name,email,written_raw,oral_raw,veteran,promotive_points,status"
MAXIMA = {"written": Decimal(100), "oral": Decimal("37.5")}


def read(*rows: str, heads: str = HEADS) -> ResultsFile:
    """Read rows under the usual heads with a guessed mapping."""
    table = read_table("\n".join([heads, *rows]).encode())
    return parse(table, guess_mapping(table.headers, MAXIMA), MAXIMA)


def reasons(*rows: str) -> list[tuple[int, str, str | None]]:
    """Row, code and field of each rejection."""
    return [(r.row, r.code, r.field) for r in read(*rows).rejected]


def message(row: str) -> str:
    """The one sentence with which a row is refused."""
    [rejection] = read(row).rejected
    return rejection.message


def row_of(line: str) -> ResultRow:
    """The one valid row of a line."""
    found = read(line)
    assert found.rejected == []
    [row] = found.rows
    return row


GOOD = "0000001,Bailey,Miguel,miguel@example.org,72,30,none,,completed"


def test_the_published_example_file() -> None:
    expected = json.loads((DATA / "expected_public.json").read_bytes())["files"]["sf_exam_results.csv"]
    maxima = {c["name"]: Decimal(c["max"]) for c in expected["scoring_model"]["components"]}
    table = read_table((DATA / "sf_exam_results.csv").read_bytes())
    found = parse(table, guess_mapping(table.headers, maxima), maxima)
    assert found.rows_read == expected["rows_read"]
    assert len(found.rows) == expected["rows_valid"]
    assert len(found.rejected) == expected["rows_rejected"]
    seen = [(r.row, r.line, r.code, r.field) for r in found.rejected]
    assert seen == [(r["row"], r["line"], r["reason"], r["field"]) for r in expected["rejected"]]
    assert {row.external_id for row in found.rows} == {c[0] for c in expected["candidates"]}
    by_result = {c[0]: c[3] for c in expected["candidates"]}
    for row in found.rows:
        told = by_result[row.external_id]
        assert row.attendance == (told if told in ("no_show", "withdrew") else "completed")
    assert sum(row.attendance == "completed" for row in found.rows) == expected["number_scored"]


def test_a_whole_row() -> None:
    heads = (
        "status;promotive points;Veterans;ORAL;Written Score;Phone;E-mail;Middle Name;First Name;Surname;Candidate ID"
    )
    line = " completed ;07.50;disabled;37.50;0100;415 555 0100;zoe@example.org;Q.;Zoë ;  de la\u00a0 Cruz ;0000007"
    [row] = read(line, heads=heads).rows
    assert row == ResultRow(
        row=1,
        line=2,
        external_id="0000007",
        last_name="de la Cruz",
        first_name="Zoë",
        middle_name="Q.",
        email="zoe@example.org",
        phone="415 555 0100",
        attendance="completed",
        components={"written": "100", "oral": "37.5"},
        credits={"veteran": "disabled", "promotive": "7.5"},
    )


def test_names_are_composed_and_their_blanks_made_one_space() -> None:
    row = row_of("1,Nun\u0303ez\u2028\u00a0 y\u0085 Gil,Zoe\u0308,a@example.org,1,1,none,,completed")
    assert row.last_name == unicodedata.normalize("NFC", "Nuñez y Gil")
    assert len(row.first_name) == 3


@pytest.mark.parametrize(
    "name", ["=1+1", "@SUM(A1)", "<script>alert(1)</script>", "{{7*7}}", "'; DROP TABLE persons;--", "-5", "+1"]
)
def test_what_looks_like_code_is_a_name(name: str) -> None:
    assert row_of(f'1,"{name}",A,a@example.org,1,1,none,,completed').last_name == name


def test_credits_that_give_nothing_are_absent() -> None:
    assert row_of("1,A,A,,1,1,none,0.00,completed").credits == {}
    assert row_of("1,A,A,,1,1,veteran,,completed").credits == {"veteran": "veteran"}


@pytest.mark.parametrize("status", ["no_show", "withdrew"])
def test_scores_are_needed_only_of_those_who_completed(status: str) -> None:
    row = row_of(f"1,A,A,,,20,none,,{status}")
    assert (row.attendance, row.components) == (status, {"oral": "20"})
    assert reasons("1,A,A,,72,,none,,completed") == [(1, "missing_score", "oral_raw")]


def test_missing_candidate_id() -> None:
    assert reasons(GOOD.replace("0000001", " ")) == [(1, "missing_candidate_id", "candidate_id")]


@pytest.mark.parametrize(
    "score", ["100.0001", "-1", "+5", "abs", "85,5", "８５", ".5", "5.", "1_0", "NaN", "Infinity", "0x1F", "1 0", "=5"]
)
def test_bad_score(score: str) -> None:
    assert reasons(f'1,A,A,,"{score}",1,none,,completed') == [(1, "bad_score", "written_raw")]


def test_the_maximum_itself_is_a_score_and_each_component_has_its_own() -> None:
    assert row_of("1,A,A,,100.000,37.5,none,,completed").components == {"written": "100", "oral": "37.5"}
    assert reasons("1,A,A,,100,37.500000001,none,,completed") == [(1, "bad_score", "oral_raw")]


def test_a_score_of_someone_absent_must_still_be_a_score() -> None:
    assert reasons("1,A,A,,abs,,none,,no_show") == [(1, "bad_score", "written_raw")]


@pytest.mark.parametrize("digits", ["15.12345650000000001", "13.999999999999", "0.00000000000000000000000000000001"])
def test_long_scores_keep_every_digit(digits: str) -> None:
    assert row_of(f"1,A,A,,{digits},1,none,,completed").components["written"] == digits


@pytest.mark.parametrize("score", ["4.17E+01", "4e1", "4,17E+01", "7.2e-05"])
def test_mangled_number_in_a_score(score: str) -> None:
    assert reasons(f'1,A,A,,"{score}",1,none,,completed') == [(1, "mangled_number", "written_raw")]


def test_mangled_number_in_an_id_and_in_points() -> None:
    assert reasons("4.17E+06,A,A,,1,1,none,,completed") == [(1, "mangled_number", "candidate_id")]
    assert reasons("1,A,A,,1,1,none,3E+01,completed") == [(1, "mangled_number", "promotive_points")]
    assert row_of("12E5,A,A,,1,1,none,,completed").external_id == "12E5"


@pytest.mark.parametrize("veteran", ["", "yes", "Veteran", "35"])
def test_bad_veteran(veteran: str) -> None:
    assert reasons(f"1,A,A,,1,1,{veteran},,completed") == [(1, "bad_veteran", "veteran")]


@pytest.mark.parametrize("points", ["-1", "ten", "1;5", "NaN"])
def test_bad_points(points: str) -> None:
    assert reasons(f"1,A,A,,1,1,none,{points},completed") == [(1, "bad_points", "promotive_points")]


@pytest.mark.parametrize("status", ["", "absent", "Completed", "no show"])
def test_bad_status(status: str) -> None:
    assert reasons(f"1,A,A,,1,1,none,,{status}") == [(1, "bad_status", "status")]


def test_duplicate_row_compares_facts_not_spelling() -> None:
    again = "0000001, BAILEY ,Miguel,Miguel@Example.org,072.0,30.00,none,0,completed"
    found = read(GOOD, again)
    assert [(r.row, r.line, r.code, r.field) for r in found.rejected] == [(2, 3, "duplicate_row", None)]
    assert "row 1" in found.rejected[0].message


@pytest.mark.parametrize(
    "other",
    [
        "0000001,Baker,Miguel,miguel@example.org,72,30,none,,completed",
        "0000001,Bailey,Miguel,miguel@example.org,73,30,none,,completed",
        "0000001,Bailey,Miguel,miguel@example.org,72,30,veteran,,completed",
        "0000001,Bailey,Miguel,miguel@example.org,72,30,none,5,completed",
        "0000001,Bailey,Miguel,miguel@example.org,72,30,none,,withdrew",
        "0000001,Bailey,Miguel,other@example.org,72,30,none,,completed",
    ],
)
def test_conflicting_duplicate_leaves_the_first_row_standing(other: str) -> None:
    found = read(GOOD, other, GOOD)
    assert [(r.row, r.code) for r in found.rejected] == [(2, "conflicting_duplicate"), (3, "duplicate_row")]
    [row] = found.rows
    assert (row.row, row.last_name, row.components["written"]) == (1, "Bailey", "72")


def test_only_valid_rows_make_duplicates() -> None:
    spoilt = GOOD.replace(",72,", ",101,")
    assert [(r.row, r.code) for r in read(spoilt, GOOD).rejected] == [(1, "bad_score")]


def test_ids_are_text() -> None:
    assert [row.external_id for row in read("1" + GOOD[7:], "01" + GOOD[7:], "a" + GOOD[7:], "A" + GOOD[7:]).rows] == [
        "1",
        "01",
        "a",
        "A",
    ]


def test_blank_names_are_kept_with_a_caution() -> None:
    found = read(
        "1, ,,a@example.org,1,1,none,,completed", "2,,B,,1,1,none,,completed", "3,C,\u00a0,,1,1,none,,completed"
    )
    assert len(found.rows) == 3
    assert [(w.row, w.line, w.code, w.field) for w in found.warnings] == [
        (1, 2, "blank_name", "last_name"),
        (2, 3, "missing_last_name", "last_name"),
        (3, 4, "missing_first_name", "first_name"),
    ]


def test_an_odd_address_is_kept_with_a_caution() -> None:
    found = read("1,A,A,no address,1,1,none,,completed", "2,B,B,,1,1,none,,completed")
    assert [row.email for row in found.rows] == ["no address", None]
    assert [(w.row, w.code, w.field) for w in found.warnings] == [(1, "odd_email", "email")]


def test_structural_reasons_stand_among_the_others_in_the_order_of_the_file() -> None:
    assert reasons("1,A", HEADS, "2,A\x01,A,,1,1,none,,completed", "3,A,A,,x,1,none,,completed") == [
        (1, "bad_column_count", None),
        (2, "repeated_header", None),
        (3, "control_char", "last_name"),
        (4, "bad_score", "written_raw"),
    ]


def test_messages_are_sentences_that_name_the_value_and_what_is_expected() -> None:
    assert message("1,A,A,,104,1,none,,completed") == (
        'written_raw is "104"; expected is a number from 0 to 100 in plain digits.'
    )
    assert message("1,A,A,,1,1,maybe,,completed") == 'veteran is "maybe"; expected is none, veteran or disabled.'
    assert message(f"1,A,A,,1,1,none,,{'x' * 900}") == (
        f'status is "{"x" * 40}…"; expected is completed, no_show or withdrew.'
    )


MAPPING: dict[str, object] = {
    "external_id": "candidate_id",
    "last_name": "last_name",
    "first_name": "first_name",
    "email": "email",
    "status": "status",
    "components": {"written": "written_raw", "oral": "oral_raw"},
    "credits": {"veteran": "veteran", "promotive": "promotive_points"},
}


def test_a_mapping_given_as_json_is_the_one_guessed() -> None:
    assert ResultsMapping.of(MAPPING) == guess_mapping(HEADS.split(","), MAXIMA)
    assert ResultsMapping.of({**MAPPING, "phone": None}) == ResultsMapping.of(MAPPING)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"email": "mail"}, "unknown_column", "mapping.email"),
        ({"components": {"written": "nowhere", "oral": "oral_raw"}}, "unknown_column", "mapping.components.written"),
        ({"credits": {"veteran": "nowhere"}}, "unknown_column", "mapping.credits.veteran"),
        (
            {"components": {"written": "written_raw", "oral": "oral_raw", "essay": "email"}},
            "unknown_component",
            "mapping.components.essay",
        ),
        ({"components": {"written": "written_raw"}}, "component_not_mapped", "mapping.components.oral"),
        ({"components": {"written": "oral_raw", "oral": "oral_raw"}}, "column_used_twice", "mapping.components.oral"),
        ({"external_id": None}, "mapping_incomplete", "mapping.external_id"),
        ({"external_id": 5}, "bad_mapping", "mapping.external_id"),
        ({"components": ["written_raw"]}, "bad_mapping", "mapping.components"),
        ({"components": {"written": None}}, "bad_mapping", "mapping.components.written"),
        ({"salary": "email"}, "bad_mapping", "mapping.salary"),
    ],
)
def test_a_mapping_that_does_not_fit_names_its_entry(change: dict[str, object], code: str, field: str) -> None:
    table = read_table(f"{HEADS}\n{GOOD}\n".encode())
    with pytest.raises(FormatError) as caught:
        parse(table, ResultsMapping.of({**MAPPING, **change}), MAXIMA)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_file_without_a_status_column_is_of_people_who_completed() -> None:
    heads = "candidate_id,last_name,first_name,written,oral"
    found = read("1,A,A,50,20", "2,B,B,,20", heads=heads)
    assert [(row.attendance, row.email) for row in found.rows] == [("completed", None)]
    assert [(r.row, r.code) for r in found.rejected] == [(2, "missing_score")]


@pytest.mark.parametrize("missing", ["candidate_id", "last_name", "oral_raw"])
def test_guessing_says_what_it_did_not_find(missing: str) -> None:
    with pytest.raises(FormatError) as caught:
        guess_mapping([head for head in HEADS.split(",") if head != missing], MAXIMA)
    assert caught.value.code == "mapping_incomplete"


def test_a_choice_of_another_kind_and_points_of_any_name() -> None:
    table = read_table(b"id,last,first,written,oral,residency,seniority\n1,A,A,1,1,city,2.5\n2,B,B,1,1,moon,\n")
    mapping = ResultsMapping(
        external_id="id",
        last_name="last",
        first_name="first",
        components={"written": "written", "oral": "oral"},
        credits={"residency": "residency", "seniority": "seniority"},
    )
    found = parse(table, mapping, MAXIMA, {"residency": ("city",)})
    assert [row.credits for row in found.rows] == [{"residency": "city", "seniority": "2.5"}]
    assert [(r.row, r.code, r.field) for r in found.rejected] == [(2, "bad_points", "residency")]
