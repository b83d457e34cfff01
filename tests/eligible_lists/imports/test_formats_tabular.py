"""Reading tables: encodings, line ends, quoting, limits and what is no table at all."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from api.eligible_lists.imports.formats import limits
from api.eligible_lists.imports.formats.findings import FormatError, Rejection, rejected_csv
from api.eligible_lists.imports.formats.tabular import Record, Table, read_table

HEADER = b"id,last,first\n"


def rows(data: bytes) -> list[tuple[int, int, list[str]]]:
    """Row, line and cells of every record; fails on a rejection."""
    found = []
    for record in read_table(data).records():
        assert isinstance(record, Record), record
        found.append((record.row, record.line, list(record.cells)))
    return found


def rejections(data: bytes) -> list[tuple[int, int, str, str | None]]:
    """Row, line, code and field of every rejection."""
    found = [record for record in read_table(data).records() if isinstance(record, Rejection)]
    return [(r.row, r.line, r.code, r.field) for r in found]


def refused(data: bytes) -> FormatError:
    """The error with which a whole file is refused."""
    with pytest.raises(FormatError) as caught:
        list(read_table(data).records())
    return caught.value


@pytest.mark.parametrize(
    "data",
    [
        "id,last,first\n1,Brontë,Zoë\n".encode(),
        "\ufeffid,last,first\n1,Brontë,Zoë\n".encode(),
        "id,last,first\n1,Brontë,Zoë\n".encode("cp1252"),
        "id,last,first\n1,Brontë,Zoë\n".encode("utf-16"),
        "\ufeffid,last,first\n1,Brontë,Zoë\n".encode("utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with mark", "windows-1252", "utf-16 little endian", "utf-16 big endian"],
)
def test_encodings(data: bytes) -> None:
    table = read_table(data)
    assert table.headers == ("id", "last", "first")
    assert rows(data) == [(1, 2, ["1", "Brontë", "Zoë"])]


def test_windows_1252_punctuation_and_undefined_bytes() -> None:
    assert rows(HEADER + b"1,O\x92Brien,\x80\n2,\x81,b\n") == [
        (1, 2, ["1", "O’Brien", "€"]),
        (2, 3, ["2", "\x81", "b"]),
    ]


def test_utf8_is_not_taken_for_windows_1252_when_a_letter_spans_two_read_pieces() -> None:
    filler = b"x" * (1024 * 1024 - len(HEADER) - 3)
    data = HEADER + b"1," + filler[:900] + b",b\n" + b"2,a,b\n" * 174_600
    data += b"3," + b"y" * (1024 * 1024 - len(data) - 3) + "ë".encode() + b",b\n"
    assert "ë".encode() == data[1024 * 1024 - 1 : 1024 * 1024 + 1]
    *_, last = read_table(data).records()
    assert isinstance(last, Record)
    assert last.cells[1].endswith("yë")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_each_line_end_counts_one_line(end: str) -> None:
    text = end.join(["", "id,last,first", "1,a,b", "", "   ", '2,"x', 'y","z', '"', "3,c,d", ""])
    assert rows(text.encode()) == [
        (1, 3, ["1", "a", "b"]),
        (2, 6, ["2", f"x{end}y", f"z{end}"]),
        (3, 9, ["3", "c", "d"]),
    ]


def test_mixed_line_ends_and_a_last_line_without_one() -> None:
    assert rows(b"id,last,first\r1,a,b\r\n2,c,d\n\r\n3,e,f") == [
        (1, 2, ["1", "a", "b"]),
        (2, 3, ["2", "c", "d"]),
        (3, 5, ["3", "e", "f"]),
    ]


def test_other_separators_of_lines_stay_inside_fields() -> None:
    assert rows("id,last,first\n1,a\u2028b,c\x85d\n".encode()) == [(1, 2, ["1", "a\u2028b", "c\x85d"])]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found_in_the_header(delimiter: str) -> None:
    table = delimiter.join(["id", '"last, first; or | both"', "score"]) + "\n" + delimiter.join(["1", "a", "9.5"])
    assert rows(table.encode()) == [(1, 2, ["1", "a", "9.5"])]


def test_doubled_quotes_are_one_and_a_quote_inside_a_word_stands_for_itself() -> None:
    assert rows(HEADER + b'1,"Smith ""Bob""",O"Neil\n') == [(1, 2, ["1", 'Smith "Bob"', 'O"Neil'])]


