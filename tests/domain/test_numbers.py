"""Exact numbers: what is read, how it is rounded, how it is written down."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import RuleViolation
from api.domain.numbers import Rounding, decimal_from_units, exact, rounded, square_root, written_out

MODES = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.TRUNCATE: ROUND_DOWN,
}
scores = st.decimals(min_value=-2000, max_value=2000, places=8)


@given(scores, st.integers(0, 7), st.sampled_from(list(Rounding)))
def test_rounding_agrees_with_decimal_arithmetic(value: Decimal, decimals: int, mode: Rounding) -> None:
    wide = Context(prec=60)
    assert rounded(value, decimals, mode) == value.quantize(Decimal(1).scaleb(-decimals), MODES[mode], wide)


@pytest.mark.parametrize(
    ("unrounded", "shown"),
    [
        ("791.234565", "791.23457"),
        ("791.234564999999999", "791.23456"),
        ("791.2345650000000001", "791.23457"),
        ("826.666664", "826.66666"),
        ("1070", "1070.00000"),
    ],
)
def test_half_up_at_five_decimals(unrounded: str, shown: str) -> None:
    assert str(rounded(Decimal(unrounded), 5)) == shown


def test_no_decimal_context_decides_a_tie() -> None:
    with localcontext(Context(prec=3)):
        assert str(rounded(Fraction(2473703703, 3000000), 5)) == "824.56790"
        assert str(decimal_from_units(79123457, 5)) == "791.23457"
        assert exact("791.234564999999999", "score") == Decimal("791.234564999999999")


def test_written_out_is_exact_where_it_ends_and_cut_where_it_does_not() -> None:
    assert str(written_out(Fraction(876, 1000))) == "0.876"
    assert str(written_out(Fraction(990))) == "990"
    assert str(written_out(Fraction(1, 3))) == "0." + "3" * 28
    assert written_out(Fraction("791.234564999999999")) == Decimal("791.234564999999999")


@pytest.mark.parametrize("bad", [1.5, True, None, [1], b"1"])
def test_what_is_not_exact_is_refused(bad: object) -> None:
    with pytest.raises(RuleViolation) as refused:
        exact(bad, "weight")
    assert (refused.value.code, refused.value.field) == ("not_exact", "weight")


@pytest.mark.parametrize("bad", ["", "1e3", "1,5", "٣", " 1", "+1", "NaN", ".5", "1.", "1" * 16, Decimal("inf")])
def test_what_is_no_plain_decimal_is_refused(bad: object) -> None:
    with pytest.raises(RuleViolation) as refused:
        exact(bad, "score")
    assert refused.value.code == "not_a_decimal"


@given(st.fractions(min_value=0, max_value=10_000))
def test_square_root_is_the_largest_below(value: Fraction) -> None:
    root, step = square_root(value, 20), Fraction(1, 10**20)
    assert root * root <= value
    assert (root + step) * (root + step) > value


def test_no_root_of_a_negative() -> None:
    with pytest.raises(RuleViolation, match="root_of_a_negative"):
        square_root(Fraction(-1))
