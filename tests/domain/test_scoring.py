"""Scoring: the whole examination file against expectations computed elsewhere, and the rules one by one."""

import csv
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import RuleViolation
from api.domain.packs import PACKS
from api.domain.ranking import dense_ranks, score_report
from api.domain.scoring import ScoreOutcome, ScoringModel, band_width, score

DATA = Path(__file__).parents[1] / "data"
EXPECTED: Mapping[str, Any] = json.loads((DATA / "expected_public.json").read_text("utf-8"))["files"][
    "sf_exam_results.csv"
]
PARTS = ("written", "oral", "training")


def model_of(described: Mapping[str, Any], **changes: object) -> ScoringModel:
    """Return the model that the expectations describe in their own words."""
    form: dict[str, object] = {
        "components": described["components"],
        "scale": {
            "pass": described["scale"]["lowest_pass"],
            "max": described["scale"]["top"],
            "pass_fraction": described["overall_pass_fraction"],
        },
        "credits": PACKS["sf"].scoring["credits"],
        "decimals": described["score_decimals"],
        "rounding": described["rounding"],
    }
    return ScoringModel.parse(form | changes)


def candidates() -> dict[str, dict[str, str]]:
    """Return the valid rows of the examination file by candidate."""
    rejected = {each["row"] for each in EXPECTED["rejected"]}
    with (DATA / "sf_exam_results.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for number, row in enumerate(csv.DictReader(file), start=1) if number not in rejected]
    return {row["candidate_id"]: row for row in rows}


def scored(model: ScoringModel) -> dict[str, ScoreOutcome]:
    """Score everyone who completed the examination."""
    return {
        who: score(
            model,
            {name: Decimal(row[f"{name}_raw"]) for name in PARTS},
            {"veteran": row["veteran"], "promotive": row["promotive_points"]},
        )
        for who, row in candidates().items()
        if row["status"] == "completed"
    }


def ranked(outcomes: Mapping[str, ScoreOutcome]) -> dict[str, tuple[str | None, int | str | None]]:
    """Return score and rank, or None and the reason, of everyone."""
    finals = {who: each.score for who, each in outcomes.items() if each.score is not None}
    ranks = dense_ranks(finals.values())
    return {
        who: (str(finals[who]), ranks[finals[who]]) if who in finals else (None, each.failed_code)
        for who, each in outcomes.items()
    }


def test_the_whole_examination_file_comes_out_as_expected() -> None:
    outcomes = scored(model_of(EXPECTED["scoring_model"]))
    seen = ranked(outcomes)
    wanted = {
        who: (final, rank) if result == "passed" else (None, result)
        for who, final, rank, result in EXPECTED["candidates"]
        if result not in ("no_show", "withdrew")
    }
    assert seen == wanted
    assert (len(outcomes), sum(each.passed for each in outcomes.values())) == (
        EXPECTED["number_scored"],
        EXPECTED["number_passed"],
    )


def test_score_report_of_the_examination() -> None:
    outcomes = scored(model_of(EXPECTED["scoring_model"]))
    rows = score_report(each.score for each in outcomes.values() if each.score is not None)
    assert [[row.rank, str(row.score), row.eligibles] for row in rows] == EXPECTED["score_report"]


def test_unrounded_values_are_kept_and_decide_the_rounding() -> None:
    outcomes = scored(model_of(EXPECTED["scoring_model"]))
    for who, unrounded, final in EXPECTED["rounded_values"]:
        assert (str(outcomes[who].unrounded), str(outcomes[who].score)) == (unrounded, final)


def test_veteran_points_are_refused_beside_promotive_ones() -> None:
    outcomes = scored(model_of(EXPECTED["scoring_model"]))
    refused = sorted(who for who, each in outcomes.items() if "veteran" in each.credits_refused)
    assert refused == EXPECTED["veteran_points_refused"]


@pytest.mark.parametrize("name", sorted(EXPECTED["alternative_models"]))
def test_alternative_models_come_out_as_expected(name: str) -> None:
    alternative = EXPECTED["alternative_models"][name]
    outcomes = scored(model_of(alternative["scoring_model"]))
    seen = ranked(outcomes)
    assert {who: list(each) for who, each in seen.items()} == alternative["candidates"]
    assert sum(each.passed for each in outcomes.values()) == alternative["number_passed"]
    assert len({each.score for each in outcomes.values() if each.score}) == alternative["distinct_scores"]


def without_hurdles(decimals: int) -> ScoringModel:
    components = [{**each, "hurdle": False} for each in EXPECTED["scoring_model"]["components"]]
    return model_of(EXPECTED["scoring_model"], components=components, decimals=decimals)


@pytest.mark.parametrize(
    ("raw", "claims", "final"),
    [
        (("69", "34.5", "13.8"), {"veteran": "disabled"}, None),
        (("70", "35", "14"), {"veteran": "veteran", "promotive": "0"}, "735.00"),
        (("100", "25", "20"), {"veteran": "none"}, "800.00"),
        (("80", "40", "15.1225"), {"veteran": "none", "promotive": ""}, "791.23"),
        (("69", "34.5", "13.8"), {"veteran": "veteran", "promotive": "60"}, None),
    ],
)
def test_points_lift_nobody_over_the_pass_mark(
    raw: tuple[str, str, str], claims: dict[str, str], final: str | None
) -> None:
    outcome = score(without_hurdles(2), dict(zip(PARTS, map(Decimal, raw), strict=True)), claims)
    assert (None if outcome.score is None else str(outcome.score)) == final
    assert outcome.failed_code == ("below_pass_overall" if final is None else None)


def test_the_first_failed_hurdle_in_the_models_order_is_named() -> None:
    model = model_of(EXPECTED["scoring_model"])
    outcome = score(model, {"training": Decimal(1), "oral": Decimal(34), "written": Decimal(100)})
    assert (outcome.failed_code, outcome.score, outcome.unrounded) == ("below_pass_oral", None, None)


@pytest.mark.parametrize(("raw", "failed"), [("70", None), ("69.99", "below_pass_written")])
def test_a_pass_mark_in_points_is_reached_at_the_mark(raw: str, failed: str | None) -> None:
    parts = [{"name": "written", "weight": 1, "max": 100, "pass": "70", "hurdle": True}]
    model = model_of(EXPECTED["scoring_model"], components=parts)
    assert score(model, {"written": Decimal(raw)}).failed_code == failed


@given(
    st.lists(st.decimals(min_value=0, max_value=100, places=6), min_size=3, max_size=3),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.decimals(min_value=0, max_value=60, places=4),
)
def test_i2_final_is_an_exact_function_rounded_once(raw: list[Decimal], weights: list[int], extra: Decimal) -> None:
    components = [{"name": name, "weight": weight, "max": 100} for name, weight in zip(PARTS, weights, strict=True)]
    model = model_of(EXPECTED["scoring_model"], components=components)
    outcome = score(model, dict(zip(PARTS, raw, strict=True)), {"promotive": extra})
    # In millionths of a raw point: composite = total / (weights x 10^8), so everything below is a whole number.
    total = sum(weight * int(value.scaleb(6)) for weight, value in zip(weights, raw, strict=True))
    whole = sum(weights) * 10**8
    assert outcome.passed == (10 * total >= 7 * whole)
    if outcome.passed:
        # 10^5 x (700 + 300 x (composite - 7/10) / (3/10) + extra) = 10^8 x total / whole + 10^5 x extra
        units = Fraction(10**8 * total, whole) + int(extra.scaleb(4)) * 10
        assert outcome.score is not None
        assert int(outcome.score.scaleb(5)) == (2 * units.numerator + units.denominator) // (2 * units.denominator)


def test_parameters_round_trip() -> None:
    model = model_of(EXPECTED["scoring_model"])
    assert ScoringModel.parse(model.as_parameters()) == model
    assert model.as_parameters()["components"] == EXPECTED["scoring_model"]["components"]


def broken(path: str, value: object) -> dict[str, Any]:
    """Return the JSON form of the file's model with one thing changed; None takes it away."""
    form: Any = json.loads(json.dumps(model_of(EXPECTED["scoring_model"]).as_parameters()))
    *way, last = path.split(".")
    at = form
    for step in way:
        at = at[int(step)] if step.isdigit() else at[step]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return dict(form)


# Where the field that is wrong is not the one that was changed.
NAMED_INSTEAD = {
    "components.2.pass_fraction": "components.2.pass",
    "credits.0.as_given": "credits.0.values",
    "credits.1.not_with": "credits.0.not_with",
    "credits.1.kind": "credits",
}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("components", [], "no_components"),
        ("components", "written", "bad_parameter"),
        ("components.0.weight", None, "missing_parameter"),
        ("components.0.weight", 0.4, "not_exact"),
        ("components.0.weight", "0", "bad_parameter"),
        ("components.0.weight", "-1", "bad_parameter"),
        ("components.1.max", "1e2", "not_a_decimal"),
        ("components.1.name", "written", "repeated_value"),
        ("components.1.name", "overall", "repeated_value"),
        ("components.1.name", " ", "bad_parameter"),
        ("components.1.hurdle", "yes", "bad_parameter"),
        ("components.1.pass", "10", "two_pass_marks"),
        ("components.1.colour", "red", "unknown_parameter"),
        ("components.2.pass_fraction", None, "missing_parameter"),
        ("scale", None, "missing_parameter"),
        ("scale.max", "700", "scale_upside_down"),
        ("scale.pass_fraction", "1", "bad_parameter"),
        ("credits.0.values", None, "bad_parameter"),
        ("credits.0.as_given", True, "bad_parameter"),
        ("credits.0.not_with", ["seniority"], "unknown_credit"),
        ("credits.0.not_with", ["promotive", "promotive"], "repeated_value"),
        ("credits.1.not_with", ["veteran"], "credits_exclude_each_other"),
        ("credits.1.kind", "veteran", "repeated_value"),
        ("decimals", 9, "bad_parameter"),
        ("decimals", True, "bad_parameter"),
        ("rounding", "up", "bad_parameter"),
        ("bonus", "1", "unknown_parameter"),
    ],
)
def test_a_bad_model_is_refused_by_field(path: str, value: object, code: str) -> None:
    with pytest.raises(RuleViolation) as refused:
        ScoringModel.parse(broken(path, value))
    assert (refused.value.code, refused.value.field) == (code, NAMED_INSTEAD.get(path, path))


