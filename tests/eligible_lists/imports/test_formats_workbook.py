"""Reading workbooks: cells as people see them, and archives that mean harm."""

import io
import struct
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.eligible_lists.imports.formats.findings import FormatError, Rejection
from api.eligible_lists.imports.formats.tabular import Record, read_table
from tests.support.workbooks import MAIN, OFFICE, PACKAGE, START, TYPES, sheet, text

WORKBOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
    '<sheet name="Results" sheetId="1" r:id="rId1"/><sheet name="Notes" sheetId="2" r:id="rId2"/></sheets></workbook>'
)
RELATIONS = (
    f'<?xml version="1.0"?><Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/>'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
)


HEAD = {"A1": text("id"), "B1": text("last"), "C1": text("score")}


def book(first: str, more: dict[str, bytes] | None = None, second: str | None = None) -> bytes:
    """A workbook with the given first sheet and further parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("_rels/.rels", START)
        archive.writestr("xl/workbook.xml", WORKBOOK)
        archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS)
        archive.writestr("xl/worksheets/sheet1.xml", first)
        archive.writestr("xl/worksheets/sheet2.xml", second or sheet({}))
        for name, content in (more or {}).items():
            archive.writestr(name, content)
    return target.getvalue()


def rows(data: bytes) -> list[tuple[int, int, list[str]]]:
    """Row, line and cells of every record; fails on a rejection."""
    found = []
    for record in read_table(data).records():
        assert isinstance(record, Record), record
        found.append((record.row, record.line, list(record.cells)))
    return found


def refused(data: bytes) -> FormatError:
    """The error with which a whole file is refused."""
    with pytest.raises(FormatError) as caught:
        list(read_table(data).records())
    return caught.value


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("304", "304"),
        ("83.3", "83.3"),
        ("83.299999999999997", "83.3"),
        ("0.30000000000000004", "0.3"),
        ("1.0000000000000001E-5", "0.00001"),
        ("15.5", "15.5"),
        ("-5", "-5"),
        ("999999999999999", "999999999999999"),
        ("1.23456789012346E+18", "1.23456789012346e+18"),
    ],
)
def test_numbers_read_as_a_person_sees_them(stored: str, shown: str) -> None:
    data = book(sheet({**HEAD, "A2": text("0000304"), "B2": text("Yoon"), "C2": f"<v>{stored}</v>"}))
    assert rows(data) == [(1, 2, ["0000304", "Yoon", shown])]


def test_rows_lines_blank_rows_and_missing_cells() -> None:
    cells = {"B3": text("id"), "C3": text("last"), "D3": text("score")}
    cells |= {"B4": "<v>1</v>", "D4": "<v>7</v>", "B7": "<v>2</v>", "C7": text("Roe")}
    assert rows(book(sheet(cells))) == [(1, 4, ["1", "", "7"]), (2, 7, ["2", "Roe", ""])]


def test_a_cell_beyond_the_header_is_a_bad_column_count() -> None:
    data = book(sheet({**HEAD, "A2": "<v>1</v>", "D2": "<v>9</v>"}))
    [found] = read_table(data).records()
    assert isinstance(found, Rejection)
    assert (found.row, found.line, found.code) == (1, 2, "bad_column_count")


def test_only_the_first_sheet_is_read() -> None:
    other = sheet({"A1": text("other"), "XFD1048576": "<v>1</v>"}, '<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>')
    assert rows(book(sheet({**HEAD, "A2": "<v>1</v>"}), second=other)) == [(1, 2, ["1", "", ""])]


def test_an_error_cell_is_never_read_as_nothing() -> None:
    error = refused(book(sheet(HEAD, '<row r="2"><c r="C2" t="e"><v>#N/A</v></c></row>')))
    assert error.code == "error_cell"
    assert "C2" in error.message


def test_formula_like_texts_are_kept() -> None:
    cells = {**HEAD, "A2": text("=1+1"), "B2": text("@cmd"), "C2": "<v>1</v>"}
    assert rows(book(sheet(cells))) == [(1, 2, ["=1+1", "@cmd", "1"])]


def test_a_far_away_cell_is_refused_before_its_rectangle_is_reserved() -> None:
    assert refused(book(sheet({**HEAD, "XFD2": "<v>1</v>"}))).code == "too_many_columns"
    assert refused(book(sheet({**HEAD, "KN1048576": "<v>1</v>"}))).code == "too_large"


def test_a_far_away_cell_cannot_hide_where_two_read_pieces_meet() -> None:
    start = sheet(HEAD).index("</sheetData>")
    tag = '<c                         r =  "XFD2"><v>1</v></c>'
    for before in range(0, len(tag), 4):
        filler = f"<!--{'x' * (1024 * 1024 - start - before - 7)}-->"
        assert len(sheet(HEAD)[:start] + filler) == 1024 * 1024 - before
        assert refused(book(sheet(HEAD, filler + tag))).code == "too_many_columns"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("../../etc/passwd", "a,b\n")
    assert refused(target.getvalue()).code == "unsupported_type"


def test_a_workbook_with_macros_is_refused() -> None:
    assert refused(book(sheet(HEAD), {"xl/vbaProject.bin": b"x"})).code == "unsupported_type"


def test_an_encrypted_part_is_refused() -> None:
    data = bytearray(book(sheet(HEAD)))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refused(bytes(data)).code == "unsupported_type"


def test_a_zip_bomb_is_refused_by_its_directory() -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = bomb.compress(b"\x00" * 60_000_000) + bomb.flush()
    assert len(packed) < 100_000
    assert refused(book(sheet(HEAD), {"xl/media/a.bin": b"\x00" * 60_000_000})).code == "too_large"


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = book(sheet({**HEAD, "A2": text("x" * 200_000)}))
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        real = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(struct.pack("<L", real), struct.pack("<L", 1000))
    assert lying != honest
    assert refused(lying).code == "not_a_table"


def test_more_than_ten_thousand_parts_are_refused() -> None:
    assert refused(book(sheet(HEAD), {f"xl/media/{n}": b"" for n in range(10_000)})).code == "too_large"


def test_a_part_that_stands_twice_is_refused() -> None:
    target = io.BytesIO(book(sheet(HEAD)))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/worksheets/sheet1.xml", sheet({"A1": text("other"), "B1": text("b")}))
    assert refused(target.getvalue()).code == "not_a_table"


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + sheet({**HEAD, "A2": text("&b;")})
    assert "aaaaaaaaaa" not in str(_walk(book(bomb)))


_BOOK = book(sheet({**HEAD, "A2": text("1"), "B2": text("a"), "C2": "<v>83.3</v>"}))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_BOOK) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_a_damaged_workbook_gives_records_or_a_format_error(changes: list[tuple[int, int]]) -> None:
    data = bytearray(_BOOK)
    for at, value in changes:
        data[at] = value
    _walk(bytes(data))


@settings(deadline=None)
@given(st.integers(0, len(_BOOK)))
def test_a_cut_off_workbook_gives_records_or_a_format_error(length: int) -> None:
    _walk(_BOOK[:length])


_XML = st.lists(
    st.sampled_from(
        ['<c r="A2"', ' t="s"', ' t="b"', ' t="d"', ' t="e"', ">", "<v>", "</v>", "</c>", "<row", ' r="9"', "/>"]
    )
    | st.sampled_from(["1e999", "-1", "9" * 30, "&#0;", "&x;", "<is><t>", "</t></is>", '<c r="A99999999999999999999">'])
    | st.sampled_from(['<c r="ZZZZZZZZZZZZZZ9"><v>1</v></c>', '<c r="$A$1">', '<c r="a1">', "</row>", "\x00", "é"]),
    max_size=25,
).map("".join)


@settings(deadline=None)
@given(_XML)
def test_any_sheet_gives_records_or_a_format_error(inner: str) -> None:
    _walk(book(sheet(HEAD, inner)))


def _walk(data: bytes) -> list[object]:
    """The records of a file, or the error with which it is refused; any other exception is a failure."""
    try:
        return list(read_table(data).records())
    except FormatError as error:
        return [error]
