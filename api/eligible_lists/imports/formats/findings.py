"""What reading a file can find: a file that is refused, a row that is refused, a row kept with a caution."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.platform.csv_safety import csv_bytes

_SHOWN_CHARACTERS = 40
REJECTED_COLUMNS = ("row", "line", "code", "field", "message")


class FormatError(Exception):
    """The file as a whole, or its mapping, cannot be read; nothing of it is used.

    `code` is stable, `message` a plain sentence, `field` the mapping entry or column it is about, `row` and
    `line` the place (both count as in `Rejection`).
    """

    def __init__(
        self, code: str, message: str, *, row: int | None = None, line: int | None = None, field: str | None = None
    ) -> None:
        """Keep every part for the caller's problem answer."""
        super().__init__(message)
        self.code = code
        self.message = message
        self.row = row
        self.line = line
        self.field = field


@dataclass(frozen=True, slots=True)
class Rejection:
    """One record that is refused, with exactly one reason.

    `row` is the 1-based number of the data record after the header (blank lines are not records), `line` the
    physical line on which the record starts, `field` the column's own header.
    """

    row: int
    line: int
    code: str
    field: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Caution:
    """One record that is kept although a person should look at it; the places count as in `Rejection`."""

    row: int
    line: int
    code: str
    field: str | None
    message: str


class RowRefused(Exception):  # noqa: N818 - not an error of the program: it carries one row's reason to the reader
    """Raised while one record is read; the reader turns it into a `Rejection` with the place."""

    def __init__(self, code: str, field: str | None, message: str) -> None:
        """Keep the reason without its place."""
        super().__init__(message)
        self.code = code
        self.field = field
        self.message = message

    def at(self, row: int, line: int) -> Rejection:
        """Return the rejection of the record that stands at this row and line."""
        return Rejection(row, line, self.code, self.field, self.message)


def shown(value: str) -> str:
    """Return a value in quotes for a message: shortened, with control characters made visible."""
    short = value if len(value) <= _SHOWN_CHARACTERS else value[:_SHOWN_CHARACTERS] + "…"
    visible = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in short)
    return f'"{visible}"'


def rejected_csv(rejections: Iterable[Rejection]) -> bytes:
    """Return the refused rows as CSV, safe to open in a spreadsheet."""
    return csv_bytes(REJECTED_COLUMNS, ((r.row, r.line, r.code, r.field, r.message) for r in rejections))
