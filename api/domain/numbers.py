"""Exact numbers: reading decimals, rounding once, and writing fractions down without a decimal context deciding."""

import re
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import isqrt

from api.domain.errors import RuleViolation

PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,30})?", re.ASCII)
UNROUNDED_DIGITS = 28


class Rounding(StrEnum):
    """How the one rounding of a score is done."""

    HALF_UP = "half_up"
    HALF_EVEN = "half_even"
    TRUNCATE = "truncate"


def exact(value: object, field: str) -> Decimal:
    """Return a decimal read from plain text, an integer or a Decimal.

    Binary floating point is refused (`not_exact`), because 0.1 has no exact binary form; anything that is
    no plain decimal of at most 15 whole and 30 further digits is refused with `not_a_decimal`.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise RuleViolation("not_exact", field=field)
    if isinstance(value, Decimal) and not value.is_finite():
        raise RuleViolation("not_a_decimal", field=field)
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if not PLAIN.fullmatch(text):
        raise RuleViolation("not_a_decimal", field=field)
    return Decimal(text)


def decimal_from_units(units: int, decimals: int) -> Decimal:
    """Return `units` x 10^-decimals with exactly that many decimals, whatever the decimal context."""
    return Decimal(f"{int(units)}E-{decimals}")


def rounded(value: Fraction | Decimal, decimals: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Round an exact number to so many decimals; halves of negative numbers go away from zero under half up."""
    exactly = Fraction(value)
    return rounded_ratio(exactly.numerator, exactly.denominator, decimals, rounding)


def rounded_ratio(over: int, under: int, decimals: int, rounding: Rounding = Rounding.HALF_UP) -> Decimal:
    """Round `over` / `under` (above 0) like `rounded`."""
    units, rest = divmod(abs(over) * 10**decimals, under)
    if rounding is Rounding.HALF_UP:
        units += 2 * rest >= under
    elif rounding is Rounding.HALF_EVEN:
        units += 2 * rest > under or (2 * rest == under and units % 2 == 1)
    return decimal_from_units(-units if over < 0 else units, decimals)


def written_out(value: Fraction, decimals: int = UNROUNDED_DIGITS) -> Decimal:
    """Return a fraction as a decimal: exact where it ends within so many decimals, else cut off there (half up).

    Trailing zeros are dropped, so that equal values print alike.
    """
    return ratio_written_out(value.numerator, value.denominator, decimals)


def ratio_written_out(over: int, under: int, decimals: int = UNROUNDED_DIGITS) -> Decimal:
    """Return `over` / `under` (above 0) like `written_out`."""
    whole, _, part = format(rounded_ratio(over, under, decimals), "f").partition(".")
    part = part.rstrip("0")
    return Decimal(f"{whole}.{part}" if part else whole)


def square_root(value: Fraction, decimals: int = UNROUNDED_DIGITS) -> Fraction:
    """Return the square root cut off after so many decimals, by integer arithmetic."""
    if value < 0:
        raise RuleViolation("root_of_a_negative")
    shift = 10 ** (2 * decimals)
    return Fraction(isqrt(value.numerator * shift * value.denominator), value.denominator * 10**decimals)