def test_a_record_of_empty_fields_is_a_record() -> None:
    assert rows(HEADER + b",,\n1,a,b\n") == [(1, 2, ["", "", ""]), (2, 3, ["1", "a", "b"])]


def test_headers_are_trimmed_and_found_whatever_their_case() -> None:
    table = read_table("Candidate  ID , LAST\u00a0NAME,\n1,a,\n".encode())
    assert table.headers == ("Candidate ID", "LAST NAME", "")
    assert [table.column(name) for name in ("Candidate ID", "last name", "first", "")] == [0, 1, None, 2]


def test_a_table_can_be_walked_twice() -> None:
    table = read_table(HEADER + b"1,a,b\n")
    assert list(table.records()) == list(table.records()) != []


def test_bad_column_count() -> None:
    assert rejections(HEADER + b"1,a\n2,a,b\n3,a,b,\n") == [
        (1, 2, "bad_column_count", None),
        (3, 4, "bad_column_count", None),
    ]


def test_repeated_header_even_in_other_letters() -> None:
    assert rejections(HEADER + b"1,a,b\nid,last,first\nID, Last ,FIRST\nid,last,other\n") == [
        (2, 3, "repeated_header", None),
        (3, 4, "repeated_header", None),
    ]


@pytest.mark.parametrize("control", [b"\x00", b"\x01", b"\x08", b"\x0b", b"\x0c", b"\x1b", b"\x1f"])
def test_control_char(control: bytes) -> None:
    assert rejections(HEADER + b"1,a,b" + control + b"c\n2,a,b\n") == [(1, 2, "control_char", "first")]
    [record] = [r for r in read_table(HEADER + b"1,a,b" + control + b"c\n").records() if isinstance(r, Rejection)]
    assert control.decode() not in record.message


def test_tab_and_line_ends_in_a_field_are_no_control_characters() -> None:
    assert rejections(HEADER + b'1,"a\tb","c\r\nd"\n') == []


def test_field_too_long_at_1001_characters() -> None:
    exactly, over = "ë" * 1000, "ë" * 1001
    data = f"id,last,first\n1,{exactly},b\n2,{over},b\n3,a,{'x' * 200_000}\n".encode()
    assert rejections(data) == [(2, 3, "field_too_long", "last"), (3, 4, "field_too_long", "first")]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n\n \r\n", b"\x00\x00"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refused(data).code == "empty_file"


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\nid,last\n1,a\n",
        b"\x7fELF\x02\x01\x01,a,b",
        b"MZ\x90\x00\x03,a\n",
        b"<!DOCTYPE html><table>,</table>",
        b"\xef\xbb\xbf \n<html><body>a,b</body></html>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">,</svg>',
        b"<svg onload=alert(1)>,</svg>",
        "\ufeff<html>,</html>".encode("utf-16-le"),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"\x89PNG\r\n\x1a\n,,",
        b"\x1f\x8b\x08,,",
        b'{"id": 1, "last": 2}',
        b"{\\rtf1 a,b}",
    ],
)
def test_what_is_no_table_in_text_is_refused_by_content(data: bytes) -> None:
    assert refused(data).code == "unsupported_type"


