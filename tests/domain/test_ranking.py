"""Dense ranks, the score report, and bands applied before ranking."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.errors import RuleViolation
from api.domain.ranking import BandingModel, ReportRow, dense_ranks, score_report

scores = st.lists(st.decimals(min_value=0, max_value=20, places=1), max_size=40)


@given(scores)
def test_i1_a_rank_is_one_more_than_the_distinct_scores_above(listed: list[Decimal]) -> None:
    ranks = dense_ranks(listed)
    assert ranks.keys() == set(listed)
    for score, rank in ranks.items():
        assert rank == 1 + len({other for other in listed if other > score})


@given(scores)
def test_the_report_counts_everyone_once(listed: list[Decimal]) -> None:
    rows = score_report(listed)
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert [row.score for row in rows] == sorted(set(listed), reverse=True)
    assert sum(row.eligibles for row in rows) == len(listed)
    assert all(row.eligibles == listed.count(row.score) for row in rows)


def test_scores_a_hair_apart_are_two_ranks() -> None:
    assert score_report([Decimal("970"), Decimal("969.99999"), Decimal("970.00")]) == [
        ReportRow(1, Decimal(970), 2),
        ReportRow(2, Decimal("969.99999"), 1),
    ]


def bands(*limits: tuple[int, int, str, str]) -> list[dict[str, Any]]:
    return [{"rank": rank, "lower": lower, "upper": upper} for _, rank, lower, upper in limits]


THREE = bands((0, 1, "900", "1000"), (1, 2, "800", "900"), (2, 3, "700", "800"))


@pytest.mark.parametrize(
    ("score", "shown"),
    [("1000", "1000"), ("900", "1000"), ("899.99999", "900"), ("800", "900"), ("700", "800")],
)
def test_everyone_in_a_band_is_shown_its_top_score(score: str, shown: str) -> None:
    assert BandingModel.parse(THREE).banded_score(Decimal(score)) == Decimal(shown)


def test_banding_comes_before_ranking() -> None:
    model = BandingModel.parse(THREE)
    banded = [model.banded_score(Decimal(score)) for score in ("950", "901", "850", "799")]
    assert [row.eligibles for row in score_report(banded)] == [2, 1, 1]


@pytest.mark.parametrize("score", ["1000.00001", "699.99999"])
def test_a_score_outside_all_bands_is_refused(score: str) -> None:
    with pytest.raises(RuleViolation, match="score_outside_bands"):
        BandingModel.parse(THREE).band_of(Decimal(score))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ((0, "upper", "900"), "band_empty", "bands.0.upper"),
        ((1, "rank", 3), "band_out_of_order", "bands.1.rank"),
        ((1, "upper", "899"), "band_gap", "bands.1.upper"),
        ((1, "upper", "901"), "band_overlap", "bands.1.upper"),
        ((2, "lower", 0.5), "not_exact", "bands.2.lower"),
    ],
)
def test_bands_must_meet_in_order(changes: tuple[int, str, object], code: str, field: str) -> None:
    index, name, value = changes
    with pytest.raises(RuleViolation) as refused:
        BandingModel.parse([{**each, **({name: value} if at == index else {})} for at, each in enumerate(THREE)])
    assert (refused.value.code, refused.value.field) == (code, field)


def test_bands_upside_down_and_no_bands_are_refused() -> None:
    upside_down = [{**each, "rank": rank} for rank, each in enumerate(reversed(THREE), start=1)]
    with pytest.raises(RuleViolation, match="band_out_of_order"):
        BandingModel.parse(upside_down)
    with pytest.raises(RuleViolation, match="no_bands"):
        BandingModel.parse([])


def test_bands_round_trip() -> None:
    model = BandingModel.parse(THREE)
    assert model.as_parameters() == THREE
    assert BandingModel.parse(model.as_parameters()) == model


@given(st.integers(7000, 10000))
def test_every_score_has_exactly_the_band_whose_limits_hold_it(tenths: int) -> None:
    score = Decimal(tenths).scaleb(-1)
    band = BandingModel.parse(THREE).band_of(score)
    assert band.lower <= score < band.upper or score == Decimal(1000) == band.upper
