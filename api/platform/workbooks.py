"""XLSX workbooks, written in a process of their own while their rows come in."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import xlsxwriter

from api.platform.cells import Kind, cell_text

MOST_ROWS = 1_048_576  # of a sheet, with its head
MOST_CHARACTERS = 32_767  # of a cell
_MOST_DIGITS = 15  # beyond, a spreadsheet rounds a number
_FIRST_DAY = dt.date(1900, 3, 1)  # before, spreadsheets count days differently
_CUT = "…"
_WIDTHS: dict[Kind, int] = {"text": 24, "score": 14, "pairs": 40, "plain": 14}


@dataclass(frozen=True, slots=True)
class Book:
    """What a workbook is: its name, the heads and kinds of its columns, and the instant that it shows."""

    name: str
    heads: Sequence[str]
    kinds: Sequence[Kind]
    as_of: dt.datetime
    zone: str


def render(book: Book, chunks: Iterator[Sequence[Sequence[Any]]], target: BinaryIO) -> None:
    """Write the rows of chunks; beyond what a sheet holds they go on in the next one, under the same heads.

    Whole numbers, scores and days are numbers and days; everything else is text, also what looks like a formula.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    zone = ZoneInfo(book.zone)
    with xlsxwriter.Workbook(target, options) as workbook:
        as_of = book.as_of.astimezone(zone)
        about = f"As of {as_of.isoformat(' ', 'seconds')} ({book.zone})"
        workbook.set_properties({"title": book.name, "comments": about, "created": as_of.replace(tzinfo=None)})
        sheets = _Sheets(workbook, book)
        for rows in chunks:
            for row in rows:
                sheets.add(row, zone)


class _Sheets:
    """The sheets of a workbook, one after the other."""

    def __init__(self, workbook: Any, book: Book) -> None:
        self._workbook, self._book = workbook, book
        self._head = workbook.add_format({"bold": True, "bottom": 1})
        self._day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._decimals: dict[int, Any] = {}
        self._count = 0
        self._begin()

    def add(self, row: Sequence[Any], zone: ZoneInfo) -> None:
        """The next row."""
        if self._at == MOST_ROWS:
            self._begin()
        for column, (value, kind) in enumerate(zip(row, self._book.kinds, strict=True)):
            self._write(column, value, kind, zone)
        self._at += 1

    def _begin(self) -> None:
        self._count += 1
        name = self._book.name[:25] + ("" if self._count == 1 else f" {self._count}")
        self._sheet = self._workbook.add_worksheet(name)
        self._sheet.freeze_panes(1, 0)
        for column, (head, kind) in enumerate(zip(self._book.heads, self._book.kinds, strict=True)):
            self._sheet.set_column(column, column, max(_WIDTHS[kind], len(head) + 2))
            self._sheet.write_string(0, column, head, self._head)
        self._at = 1

    def _write(self, column: int, value: Any, kind: Kind, zone: ZoneInfo) -> None:
        sheet, at = self._sheet, self._at
        if isinstance(value, int) and not isinstance(value, bool):
            sheet.write_number(at, column, value)
        elif kind == "score" and isinstance(value, str) and (score := _number(value)) is not None:
            sheet.write_number(at, column, score, self._decimal(value))
        elif isinstance(value, dt.date) and not isinstance(value, dt.datetime) and value >= _FIRST_DAY:
            sheet.write_datetime(at, column, dt.datetime(value.year, value.month, value.day), self._day)  # noqa: DTZ001
        elif text := cell_text(value, zone):
            cut = text if len(text) <= MOST_CHARACTERS else text[: MOST_CHARACTERS - len(_CUT)] + _CUT
            sheet.write_string(at, column, cut)

    def _decimal(self, text: str) -> Any:
        digits = len(text.partition(".")[2])
        if digits not in self._decimals:
            self._decimals[digits] = self._workbook.add_format({"num_format": f"0.{'0' * digits}" if digits else "0"})
        return self._decimals[digits]


def _number(text: str) -> Decimal | None:
    """A decimal text as a number, unless a spreadsheet would round it."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and len(number.as_tuple().digits) <= _MOST_DIGITS else None