@pytest.mark.parametrize(
    "data",
    [
        b"just a sentence\nand another one\n",
        "id,last\n1,a\n".encode("utf-16-le"),
        b"\xff\xfei\x00d\x00,\x00a\xd8",
        b"i\x01d,last\n1,a\n",
        b",,\n1,2,3\n",
        b"x" * 1001 + b",b\n",
    ],
    ids=["prose", "utf-16 without mark", "broken utf-16", "control in the header", "no names", "endless name"],
)
def test_what_has_no_header_is_no_table(data: bytes) -> None:
    assert refused(data).code == "not_a_table"


def test_duplicate_header_names_the_column() -> None:
    error = refused(b"id,Score, score \n1,2,3\n")
    assert (error.code, error.field) == ("duplicate_header", "score")


def test_more_than_300_columns_are_refused() -> None:
    assert len(read_table(",".join(f"c{n}" for n in range(300)).encode()).headers) == 300
    assert refused(",".join(f"c{n}" for n in range(301)).encode()).code == "too_many_columns"


def test_a_file_over_50_mib_is_refused_unread() -> None:
    assert refused(b"a,b\n" * (13 * 1024 * 1024 + 1)).code == "too_large"


def test_more_rows_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 2)
    assert len(rows(b"a,b\n1,2\n3,4\n")) == 2
    error = refused(b"a,b\n1,2\n3,4\n5,6\n")
    assert (error.code, error.row) == ("too_many_rows", 3)


def test_a_quote_that_never_closes_names_its_line() -> None:
    error = refused(HEADER + b'1,a,b\n2,"a,b\n3,c,d\n')
    assert (error.code, error.line) == ("bad_quoting", 3)


def test_text_after_a_closing_quote_names_its_line() -> None:
    error = refused(HEADER + b'1,a,b\n2,"a"x,b\n')
    assert (error.code, error.line) == ("bad_quoting", 3)


def test_rejected_rows_as_csv_open_as_text() -> None:
    found = [
        Rejection(3, 4, "bad_score", "=written", '=written is "104"; expected is less.'),
        Rejection(9, 12, "duplicate_row", None, "Zoë, again"),
    ]
    assert rejected_csv(found).decode() == (
        "row,line,code,field,message\r\n"
        '3,4,bad_score,\'=written,"\'=written is ""104""; expected is less."\r\n'
        '9,12,duplicate_row,,"Zoë, again"\r\n'
    )


def _walk(data: bytes) -> Table | None:
    try:
        table = read_table(data)
        width = len(table.headers)
        for place, record in enumerate(table.records(), start=1):
            assert record.row == place
            assert isinstance(record, Rejection) or len(record.cells) == width
    except FormatError:
        return None
    return table


_BYTES = st.lists(
    st.sampled_from(
        [b"a", b"1.5", b",", b";", b"\t", b"|", b'"', b'""', b"\n", b"\r", b"\r\n", b"\x00", b"\xff", b"\xfe"]
    )
    | st.sampled_from([b"\xef\xbb\xbf", b"PK\x03\x04", "é".encode(), b"\x85", b" ", b"id,last,first", b"=1+1", b"\x1a"])
    | st.binary(max_size=6),
    max_size=40,
).map(b"".join)


@settings(deadline=None)
@given(_BYTES)
@example(b'a,b\n"')
@example(b"PK\x05\x06" + b"\x00" * 18)
@example(b"\xff\xfe\x00\x00a\x00\x00\x00,\x00\x00\x00")
def test_any_bytes_give_records_or_a_format_error(data: bytes) -> None:
    _walk(data)


@settings(deadline=None)
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])), min_size=3, max_size=3)))
def test_what_a_writer_of_csv_wrote_is_read_back(cells: list[list[str]]) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in cells]
    data = "\r\n".join(["id,last,first", *quoted]).encode()
    found = [list(record.cells) for record in read_table(data).records() if isinstance(record, Record)]
    assert found == [
        row
        for row in cells
        if [" ".join(c.replace("\ufeff", "").split()).casefold() for c in row] != ["id", "last", "first"]
    ]
