"""What a row of an import would change, as clients read it."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from api.models import ImportRow
from api.platform.schema import Output


class ValueChange(Output):
    """One value of a result: as it stands and as the file has it. `field` is `attendance`, `components.oral`, ..."""

    field: str
    before: str | None
    after: str | None


class ImportRowRead(Output):
    """One valid row of the file. Of a new row every value is shown, of a changed one those that differ."""

    row: int
    line: int
    kind: Literal["new", "changed", "unchanged"]
    external_id: str
    name: str
    changes: list[ValueChange]

    @classmethod
    def of(cls, row: ImportRow) -> "ImportRowRead":
        """A row as a client reads it."""
        before, after = dict(_values(row.before)), dict(_values(row.after))
        changes = [
            ValueChange(field=field, before=before.get(field), after=after.get(field))
            for field in dict.fromkeys([*after, *before])
            if before.get(field) != after.get(field)
        ]
        return cls(
            row=row.row_number,
            line=row.line,
            kind=row.kind,
            external_id=row.external_id,
            name=row.name,
            changes=changes if row.kind != "unchanged" else [],
        )


def _values(result: Mapping[str, Any] | None) -> Iterator[tuple[str, str]]:
    """The values of a stored result by field; those a result does not have are left away."""
    stored = result or {}
    for field in ("attendance", "final_score"):
        if stored.get(field) is not None:
            yield field, stored[field]
    for group in ("components", "credits"):
        yield from ((f"{group}.{name}", value) for name, value in sorted((stored.get(group) or {}).items()))
