"""Tables: bytes of a CSV file or a workbook in, numbered records out."""

import codecs
import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from api.eligible_lists.imports.formats import limits
from api.eligible_lists.imports.formats.findings import FormatError, Rejection, shown
from api.eligible_lists.imports.formats.signatures import is_workbook
from api.eligible_lists.imports.formats.workbook import Workbook

_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DELIMITERS = ",;\t|"
_SAMPLE_CHARACTERS = 64 * 1024
_PIECE = 1024 * 1024
# C0 controls without tab, CR and LF, which are whitespace.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_BYTES = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_KEEP_UNDEFINED = "eligo.windows_1252"
_SHOWN_ENCODINGS = {"utf-8-sig": "utf-8", "cp1252": "windows-1252"}

Lines = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class Record:
    """One data record: `row` counts records after the header, `line` is where it starts in the file."""

    row: int
    line: int
    cells: Sequence[str]


class Table:
    """A header and its records; the records can be walked any number of times and are never all in memory."""

    def __init__(
        self,
        source: Callable[[], Lines],
        *,
        is_sheet: bool,
        may_hold_controls: bool,
        encoding: str = "utf-8",
        delimiter: str | None = None,
        sheet: str | None = None,
        sheets: Sequence[str] = (),
    ) -> None:
        """Read the header; raises FormatError when there is none or it cannot be one.

        `encoding` (`xlsx` for a workbook), `delimiter` and `sheet` (of `sheets`) say how the bytes were read.
        """
        self.encoding, self.delimiter = encoding, delimiter
        self.sheet, self.sheets = sheet, sheets
        self._source = source
        self._is_sheet = is_sheet
        self._may_hold_controls = may_hold_controls
        lines = self._filled_lines()
        first = next(lines, None)
        if first is None:
            raise FormatError("empty_file", "The file holds no header and no rows.")
        self.headers = _checked_headers(first[1])
        self._folded = [name.casefold() for name in self.headers]

    def column(self, name: str) -> int | None:
        """Return the 0-based place of a column by its header (letter case ignored when nothing matches exactly)."""
        wanted = _header(name)
        if wanted in self.headers:
            return self.headers.index(wanted)
        folded = wanted.casefold()
        return self._folded.index(folded) if wanted and folded in self._folded else None

    def records(self) -> Iterator[Record | Rejection]:
        """Yield every record after the header, or why it cannot be one; raises FormatError past the row limit."""
        lines = self._filled_lines()
        next(lines)
        width = len(self.headers)
        for row, (line, cells) in enumerate(lines, start=1):
            if row > limits.MAX_ROWS:
                raise FormatError("too_many_rows", f"The file has more than {limits.MAX_ROWS:,} rows.", row=row)
            if self._is_sheet and len(cells) < width:
                cells += [""] * (width - len(cells))
            yield self._fault(row, line, cells) or Record(row, line, cells)

    def _filled_lines(self) -> Lines:
        return ((line, cells) for line, cells in self._source() if not _is_blank(cells))

    def _fault(self, row: int, line: int, cells: list[str]) -> Rejection | None:
        if len(cells) != len(self.headers):
            message = f"The record has {len(cells)} fields where the header has {len(self.headers)}."
            return Rejection(row, line, "bad_column_count", None, message)
        if _header(cells[0]).casefold() == self._folded[0] and self._is_header(cells):
            return Rejection(row, line, "repeated_header", None, "The header stands here again among the rows.")
        if self._may_hold_controls:
            for name, cell in zip(self.headers, cells, strict=True):
                if _CONTROL.search(cell):
                    message = f"{name} holds a control character: {shown(cell)}. Expected is readable text."
                    return Rejection(row, line, "control_char", name, message)
        if max(map(len, cells)) > limits.MAX_FIELD_CHARACTERS:
            name, cell = max(zip(self.headers, cells, strict=True), key=lambda pair: len(pair[1]))
            message = f"{name} is {len(cell):,} characters long; at most {limits.MAX_FIELD_CHARACTERS:,} are allowed."
            return Rejection(row, line, "field_too_long", name, message)
        return None

    def _is_header(self, cells: list[str]) -> bool:
        return all(_header(cell).casefold() == name for cell, name in zip(cells, self._folded, strict=True))


