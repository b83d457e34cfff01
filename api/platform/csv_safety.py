"""CSV that a spreadsheet opens as text.

Imported texts are kept verbatim, even when they look like formulas; they are made harmless here, on the way
out, and only here. The guard is an apostrophe before the cell. `restored` takes exactly that apostrophe away
again, so a file of Eligo's own that is read back gives the original texts.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import SimpleNamespace

# What makes a spreadsheet evaluate a cell: = + - @ and their full-width and small forms, also behind blanks,
# and a leading tab or line end. Apostrophes in front are included so that guarding can be undone. Python and SQL read
# the pattern alike, so blanks are named one by one.
_BLANKS = "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_PATTERN = f"'*([{_BLANKS}]*[=+@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b-]|[\t\r\n])"
_RISKY = re.compile(_PATTERN)
_NEGATIVE_NUMBER = re.compile(r"-[0-9]+(?:\.[0-9]+)?", re.ASCII)


def neutralised(cell: str) -> str:
    """Return the cell as a spreadsheet will show it literally; a plain negative number stays a number."""
    if _RISKY.match(cell) and not _NEGATIVE_NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def neutralised_sql(cell: str) -> str:
    """Return an SQL expression that does the same to one of type text. Most cells show by one letter to be harmless."""
    pattern = _PATTERN.replace("'", "''")
    return (
        f"CASE WHEN ascii({cell}) BETWEEN 97 AND 122 OR ascii({cell}) BETWEEN 65 AND 90 OR ascii({cell}) BETWEEN 48 "
        f"AND 57 OR {cell} !~ '^{pattern}' OR {cell} ~ '^-[0-9]+(\\.[0-9]+)?$' THEN {cell} ELSE '''' || {cell} END"
    )


def restored(cell: str) -> str:
    """Return what `neutralised` was given."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Write a table as UTF-8 CSV with CRLF line ends (RFC 4180), every text cell neutralised; None is empty."""
    return b"".join(csv_rows([header, *rows]))


def csv_rows(rows: Iterable[Sequence[object]], at_once: int = 500, line_end: str = "\r\n") -> Iterator[bytes]:
    """Write rows of any number the same way, some hundred at once."""
    remaining = iter(rows)
    lines: list[str] = []
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")  # both signs are quoted in a cell
    while part := list(islice(remaining, at_once)):
        for row in part:
            writer.writerow(["" if cell is None else neutralised(str(cell)) for cell in row])
        yield "".join(line[:-2] + line_end for line in lines).encode("utf-8", errors="replace")
        lines.clear()
