"""Base schemas: what comes in is strict, what goes out is complete."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

# Stored scores are integers of 10^-8 (architecture: "Numbers").
SCALE = 8

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]


def _plain_decimal(value: str) -> str:
    """A plain decimal text: no exponent, no sign but minus, at most 20 digits before and 10 after the point."""
    head, _, tail = value.removeprefix("-").partition(".")
    digits = head + tail
    if not (head and digits.isascii() and digits.isdigit() and len(head) <= 20):
        raise PydanticCustomError("decimal_text", "A plain decimal such as 84.5 is needed")
    if len(tail) > 10 or value.endswith("."):
        raise PydanticCustomError("decimal_text", "At most 10 digits after the point are allowed")
    return value


DecimalText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40), AfterValidator(_plain_decimal)]


def _control_characters(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, str):
        if any((ord(sign) < 32 and sign not in "\t\n\r") or 0xD800 <= ord(sign) <= 0xDFFF for sign in value):
            yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _control_characters(key, (*path, "key"))
            yield from _control_characters(inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _control_characters(inner, (*path, str(number)))


class Input(BaseModel):
    """What a client sends: unknown fields and control characters (NUL among them) are refused by name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_control_characters(cls, value: Any) -> Any:
        """Name the first field that holds a control character: NUL cannot be stored, nobody sees the rest."""
        for path in _control_characters(value):
            where = ".".join(path) or "body"
            raise PydanticCustomError("control_char", "A control character in {where}", {"where": where})
        return value


class Output(BaseModel):
    """What a client reads: every field always present."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


Item = TypeVar("Item")


class Page(Output, Generic[Item]):
    """One page of a collection. `next_cursor` is null on the last page; `total` is counted only when asked for."""

    items: list[Item]
    next_cursor: str | None
    total: int | None = None


class Named(Output):
    """Something referred to by id and name."""

    id: UUID
    code: str
    title: str


def score_text(scaled: int, decimals: int) -> str:
    """A stored score as decimal text with exactly `decimals` digits after the point."""
    return f"{Decimal(scaled).scaleb(-SCALE):.{decimals}f}"


def scaled_score(score: Decimal) -> int:
    """A score as the integer of 10^-8 that is stored.

    Raises:
        ValueError: when the score has more digits than are stored; rounding is the scoring model's business.
    """
    scaled = score.scaleb(SCALE)
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{score} has more than {SCALE} decimals")
    return int(scaled)


def unscaled(score: int) -> Decimal:
    """The exact score of a stored integer."""
    return Decimal(score).scaleb(-SCALE)