def read_table(data: bytes, sheet: str | None = None) -> Table:
    """Open a file as a table, by its content; names and declared types are not looked at.

    Text is UTF-8 with or without byte order mark, UTF-16 with one, else Windows-1252; the delimiter is found in
    the header. Of a workbook it is the sheet of that name, else the first with a header. Raises FormatError.
    """
    if len(data) > limits.MAX_FILE_BYTES:
        raise FormatError("too_large", f"The file is larger than {limits.MAX_FILE_BYTES // 1024**2} MiB.")
    if is_workbook(data):
        return _sheet_table(Workbook(data), sheet)
    if sheet is not None:
        raise FormatError("unknown_sheet", "The file is text; it has no sheets.", field="sheet")
    encoding = _encoding(data)
    delimiter = _delimiter(_open(data, encoding).read(_SAMPLE_CHARACTERS))
    may_hold_controls = encoding == "utf-16" or bool(_CONTROL_BYTES.search(data))
    return Table(
        lambda: _csv_lines(data, encoding, delimiter),
        is_sheet=False,
        may_hold_controls=may_hold_controls,
        encoding=_SHOWN_ENCODINGS.get(encoding, encoding),
        delimiter=delimiter,
    )


def _sheet_table(workbook: Workbook, sheet: str | None) -> Table:
    if sheet is not None and sheet not in workbook.sheets:
        raise FormatError("unknown_sheet", f"The workbook has no sheet {shown(sheet)}.", field="sheet")
    first_fault: FormatError | None = None
    for name in workbook.sheets if sheet is None else [sheet]:
        try:
            return Table(
                partial(workbook.rows, name),
                is_sheet=True,
                may_hold_controls=True,
                encoding="xlsx",
                sheet=name,
                sheets=workbook.sheets,
            )
        except FormatError as fault:
            if fault.code not in ("empty_file", "not_a_table"):
                raise
            first_fault = first_fault or fault
    raise first_fault or FormatError("empty_file", "The workbook has no sheet with cells.")


def _encoding(data: bytes) -> str:
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if is_utf16 else "utf-8")()
    try:
        for at in range(0, len(data), _PIECE):
            decoder.decode(data[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if is_utf16:
            raise FormatError("not_a_table", "The file starts as UTF-16 text but is damaged.") from error
        return "cp1252"
    return "utf-16" if is_utf16 else "utf-8-sig"


def _keep_undefined(error: UnicodeError) -> tuple[str, int]:
    """Five bytes have no meaning in Windows-1252; like web browsers, keep them as C1 characters."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error(_KEEP_UNDEFINED, _keep_undefined)


def _open(data: bytes, encoding: str) -> io.TextIOWrapper:
    errors = _KEEP_UNDEFINED if encoding == "cp1252" else "strict"
    # newline="": CRLF, LF and a lone CR each end a line and are handed on untouched, as the csv module wants.
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, errors=errors, newline="")


def _delimiter(sample: str) -> str:
    """Return the delimiter that parts the header into the most fields; a table has at least two."""
    counts = {delimiter: _header_width(sample, delimiter) for delimiter in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda delimiter: counts[delimiter])
    if counts[best] < 2:
        raise FormatError("not_a_table", "The first line is no header: it holds no comma, semicolon, tab or bar.")
    return best


def _header_width(sample: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, strict=True)
    try:
        return next((len(cells) for cells in reader if not _is_blank(cells)), 0)
    except csv.Error:
        return 0


def _csv_lines(data: bytes, encoding: str, delimiter: str) -> Lines:
    """Yield (line on which the record starts, cells), blank lines included."""
    # The module's own limit would stop the file at one long field; such a field only costs its row.
    csv.field_size_limit(limits.MAX_FILE_BYTES + 1)
    reader = csv.reader(_open(data, encoding), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            message = f"A quotation mark opened in the record on line {line} is never closed."
        else:
            message = f"The quotation marks in the record on line {line} do not pair; write a quote as two."
        raise FormatError("bad_quoting", message, line=line) from error


def _is_blank(cells: list[str]) -> bool:
    return not cells or (len(cells) == 1 and not cells[0].strip())


def _header(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split())


def _checked_headers(cells: list[str]) -> tuple[str, ...]:
    if len(cells) > limits.MAX_COLUMNS:
        message = f"The header has {len(cells):,} columns; at most {limits.MAX_COLUMNS} are read."
        raise FormatError("too_many_columns", message)
    if any(_CONTROL.search(cell) or len(cell) > limits.MAX_FIELD_CHARACTERS for cell in cells):
        raise FormatError("not_a_table", "The first line is no header: it holds control characters or very long texts.")
    headers = tuple(_header(cell) for cell in cells)
    seen: set[str] = set()
    for name in filter(None, headers):
        if name.casefold() in seen:
            raise FormatError("duplicate_header", f"Two columns are headed {shown(name)}.", field=name)
        seen.add(name.casefold())
    if len(seen) < 2:
        raise FormatError("not_a_table", "The header names fewer than two columns.")
    return headers


def media_type(table: Table) -> str:
    """What the kept file of a table is served as."""
    return _WORKBOOK if table.encoding == "xlsx" else "text/csv"


def safe_name(name: str) -> str:
    """A file's own name without folders and without anything that could leave a header or a folder."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    return "".join(sign if sign.isprintable() and sign not in '"<>:|?*' else "_" for sign in last)[:200] or "file"