@pytest.mark.parametrize(
    ("raw", "claims", "code", "field"),
    [
        ({"oral": None}, {}, "missing_score", "oral"),
        ({"oral": "50.01"}, {}, "bad_score", "oral"),
        ({"oral": "-0.01"}, {}, "bad_score", "oral"),
        ({"oral": "NaN"}, {}, "bad_score", "oral"),
        ({"essay": "1"}, {}, "unknown_component", "essay"),
        ({}, {"seniority": "1"}, "unknown_credit", "seniority"),
        ({}, {"veteran": "hero"}, "bad_credit", "veteran"),
        ({}, {"promotive": "-1"}, "bad_points", "promotive"),
        ({}, {"promotive": "ten"}, "bad_points", "promotive"),
    ],
)
def test_bad_results_are_refused_by_field(
    raw: dict[str, str | None], claims: dict[str, str], code: str, field: str
) -> None:
    given = {"written": "80", "oral": "40", "training": "16"} | raw
    numbers = {name: Decimal(value) for name, value in given.items() if value is not None}
    with pytest.raises(RuleViolation) as refused:
        score(model_of(EXPECTED["scoring_model"]), numbers, claims)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_band_width_refuses_what_is_no_reliability() -> None:
    with pytest.raises(RuleViolation, match="reliability"):
        band_width(Decimal(10), Decimal("1.1"), Decimal("1.96"))
