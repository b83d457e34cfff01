"""Verdicts on many results: what scoring one person says, by bands where there are, and finals as they stand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import RuleViolation
from api.domain.scoring import ScoringModel, score
from api.domain.verdicts import Result, Verdict, verdicts

MODEL = {
    "components": [
        {"name": "written", "weight": "0.6", "max": "100", "pass_fraction": "0.5", "hurdle": True},
        {"name": "oral", "weight": "0.4", "max": "30"},
    ],
    "scale": {"pass": "70", "max": "100", "pass_fraction": "0.7"},
    "credits": [{"kind": "veteran", "values": {"veteran": "5"}, "not_with": ["seniority"]},
                {"kind": "seniority", "as_given": True}],
    "decimals": 1,
}  # fmt: skip
ONE_PART = {**MODEL, "components": [{"name": "written", "weight": "1", "max": "100"}], "credits": []}
BANDS = [{"rank": 1, "lower": "90", "upper": "100"}, {"rank": 2, "lower": "80", "upper": "90"}]


def test_passers_and_failures_by_hand() -> None:
    made = verdicts(ONE_PART, None, [Result({"written": "85"}, {}, None), Result({"written": "69.99"}, {}, None)])
    assert made == [
        Verdict("passed", None, Decimal("85.0"), Decimal(85), []),
        Verdict("failed", "below_pass_overall", None, None, []),
    ]


def test_a_final_score_from_elsewhere_stands_and_falls_into_a_band() -> None:
    finals = [Result({}, {}, Decimal("90.25")), Result({}, {}, Decimal("79.9"))]
    assert [one.score for one in verdicts(None, None, finals)] == [Decimal("90.25"), Decimal("79.9")]
    banded = verdicts(None, BANDS, finals)
    assert (banded[0].score, banded[0].unrounded) == (Decimal(100), Decimal("90.25"))
    assert banded[1] == Verdict("failed", "score_outside_bands", None, None, [])


def test_what_the_model_cannot_read_is_named() -> None:
    with pytest.raises(RuleViolation) as refused:
        verdicts(ONE_PART, None, [Result({"spoken": "85"}, {}, None)])
    assert (refused.value.code, refused.value.field) == ("unknown_component", "spoken")


def test_more_decimals_than_anybody_writes_are_as_exact() -> None:
    fine = "70." + "0" * 40 + "1"
    alone = score(ScoringModel.parse(ONE_PART), {"written": Decimal(fine)})
    (made,) = verdicts(ONE_PART, None, [Result({"written": fine}, {}, None)])
    assert (made.score, made.unrounded) == (alone.score, alone.unrounded)


RAW = st.decimals("0", "30", places=2)


@given(written=RAW, oral=RAW, veteran=st.booleans(), seniority=st.none() | RAW)
def test_a_verdict_is_what_scoring_one_person_says(
    written: Decimal, oral: Decimal, veteran: bool, seniority: Decimal | None
) -> None:
    raw = {"written": 3 * written, "oral": oral}
    claims = {"veteran": "veteran"} if veteran else {}
    claims |= {} if seniority is None else {"seniority": str(seniority)}
    alone = score(ScoringModel.parse(MODEL), raw, claims)
    (made,) = verdicts(MODEL, None, [Result({name: str(value) for name, value in raw.items()}, claims, None)])
    assert (made.outcome == "passed", made.failed_code) == (alone.passed, alone.failed_code)
    assert (made.score, made.unrounded) == (alone.score, alone.unrounded)
    assert made.credits_refused == sorted(alone.credits_refused)
