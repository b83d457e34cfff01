"""Reading a JSON object field by field: every refusal names the field it is about."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from api.domain.errors import RuleViolation
from api.domain.numbers import exact

Choice = TypeVar("Choice", bound=StrEnum)


class Parameters:
    """One JSON object; each reader takes a field away, `finish` refuses what nobody asked for."""

    def __init__(self, raw: object, path: str = "") -> None:
        """Wrap an object; anything else is refused with `not_an_object`."""
        if not isinstance(raw, Mapping) or not all(isinstance(name, str) for name in raw):
            raise RuleViolation("not_an_object", field=path or None)
        self._left: dict[str, object] = dict(raw)
        self._path = path

    def field(self, name: str) -> str:
        """Return the dotted path of a field."""
        return f"{self._path}.{name}" if self._path else name

    def has(self, name: str) -> bool:
        """Say whether a field is present and not null."""
        return self._left.get(name) is not None

    def take(self, name: str) -> object:
        """Return a field that must be there (`missing_parameter`)."""
        value = self._left.pop(name, None)
        if value is None:
            raise RuleViolation("missing_parameter", field=self.field(name))
        return value

    def text(self, name: str, *, longest: int = 100) -> str:
        """Return a text that is not empty."""
        value = self.take(name)
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise RuleViolation("bad_parameter", field=self.field(name), expected="text", longest=longest)
        return value

    def integer(self, name: str, default: int | None = None, *, least: int = 0, most: int = 1_000_000) -> int:
        """Return a whole number within bounds."""
        if default is not None and not self.has(name):
            self._left.pop(name, None)
            return default
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise RuleViolation("bad_parameter", field=self.field(name), expected="integer", least=least, most=most)
        return value

    def decimal(self, name: str, *, least: Decimal = Decimal(0), most: Decimal = Decimal(1_000_000)) -> Decimal:
        """Return an exact decimal within bounds."""
        value = exact(self.take(name), self.field(name))
        if not least <= value <= most:
            raise RuleViolation("bad_parameter", field=self.field(name), expected="decimal", least=least, most=most)
        return value

    def optional_decimal(
        self, name: str, *, least: Decimal = Decimal(0), most: Decimal = Decimal(1_000_000)
    ) -> Decimal | None:
        """Return an exact decimal within bounds, or None where the field is absent or null."""
        if self.has(name):
            return self.decimal(name, least=least, most=most)
        self._left.pop(name, None)
        return None

    def boolean(self, name: str, default: bool) -> bool:
        """Return true or false."""
        if not self.has(name):
            self._left.pop(name, None)
            return default
        value = self.take(name)
        if not isinstance(value, bool):
            raise RuleViolation("bad_parameter", field=self.field(name), expected="boolean")
        return value

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Return one of the values of an enumeration."""
        if default is not None and not self.has(name):
            self._left.pop(name, None)
            return default
        value = self.take(name)
        allowed = tuple(member.value for member in kind)
        if not isinstance(value, str) or value not in allowed:
            raise RuleViolation("bad_parameter", field=self.field(name), expected="choice", allowed=allowed)
        return kind(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of distinct texts; one text alone stands for a list of one, absence for none."""
        if not self.has(name):
            self._left.pop(name, None)
            return ()
        value = self.take(name)
        items = (value,) if isinstance(value, str) else value
        if not isinstance(items, Sequence) or not all(isinstance(item, str) and item.strip() for item in items):
            raise RuleViolation("bad_parameter", field=self.field(name), expected="list of texts")
        if len(set(items)) != len(items):
            raise RuleViolation("repeated_value", field=self.field(name))
        return tuple(items)

    def objects(self, name: str, *, required: bool = True) -> list["Parameters"]:
        """Return a list of JSON objects, each knowing its own path."""
        if not required and not self.has(name):
            self._left.pop(name, None)
            return []
        value = self.take(name)
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise RuleViolation("bad_parameter", field=self.field(name), expected="list of objects")
        return [Parameters(item, f"{self.field(name)}.{index}") for index, item in enumerate(value)]

    def inner(self, name: str) -> "Parameters":
        """Return an object inside this one."""
        return Parameters(self.take(name), self.field(name))

    def drop(self, *names: str) -> None:
        """Take fields away unread."""
        for name in names:
            self._left.pop(name, None)

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields not yet read."""
        return tuple(self._left)

    def finish(self) -> None:
        """Refuse the first field that nobody read (`unknown_parameter`)."""
        for name in self._left:
            raise RuleViolation("unknown_parameter", field=self.field(name))
