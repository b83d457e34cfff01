"""What the columns of a file were read as: how many values, from where to where, which choices."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from api.eligible_lists.imports.formats.findings import Rejection

Kind = Literal["id", "name", "email", "phone", "attendance", "number", "choice"]
_KINDS: Mapping[str, Kind] = {
    "external_id": "id",
    "last_name": "name",
    "first_name": "name",
    "middle_name": "name",
    "email": "email",
    "phone": "phone",
    "status": "attendance",
    "score": "number",
}
_MOST_CHOICES = 20


@dataclass(slots=True)
class _Column:
    header: str
    name: str
    kind: Kind
    filled: int = 0
    rejected: int = 0
    least: Decimal | None = None
    greatest: Decimal | None = None
    values: Counter[str] = field(default_factory=Counter)

    def take(self, values: Sequence[str]) -> None:
        self.filled += len(values)
        if self.kind in ("attendance", "choice"):
            self.values.update(values)
        elif self.kind == "number" and values:
            numbers = [Decimal(value) for value in set(values)]
            self.least = min(numbers if self.least is None else [self.least, *numbers])
            self.greatest = max(numbers if self.greatest is None else [self.greatest, *numbers])

    def document(self) -> dict[str, Any]:
        return {
            "header": self.header,
            "field": self.name,
            "read_as": self.kind,
            "filled": self.filled,
            "rejected": self.rejected,
            "least": None if self.least is None else format(self.least, "f"),
            "greatest": None if self.greatest is None else format(self.greatest, "f"),
            "values": dict(self.values.most_common(_MOST_CHOICES)),
        }


class ColumnsSeen:
    """Adds up what the valid rows hold, a piece of the file at a time."""

    def __init__(self, fields: Mapping[str, str], choices: Collection[str]) -> None:
        """Begin with no row; `fields` says which field a header is (`components.oral`), `choices` which are words."""
        self._columns = [
            _Column(header, name, "choice" if name in choices else _KINDS.get(name, "number"))
            for header, name in fields.items()
        ]

    def take(self, rows: Sequence[Any], rejected: Iterable[Rejection]) -> None:
        """Add rows, and the refused ones to the columns that they were refused for."""
        refused = Counter(rejection.field for rejection in rejected)
        for column in self._columns:
            column.take(_values(rows, column.name))
            column.rejected += refused[column.header]

    def document(self) -> list[dict[str, Any]]:
        """Every mapped column as the JSON that is stored and shown."""
        return [column.document() for column in self._columns]


def _values(rows: Sequence[Any], name: str) -> list[str]:
    group, _, inner = name.partition(".")
    if group == "components":
        return [value for row in rows if (value := row.components.get(inner)) is not None]
    if group == "credits":
        return [value for row in rows if (value := row.credits.get(inner)) is not None]
    attribute = "attendance" if name == "status" else name
    return [value for row in rows if (value := getattr(row, attribute))]
