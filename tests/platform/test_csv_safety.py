"""CSV cells that a spreadsheet must not evaluate, and the way back."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.platform.csv_safety import csv_bytes, neutralised, restored


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        '=HYPERLINK("http://a.example")',
        "+1 415 555 0100",
        "-1+1",
        "-cmd|' /C calc'!A0",
        "--5",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\nplain",
        "  =1",
        "\u00a0=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "-5%",
        "-5e3",
    ],
)
def test_what_a_spreadsheet_would_evaluate_is_guarded(cell: str) -> None:
    assert neutralised(cell) == "'" + cell
    assert restored(neutralised(cell)) == cell


@pytest.mark.parametrize(
    "cell", ["", "Smith", "a=b", "-5", "-0.25", "1070.00000", "O'Brien", "'tis", "1823-2026", "#1"]
)
def test_harmless_cells_are_left_alone(cell: str) -> None:
    assert neutralised(cell) == cell
    assert restored(cell) == cell


@settings(deadline=None)
@given(st.text(st.sampled_from("'=+-@\t\r\n 5.a＝") | st.characters(codec="utf-8"), max_size=8))
@example("'=1")
@example("'-5")
@example("''=1")
def test_the_way_back_gives_the_original(cell: str) -> None:
    assert restored(neutralised(cell)) == cell


@settings(deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00")), min_size=2, max_size=4))
def test_a_table_round_trips_through_csv(cells: list[str]) -> None:
    written = csv_bytes([f"c{n}" for n in range(len(cells))], [cells])
    _, found = csv.reader(io.StringIO(written.decode(), newline=""), strict=True)
    assert [restored(cell) for cell in found] == cells


def test_line_ends_empty_cells_and_guarded_heads() -> None:
    assert csv_bytes(["=a", "b"], [[None, 5], ["x,y", -2]]) == b'\'=a,b\r\n,5\r\n"x,y",-2\r\n'
