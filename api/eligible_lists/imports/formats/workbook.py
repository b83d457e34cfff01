"""Excel workbooks (.xlsx): the cells of one sheet as text, after the archive has proved harmless.

The archive is unpacked once, in small pieces and thrown away, before the reader of workbooks sees it: the sizes
an archive states about itself may be lies, and one far-away cell makes the reader reserve the whole rectangle.
"""

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from python_calamine import CalamineSheet, CalamineWorkbook, SheetTypeEnum

from api.eligible_lists.imports.formats import limits
from api.eligible_lists.imports.formats.findings import FormatError

_PIECE = 1024 * 1024
_PACKED_PIECE = 64 * 1024
_LONGEST_TAG = 1024 * 1024
_WORKSHEET = SheetTypeEnum.WorkSheet
_ENCRYPTED = 0x1
_LOCAL_HEADER_BYTES = 30
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]*)([0-9]+)["']""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s[^<>]*\bt\s*=\s*["']e["']""")
_SHEETS = re.compile(rb"""<(?:\w+:)?sheet\s[^<>]*\w+:id\s*=\s*["']([^"']+)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']*)["']""")
# From here on a spreadsheet number no longer holds every digit of an id, and Excel shows it with an exponent.
_EXACT_INTEGERS_BELOW = 1e15


class Workbook:
    """A harmless workbook: its sheets by name, and the cells of each."""

    def __init__(self, data: bytes) -> None:
        """Unpack and look through the archive.

        Raises FormatError `unsupported_type`, `too_large` or `not_a_table`.
        """
        self._data, self._parts = data, _checked_parts(data)
        with _reading():
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(data))
            kinds = [sheet.typ for sheet in self._book.sheets_metadata]
        if len(kinds) != len(self._parts):
            raise _damaged()
        self.sheets = [name for name, kind in zip(self._book.sheet_names, kinds, strict=True) if kind == _WORKSHEET]
        if not self.sheets:
            raise FormatError("empty_file", "The workbook has no sheet with cells.")
        self._opened: dict[str, CalamineSheet] = {}

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (sheet row, cells) of a sheet, cells as text, empty cells at a row's end left away.

        Numbers are shown with at most 15 digits, as Excel shows them, so 83.3 is not 83.299999999999997; whole
        numbers of 16 digits or more keep the exponent form that marks them as damaged. A formula is not computed:
        what the workbook last showed for it is read.
        Raises FormatError `too_large`, `too_many_columns`, `error_cell` or `not_a_table`.
        """
        with _reading():
            for number, cells in enumerate(self._open(sheet).iter_rows(), start=1):
                texts = [_text(cell) for cell in cells]
                while texts and not texts[-1]:
                    texts.pop()
                yield number, texts

    def _open(self, sheet: str) -> CalamineSheet:
        if sheet not in self._opened:
            _check_extent(self._data, self._parts[self._book.sheet_names.index(sheet)])
            self._opened[sheet] = self._book.get_sheet_by_name(sheet)
        return self._opened[sheet]


@contextmanager
def _reading() -> Iterator[None]:
    """Turn whatever the native reader says of a damaged workbook into a FormatError."""
    try:
        yield
    except (FormatError, GeneratorExit):
        raise
    except BaseException as error:
        # A panic of the native reader does not derive from Exception and has no importable type.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise _damaged() from error
        raise


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return _number(float(cell))
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def _number(value: float) -> str:
    shortest = f"{value:.15g}"
    if abs(value) >= _EXACT_INTEGERS_BELOW:
        return shortest
    return format(Decimal(shortest), "f")


def _checked_parts(data: bytes) -> list[zipfile.ZipInfo]:
    """Return the parts that hold the sheets, in the workbook's order.

    Refuses archives that are no workbook, carry macros, or unfold to more than a table should: FormatError
    `unsupported_type`, `too_large` or `not_a_table`.
    """
    with _unpacking(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        _check_directory(entries, len(data))
        unpacked = _Unpacked(data)
        parts = _sheet_parts(unpacked, {entry.filename: entry for entry in entries})
        for entry in entries:
            unpacked.measure(entry)
        return parts


def _check_extent(data: bytes, part: zipfile.ZipInfo) -> None:
    """Refuse a sheet that is too wide, too large or shows an error."""
    with _unpacking():
        extent = _Extent()
        for piece in _Unpacked(data).tags(part):
            extent.look_at(piece)


@contextmanager
def _unpacking() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, UnicodeDecodeError, ValueError, OSError) as error:
        raise _damaged() from error


def _check_directory(entries: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    names = {entry.filename for entry in entries}
    if len(entries) > limits.MAX_ARCHIVE_ENTRIES:
        raise FormatError("too_large", f"The workbook has more than {limits.MAX_ARCHIVE_ENTRIES:,} parts.")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise FormatError("unsupported_type", "The file is a ZIP archive but no Excel workbook (.xlsx).")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FormatError("unsupported_type", "The workbook has macros. Save it as .xlsx without macros and try again.")
    if len(names) != len(entries):
        raise _damaged()
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise FormatError("unsupported_type", "The workbook is encrypted. Save it without a password and try again.")
    total = sum(entry.file_size for entry in entries)
    is_suspicious = total > limits.RATIO_MATTERS_FROM_BYTES and total > limits.MAX_UNPACKED_RATIO * archive_bytes
    if total > limits.MAX_UNPACKED_BYTES or is_suspicious:
        raise FormatError("too_large", "The workbook unfolds to far more than a table of results should hold.")


def _sheet_parts(unpacked: "_Unpacked", entries: dict[str, zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Return the parts that hold the sheets, as the workbook's relations say."""
    relations, targets = entries.get("xl/_rels/workbook.xml.rels"), {}
    for tag in _RELATION.findall(unpacked.whole(relations)) if relations else ():
        attributes = dict(_ATTRIBUTE.findall(tag))
        target = attributes.get(b"Target", b"").decode()
        name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        targets[attributes.get(b"Id")] = entries.get(name)
    named = _SHEETS.findall(unpacked.whole(entries["xl/workbook.xml"]))
    parts = [part for name in named if (part := targets.get(name)) is not None]
    if not parts or len(parts) != len(named):
        raise _damaged()
    return parts


