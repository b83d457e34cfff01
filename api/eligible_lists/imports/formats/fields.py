"""Single fields: what one cell says, under the import policy that all formats share."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b

from api.eligible_lists.imports.formats.findings import Caution, RowRefused, shown

_PLAIN_DECIMAL = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]*)?[eE][+-]?[0-9]+")
# An id may be "12E5"; only the form a spreadsheet prints, with a signed exponent, is damage.
_SPREADSHEET_EXPONENT = re.compile(r"[0-9](?:[.,][0-9]+)?[eE][+-][0-9]{2,3}")
_DIGEST_BYTES = 16


def clean_text(cell: str) -> str:
    """Return a text as NFC with every run of whitespace (no-break space, U+2028, U+0085 too) made one space."""
    return " ".join((cell if cell.isascii() else unicodedata.normalize("NFC", cell)).split())


def read_decimal(cell: str, column: str, *, code: str, expected: str, most: Decimal | None = None) -> str:
    """Return a non-empty cell as plain decimal text without needless zeros.

    Raises RowRefused `mangled_number` for the exponent form of a spreadsheet, else `code` for what is no plain
    ASCII decimal with a point or lies above `most`.
    """
    text = cell.strip()
    if not _PLAIN_DECIMAL.fullmatch(text):
        if _EXPONENT.fullmatch(text):
            raise RowRefused("mangled_number", column, _mangled(text, column))
        raise RowRefused(code, column, f"{column} is {shown(text)}; expected is {expected}.")
    if most is not None and Decimal(text) > most:
        raise RowRefused(code, column, f"{column} is {shown(text)}; expected is {expected}.")
    return _without_needless_zeros(text)


def _without_needless_zeros(text: str) -> str:
    whole, _, fraction = text.partition(".")
    whole, fraction = whole.lstrip("0") or "0", fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole


def _mangled(text: str, column: str) -> str:
    return f"{column} is {shown(text)}, damaged by a spreadsheet; expected is every digit written out."


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a row is about; empty texts of optional columns are None."""

    external_id: str
    last_name: str
    first_name: str
    middle_name: str | None
    email: str | None
    phone: str | None

    def facts(self) -> tuple[str, ...]:
        """Return what two rows about one person agree on: letter case does not part persons or addresses."""
        named = (self.last_name, self.first_name, self.middle_name or "", self.email or "")
        return (*(text.casefold() for text in named), self.phone or "")


@dataclass(frozen=True, slots=True)
class IdentityColumns:
    """Where the identity stands in a record (0-based; None where the file has no such column)."""

    external_id: int
    last_name: int
    first_name: int
    middle_name: int | None
    email: int | None
    phone: int | None

    def read(self, cells: Sequence[str], headers: Sequence[str]) -> Identity:
        """Return the identity; raises RowRefused `missing_candidate_id` or `mangled_number`."""
        external_id, column = clean_text(cells[self.external_id]), headers[self.external_id]
        if not external_id:
            raise RowRefused("missing_candidate_id", column, f"{column} is empty; expected is the candidate's id.")
        if _SPREADSHEET_EXPONENT.fullmatch(external_id):
            raise RowRefused("mangled_number", column, _mangled(external_id, column))
        return Identity(
            external_id,
            clean_text(cells[self.last_name]),
            clean_text(cells[self.first_name]),
            _optional(cells, self.middle_name),
            _optional(cells, self.email),
            _optional(cells, self.phone),
        )

    def cautions(self, identity: Identity, headers: Sequence[str], row: int, line: int) -> Iterator[Caution]:
        """Yield what a person should look at in a row that is kept all the same."""
        blank = [
            i for i, name in ((self.last_name, identity.last_name), (self.first_name, identity.first_name)) if not name
        ]
        if len(blank) == 2:
            yield Caution(row, line, "blank_name", headers[self.last_name], "The row has no name; it is kept without.")
        elif blank:
            code = "missing_last_name" if blank[0] == self.last_name else "missing_first_name"
            yield Caution(row, line, code, headers[blank[0]], f"{headers[blank[0]]} is empty; the row is kept without.")
        if self.email is not None and identity.email and not _is_address(identity.email):
            message = (
                f"{headers[self.email]} is {shown(identity.email)}, which is no e-mail address; no mail can reach it."
            )
            yield Caution(row, line, "odd_email", headers[self.email], message)


def _optional(cells: Sequence[str], column: int | None) -> str | None:
    return None if column is None else clean_text(cells[column]) or None


def _is_address(text: str) -> bool:
    name, at, domain = text.rpartition("@")
    return bool(name and at and domain) and " " not in text


class Duplicates:
    """Remembers each valid row's key and a digest of its facts; the first row of a key stands."""

    def __init__(self) -> None:
        """Begin before the first row."""
        self._first: dict[str, tuple[int, bytes]] = {}

    def admit(self, row: int, key: str, facts: Sequence[str], column: str) -> None:
        """Take a valid row; raises RowRefused `duplicate_row` or `conflicting_duplicate` when its key is known."""
        digest = blake2b("\x1f".join(facts).encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
        first_row, first_digest = self._first.setdefault(key, (row, digest))
        if first_row == row:
            return
        if first_digest == digest:
            raise RowRefused(
                "duplicate_row", None, f"{column} {shown(key)} with the same facts stands in row {first_row}."
            )
        message = f"{column} {shown(key)} stands in row {first_row} with other facts; that row stands."
        raise RowRefused("conflicting_duplicate", None, message)
