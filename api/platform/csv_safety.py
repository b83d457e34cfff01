"""CSV that a spreadsheet opens as text.

Imported texts are kept verbatim, even when they look like formulas; they are made harmless here, on the way
out, and only here. The guard is an apostrophe before the cell. `restored` takes exactly that apostrophe away
again, so a file of Eligo's own that is read back gives the original texts.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

# What makes a spreadsheet evaluate a cell: = + - @ and their full-width and small forms, also behind blanks,
# and a leading tab or line end. Apostrophes in front are included so that guarding can be undone.
_RISKY = re.compile(r"'*(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b]|[\t\r\n])")
_NEGATIVE_NUMBER = re.compile(r"-[0-9]+(?:\.[0-9]+)?", re.ASCII)


def neutralised(cell: str) -> str:
    """Return the cell as a spreadsheet will show it literally; a plain negative number stays a number."""
    if _RISKY.match(cell) and not _NEGATIVE_NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def restored(cell: str) -> str:
    """Return what `neutralised` was given."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as UTF-8 CSV with CRLF line ends (RFC 4180), every text cell neutralised; None is empty."""
    return b"".join(csv_rows([header, *rows]))


def csv_rows(rows: Iterable[Sequence[object]], at_once: int = 500) -> Iterator[bytes]:
    """Write rows of any number the same way, some hundred at once."""
    remaining = iter(rows)
    while part := list(islice(remaining, at_once)):
        page = io.StringIO(newline="")
        writer = csv.writer(page, lineterminator="\r\n")
        for row in part:
            writer.writerow(["" if cell is None else neutralised(str(cell)) for cell in row])
        yield page.getvalue().encode("utf-8", errors="replace")
