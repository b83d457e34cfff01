"""Columns: guessing which header holds a field, and finding the columns a mapping names."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from api.eligible_lists.imports.formats.fields import IdentityColumns
from api.eligible_lists.imports.formats.findings import FormatError, shown
from api.eligible_lists.imports.formats.tabular import Table

# The field's own name is always tried first.
_ALIASES: Mapping[str, tuple[str, ...]] = {
    "external_id": ("candidate_id", "candidate_number", "candidate", "applicant_id", "person_id", "employee_id", "id"),
    "last_name": ("surname", "family_name", "last"),
    "first_name": ("given_name", "forename", "first"),
    "middle_name": ("middle_initial", "middle", "mi"),
    "email": ("email_address", "e_mail", "e_mail_address", "mail"),
    "phone": ("phone_number", "telephone", "mobile"),
    "status": ("attendance", "exam_status", "examination_status"),
    "score": ("final_score", "final_average", "rating"),
}
COMPONENT_FORMS = ("{}", "{}_raw", "{}_score", "{}_raw_score", "{}_result", "{}_points", "raw_{}", "score_{}")
CREDIT_FORMS = ("{}", "{}_points", "{}_credit", "{}_status", "{}_preference", "{}s", "{}s_preference", "{}s_points")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityMapping:
    """The headers of the columns that say who a row is about; None for what the file does not hold."""

    external_id: str
    last_name: str
    first_name: str
    middle_name: str | None = None
    email: str | None = None
    phone: str | None = None


def field_texts(
    document: Mapping[str, object], *, needed: Collection[str], optional: Collection[str], other: Collection[str] = ()
) -> dict[str, str]:
    """Return the column names of a mapping given as JSON; null and absent are the same.

    Raises FormatError `bad_mapping` or `mapping_incomplete` naming the entry; entries in `other` are not looked at.
    """
    for name in document.keys() - {*needed, *optional, *other}:
        raise FormatError("bad_mapping", f"The mapping has no entry {shown(name)}.", field=f"mapping.{name}"[:80])
    texts = {name: _text(value, name) for name in (*needed, *optional) if (value := document.get(name)) is not None}
    for name in needed:
        if name not in texts:
            raise FormatError(
                "mapping_incomplete", f"The mapping must name a column for {name}.", field=f"mapping.{name}"
            )
    return texts


def named_texts(document: Mapping[str, object], entry: str) -> dict[str, str]:
    """Return one nested entry {name: column} of a mapping given as JSON, empty when absent; raises `bad_mapping`."""
    value = document.get(entry)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise FormatError("bad_mapping", f"{entry} must be an object of names and columns.", field=f"mapping.{entry}")
    return {str(name): _text(column, f"{entry}.{name}") for name, column in value.items()}


def _text(value: object, entry: str) -> str:
    """Return a mapping's column name; raises FormatError `bad_mapping` for anything else."""
    if not isinstance(value, str) or not value.strip():
        raise FormatError("bad_mapping", f"{entry} must be the name of a column.", field=f"mapping.{entry}"[:80])
    return value


class Guess:
    """Finds columns by their headers; a column is given away once."""

    def __init__(self, headers: Iterable[str]) -> None:
        """Offer all headers; of two that read alike the first is offered."""
        self._offered: dict[str, str] = {}
        for header in headers:
            self._offered.setdefault(_words(header), header)
        self._offered.pop("", None)

    def field(self, name: str) -> str | None:
        """Take the column of a field of the format, if one is headed like it."""
        return self._take((name, *_ALIASES.get(name, ())))

    def named(self, name: str, forms: Iterable[str]) -> str | None:
        """Take the column of a component or credit, if one is headed by its name in a usual form."""
        return self._take(form.format(_words(name)) for form in forms)

    def identity(self) -> dict[str, str | None]:
        """Take the columns of an identity, None for those that no header looks like."""
        names = ("external_id", "last_name", "first_name", "middle_name", "email", "phone")
        return {name: self.field(name) for name in names}

    def _take(self, names: Iterable[str]) -> str | None:
        return next((self._offered.pop(name) for name in names if name in self._offered), None)


def _words(name: str) -> str:
    return _BETWEEN_WORDS.sub("_", name.casefold()).strip("_")


def require_guessed(document: Mapping[str, object], needed: Iterable[str]) -> None:
    """Refuse a guess without a column that no row can do without; raises FormatError `mapping_incomplete`."""
    for name in needed:
        if document.get(name) is None:
            message = f"No column of the file looks like {name}; say in the mapping which one it is."
            raise FormatError("mapping_incomplete", message, field=f"mapping.{name}")


class Columns:
    """Finds the columns a mapping names in one table; each column serves one field."""

    def __init__(self, table: Table) -> None:
        """Begin with no column used."""
        self._table = table
        self._used: dict[int, str] = {}

    def find(self, field: str, header: str) -> int:
        """Return the 0-based column; raises FormatError `unknown_column` or `column_used_twice`."""
        column = self._table.column(header)
        where = f"mapping.{field}"
        if column is None:
            message = f"The file has no column {shown(header)}, which the mapping names for {field}."
            raise FormatError("unknown_column", message, field=where)
        if column in self._used:
            message = f"The mapping names column {shown(header)} for {self._used[column]} and for {field}."
            raise FormatError("column_used_twice", message, field=where)
        self._used[column] = field
        return column

    def optional(self, field: str, header: str | None) -> int | None:
        """Return the column of a field a file may lack."""
        return None if header is None else self.find(field, header)

    def identity(self, mapping: IdentityMapping) -> IdentityColumns:
        """Return where the identity stands."""
        return IdentityColumns(
            self.find("external_id", mapping.external_id),
            self.find("last_name", mapping.last_name),
            self.find("first_name", mapping.first_name),
            self.optional("middle_name", mapping.middle_name),
            self.optional("email", mapping.email),
            self.optional("phone", mapping.phone),
        )