class _Unpacked:
    """Unpacks the parts of an archive, believing none of the sizes it states."""

    def __init__(self, data: bytes) -> None:
        """Keep the archive's bytes."""
        self._data = memoryview(data)

    def whole(self, entry: zipfile.ZipInfo) -> bytes:
        """Return one part as bytes; it is bounded by the directory's checked size."""
        return b"".join(self.pieces(entry))

    def measure(self, entry: zipfile.ZipInfo) -> None:
        """Unpack one part and throw it away; raises FormatError `not_a_table` when it is not as large as stated."""
        for _ in self.pieces(entry):
            continue

    def tags(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield one part in pieces that never end inside a tag."""
        tail = b""
        for piece in self.pieces(entry):
            joined = tail + piece
            cut = joined.rfind(b"<")
            tail = joined[cut:] if cut >= 0 else joined
            if len(tail) > _LONGEST_TAG:
                raise _damaged()
            yield joined[: len(joined) - len(tail)]
        yield tail

    def pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """Yield one part in pieces; raises FormatError `not_a_table` when its real size is not the stated one."""
        name_length = int.from_bytes(self._data[entry.header_offset + 26 : entry.header_offset + 28], "little")
        extra_length = int.from_bytes(self._data[entry.header_offset + 28 : entry.header_offset + 30], "little")
        start = entry.header_offset + _LOCAL_HEADER_BYTES + name_length + extra_length
        packed = self._data[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED and entry.compress_size == entry.file_size == len(packed):
            yield from (bytes(packed[at : at + _PIECE]) for at in range(0, len(packed), _PIECE))
        elif entry.compress_type == zipfile.ZIP_DEFLATED:
            yield from _inflated(packed, entry.file_size)
        else:
            raise _damaged()


def _inflated(packed: memoryview, stated: int) -> Iterator[bytes]:
    inflater, total = zlib.decompressobj(-zlib.MAX_WBITS), 0
    for at in range(0, len(packed), _PACKED_PIECE):
        rest = bytes(packed[at : at + _PACKED_PIECE])
        while rest and not inflater.eof:
            piece = inflater.decompress(rest, _PIECE)
            rest, total = inflater.unconsumed_tail, total + len(piece)
            if total > stated:
                raise _damaged()
            yield piece
    if not inflater.eof or total != stated or inflater.unused_data:
        raise _damaged()


class _Extent:
    """How far the cells of a sheet reach, and whether one of them is an error such as #N/A."""

    def __init__(self) -> None:
        """Begin with an empty sheet."""
        self._last_row = 1
        self._last_column = 1

    def look_at(self, piece: bytes) -> None:
        """Take a piece of the sheet into account; raises FormatError when the sheet is too wide, large or faulty."""
        if error := _ERROR_CELL.search(piece):
            place = _REFERENCE.search(error[0] + b" ")
            cell = (place[1] + place[2]).decode() if place else "one cell"
            raise FormatError("error_cell", f"The sheet shows an error such as #N/A in {cell}; mend it and try again.")
        found = _REFERENCE.findall(piece)
        for letters in {letters.upper() for letters, _ in found}:
            self._last_column = max(self._last_column, _column_number(letters))
        if self._last_column > limits.MAX_COLUMNS:
            raise FormatError("too_many_columns", f"The sheet has more than {limits.MAX_COLUMNS} columns.")
        # Leading zeros aside, more digits than this are beyond any sheet and too long to convert.
        self._last_row = max(self._last_row, *(int(digits[-18:]) for _, digits in found), 1)
        if self._last_row * self._last_column > limits.MAX_SHEET_CELLS:
            raise FormatError("too_large", f"The sheet reaches over more than {limits.MAX_SHEET_CELLS:,} cells.")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters[:8]:
        number = number * 26 + letter - 64
    return number


def _damaged() -> FormatError:
    return FormatError("not_a_table", "The workbook is damaged; open it in Excel and save it again.")
