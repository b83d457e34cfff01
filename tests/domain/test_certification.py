"""The line: golden cases, properties, laziness, and an independent reading of the rules."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.certification import (
    Bucket,
    CertificationRule,
    FloorEvent,
    Reach,
    clears_floor,
    next_floor,
    reach,
)
from api.domain.errors import RuleViolation

R3 = {"unit": "score", "base": 3, "per_extra_vacancy": 1, "pooling": "list"}


def rule(**parameters: object) -> CertificationRule:
    return CertificationRule.parse(parameters)


def one_each(*scores: int | str) -> list[Bucket]:
    """Return one available person at each score, several where a score repeats."""
    distinct = sorted({Decimal(score) for score in scores}, reverse=True)
    return [Bucket(each, sum(Decimal(score) == each for score in scores)) for each in distinct]


def names(reached: Reach, *scores: int) -> int:
    """Return how many of these people are in reach."""
    return sum(reached.contains(Decimal(score)) for score in scores)


# -- golden cases of the record


def test_the_citys_own_page_rule_of_three_two_positions_four_ranks() -> None:
    reached = reach(one_each(990, 980, 970, 960, 950), rule(**R3), positions=2)
    assert (reached.ranks_in_reach, reached.line, reached.units_allowed) == (4, Decimal(960), 4)


def test_contract_clause_rule_of_seven_two_vacancies_tie_at_seven() -> None:
    scores = (99, 98, 97, 96, 95, 94, 93, 93, 92)
    reached = reach(one_each(*scores), rule(unit="person", base=7), positions=2)
    assert reached.names_in_reach == 8
    tie_at_eight = (99, 98, 97, 96, 95, 94, 93, 92, 92, 91)
    assert reach(one_each(*tie_at_eight), rule(unit="person", base=7), positions=2).names_in_reach == 9


@pytest.mark.parametrize(("positions", "seen"), [(1, 3), (2, 4)])
def test_new_jersey_three_names_then_four(positions: int, seen: int) -> None:
    reached = reach(one_each(95, 90, 90, 85), rule(unit="person", base=3), positions=positions)
    assert reached.names_in_reach == seen


def test_new_jersey_four_tied_at_the_top_shut_out_the_second_score() -> None:
    reached = reach(one_each(95, 95, 95, 95, 90), rule(unit="person", base=3), positions=1)
    assert (reached.names_in_reach, reached.line) == (4, Decimal(95))


def test_new_york_twenty_tied_at_third_place_are_all_in() -> None:
    reached = reach(one_each(95, 90, *[85] * 20), rule(unit="person", base=3, per_extra_vacancy=0), positions=1)
    assert reached.names_in_reach == 22


def test_new_york_five_tied_at_third_place_and_the_next_score_only_below_three_willing() -> None:
    three = rule(unit="person", base=3, per_extra_vacancy=0)
    tied = one_each(100, 99, 95, 95, 95, 95, 95, 90)
    assert reach(tied, three, positions=1).names_in_reach == 7
    two_willing = [Bucket(Decimal(95), 2), Bucket(Decimal(90), 1)]
    assert reach(two_willing, three, positions=1).line == Decimal(90)
    three_willing = [Bucket(Decimal(95), 3), Bucket(Decimal(90), 1)]
    assert reach(three_willing, three, positions=1).line == Decimal(95)


def test_rule_of_many_a_tenth_of_twenty_three_is_three_names() -> None:
    tenth = rule(unit="person", base=1, per_extra_vacancy=0, fraction="0.1")
    buckets = one_each(*range(99, 76, -1))
    assert reach(buckets, tenth, positions=1, list_size=23).names_in_reach == 3


def test_rule_of_many_a_cut_off_that_leaves_two_takes_whole_scores_to_three_names() -> None:
    cut = rule(unit="cutoff", cutoff="90", min_names=3)
    reached = reach(one_each(95, 91, 89, 89, 88), cut, positions=1)
    assert (reached.names_in_reach, reached.line) == (4, Decimal(89))


def test_walk_through_of_seven_ranks_an_opt_out_and_a_pulled_position() -> None:
    five = rule(unit="score", base=5, pooling="list")
    ranks = one_each(1000, 990, 980, 970, 960, 950, 940, 930, 920)
    assert reach(ranks, five, positions=3).line == Decimal(940)
    without_third = [each for each in ranks if each.score != 980]
    assert reach(without_third, five, positions=3).line == Decimal(930)
    assert reach(without_third, five, positions=2).line == Decimal(940)


DIGEST = [
    ({"unit": "score", "base": 3}, 4, 5, 3, 5),
    ({"unit": "person", "base": 3, "per_extra_vacancy": 0}, 3, 3, 3, 3),
    ({"unit": "person", "base": 3}, 3, 3, 3, 4),
    ({"unit": "score", "base": 3, "per_extra_vacancy": 0, "score_rounding": "nearest_whole"}, 4, 5, 3, 4),
    ({"unit": "score", "base": 3, "per_extra_vacancy": 0, "min_names": {"plus_vacancies": 5}}, 6, 5, 3, 6),
    ({"unit": "person", "base": 3, "per_extra_vacancy": 2}, 3, 3, 3, 5),
]


@pytest.mark.parametrize(("parameters", "first", "tied", "waived", "two"), DIGEST)
def test_numeric_digest_of_merit_systems(
    parameters: dict[str, object], first: int, tied: int, waived: int, two: int
) -> None:
    of = CertificationRule.parse(parameters)
    plain = one_each(95, 95, 94, 93, 92, 91)
    assert reach(plain, of, positions=1).names_in_reach == first
    assert reach(one_each(95, 95, 95, 94, 93), of, positions=1).names_in_reach == tied
    assert reach([Bucket(Decimal(95), 0), *one_each(94, 93, 92)], of, positions=1).names_in_reach == waived
    assert reach(plain, of, positions=2).names_in_reach == two


# -- flags and edges


def test_nobody_is_an_empty_certification_never_an_error() -> None:
    reached = reach([], rule(**R3), positions=1)
    assert (reached.line, reached.ranks_in_reach, reached.short_certification, reached.list_exhausted) == (
        None,
        0,
        True,
        True,
    )


def test_short_and_exhausted_are_two_things() -> None:
    short = reach(one_each(900, 890, 880, 870, 860, 850), rule(unit="score", base=10), positions=1)
    assert (short.short_certification, short.list_exhausted) == (True, False)
    gone = reach(one_each(900, 890), rule(**R3), positions=1)
    assert (gone.short_certification, gone.list_exhausted) == (True, True)
    held = [Bucket(Decimal(910), 0, held=1), *one_each(900, 890)]
    after_a_hire = reach(held, rule(**R3), positions=2)
    assert (after_a_hire.units_counted, after_a_hire.list_exhausted) == (3, True)
    full = reach(one_each(900, 890, 880), rule(**R3), positions=1)
    assert (full.short_certification, full.list_exhausted) == (False, False)


def test_a_score_held_by_a_hire_is_a_rank_without_a_name() -> None:
    buckets = [Bucket(Decimal(990), 0, held=1), *one_each(980, 970, 960)]
    reached = reach(buckets, rule(**R3), positions=1)
    assert (reached.line, reached.ranks_in_reach, reached.names_in_reach) == (Decimal(970), 3, 2)


def test_without_a_position_nobody_is_in_reach_but_those_the_floor_keeps() -> None:
    none_left = reach(one_each(990, 980), rule(**R3), positions=0)
    assert (none_left.line, none_left.short_certification, none_left.list_exhausted) == (None, False, False)
    kept = reach(one_each(990, 980, 970), rule(**R3), positions=0, floor=Decimal(980))
    assert (kept.line, kept.computed_line, kept.names_in_reach) == (Decimal(980), None, 2)


def test_broken_ties_take_names_in_order_until_the_rule_is_full() -> None:
    broken = rule(unit="person", base=3, per_extra_vacancy=0, tie_at_cut="break")
    reached = reach([Bucket(Decimal(95), 2), Bucket(Decimal(90), 2)], broken, positions=1)
    assert (reached.names_in_reach, reached.taken_at_line) == (3, 1)
    assert [reached.contains(Decimal(90), place) for place in (1, 2)] == [True, False]
    assert reached.contains(Decimal(95), 2)
    with pytest.raises(RuleViolation, match="tie_place_needed"):
        reached.contains(Decimal(90))


def test_whoever_holds_a_score_comes_before_the_others_of_a_broken_tie() -> None:
    broken = rule(unit="person", base=3, per_extra_vacancy=0, tie_at_cut="break")
    reached = reach([Bucket(Decimal(95), 1), Bucket(Decimal(90), 3, held=1)], broken, positions=1)
    assert (reached.names_in_reach, reached.taken_at_line) == (2, 1)
    many_hold = reach([Bucket(Decimal(95), 2, held=3)], broken, positions=1)
    assert (many_hold.names_in_reach, many_hold.taken_at_line) == (0, 0)


def test_scores_that_the_rule_takes_as_one_are_joined() -> None:
    whole = rule(unit="score", base=1, score_rounding="nearest_whole")
    reached = reach(one_each("94.5", "94.49999"), whole, positions=1)
    assert (reached.line, reached.names_in_reach) == (Decimal(95), 1)
    cut = rule(unit="score", base=1, score_rounding="truncate")
    assert reach(one_each("94.99999", "94", "93.9"), cut, positions=1).names_in_reach == 2


def test_a_supplement_on_request_waits_and_opens_when_granted() -> None:
    asks = rule(**R3, supplementary="on_request")
    left = [Bucket(Decimal(990), 0), *one_each(980, 970, 960)]
    waiting = reach(left, asks, positions=1, granted=Decimal(970))
    assert (waiting.line, waiting.supplement_due, waiting.short_certification) == (Decimal(970), True, True)
    assert waiting.list_exhausted is False
    opened = reach(left, asks, positions=1, granted=Decimal(960))
    assert (opened.line, opened.supplement_due) == (Decimal(960), False)
    by_itself = reach(left, rule(**R3), positions=1, granted=Decimal(970))
    assert by_itself.line == Decimal(960)


@pytest.mark.parametrize(
    ("demotion", "event", "clears"),
    [
        ("never", FloorEvent.POSITION_REMOVED, False),
        ("never", FloorEvent.OTHER, False),
        ("positions_removed", FloorEvent.OTHER, False),
        ("positions_removed", FloorEvent.POSITION_REMOVED, True),
        ("positions_removed", FloorEvent.POOLED_REFERRAL_CLOSED, True),
        ("recompute", FloorEvent.OTHER, True),
    ],
)
def test_when_a_floor_is_cleared(demotion: str, event: FloorEvent, clears: bool) -> None:
    assert clears_floor(rule(**R3, demotion=demotion), event) is clears


def test_the_floor_is_the_deepest_line_ever() -> None:
    keeps, forgets = rule(**R3, demotion="never"), rule(**R3)
    buckets = one_each(990, 980, 970, 960)
    deep = reach(buckets, keeps, positions=2)
    assert (next_floor(keeps, deep), next_floor(forgets, deep)) == (Decimal(960), None)
    later = reach(buckets, keeps, positions=1, floor=Decimal(960))
    assert (later.computed_line, later.line, next_floor(keeps, later)) == (Decimal(970), Decimal(960), Decimal(960))
    deeper = reach([*buckets, *one_each(950)], keeps, positions=3, floor=Decimal(960))
    assert next_floor(keeps, deeper) == Decimal(950)


@pytest.mark.parametrize("unit", ["fixed_band", "category"])
def test_units_that_are_not_done_are_refused_not_guessed(unit: str) -> None:
    with pytest.raises(RuleViolation, match="unit_not_supported"):
        reach([], rule(unit=unit), positions=1)


def test_scores_out_of_order_are_refused() -> None:
    with pytest.raises(RuleViolation, match="scores_not_descending"):
        reach([Bucket(Decimal(1), 1), Bucket(Decimal(1), 1)], rule(**R3), positions=1)


def test_a_share_of_the_list_needs_its_size() -> None:
    with pytest.raises(RuleViolation, match="list_size_needed"):
        reach([], rule(unit="person", base=1, fraction="0.25"), positions=1)


# -- laziness


class Reading:
    """A list without end that knows how far it was read: scores 10^6, 10^6 - 1, ..., everyone available."""

    def __init__(self) -> None:
        self.read = 0

    def __iter__(self) -> Iterator[Bucket]:
        for below in count():
            self.read += 1
            yield Bucket(Decimal(10**6 - below), 1)


@given(st.integers(1, 12), st.integers(1, 30))
def test_nothing_below_the_line_is_read(base: int, positions: int) -> None:
    reading = Reading()
    reach(reading, rule(unit="score", base=base), positions=positions)
    assert reading.read == base + positions - 1


@given(st.integers(1, 12), st.integers(1, 30), st.integers(0, 60))
def test_nothing_below_line_and_floor_is_read(base: int, positions: int, depth: int) -> None:
    reading = Reading()
    reached = reach(reading, rule(unit="score", base=base), positions=positions, floor=Decimal(10**6 - depth))
    assert reading.read == max(base + positions - 1, depth + 1) == reached.ranks_in_reach


@pytest.mark.parametrize(
    ("parameters", "read"),
    [
        ({"unit": "person", "base": 4}, 4),
        ({"unit": "sliding_band", "band_width": "10"}, 12),
        ({"unit": "cutoff", "cutoff": "999995"}, 7),
        ({"unit": "score", "base": 3, "score_rounding": "nearest_whole"}, 4),
    ],
)
def test_a_rule_that_must_see_the_next_score_sees_one(parameters: dict[str, object], read: int) -> None:
    reading = Reading()
    reach(reading, CertificationRule.parse(parameters), positions=1)
    assert reading.read == read


# -- properties against a plain reading of each unit


@st.composite
def lists(draw: st.DrawFn) -> list[Bucket]:
    """Return scores with few or no people each, some of them held."""
    scores = draw(st.lists(st.integers(0, 40), unique=True, max_size=12))
    people = st.tuples(st.integers(0, 3), st.integers(0, 1))
    return [Bucket(Decimal(score), *draw(people)) for score in sorted(scores, reverse=True)]


def counted(buckets: Sequence[Bucket]) -> list[Bucket]:
    return [each for each in buckets if each.available + each.held > 0]


@given(lists(), st.integers(1, 6), st.integers(1, 4), st.integers(0, 3))
def test_i5_offered_ranks_are_the_rule_applied(buckets: list[Bucket], base: int, positions: int, extra: int) -> None:
    reached = reach(buckets, rule(unit="score", base=base, per_extra_vacancy=extra), positions=positions)
    allowed = base + extra * (positions - 1)
    within = counted(buckets)[:allowed]
    assert reached.ranks_in_reach == len(within) == min(allowed, len(counted(buckets)))
    assert reached.line == (within[-1].score if within else None)
    assert reached.names_in_reach == sum(each.available for each in within)
    assert reached.short_certification == (len(within) < allowed)


@given(lists(), st.integers(1, 6), st.integers(1, 4))
def test_names_are_counted_until_enough_and_ties_come_in_whole(
    buckets: list[Bucket], base: int, positions: int
) -> None:
    reached = reach(buckets, rule(unit="person", base=base), positions=positions)
    for each in counted(buckets):
        above = sum(other.available + other.held for other in buckets if other.score > each.score)
        assert reached.contains(each.score) == (above < base + positions - 1)


@given(lists(), st.integers(1, 6), st.integers(1, 4))
def test_broken_ties_give_exactly_the_number_of_names(buckets: list[Bucket], base: int, positions: int) -> None:
    free = [Bucket(each.score, each.available) for each in buckets]
    reached = reach(free, rule(unit="person", base=base, tie_at_cut="break"), positions=positions)
    allowed = base + positions - 1
    in_order = [(each.score, place) for each in free for place in range(1, each.available + 1)]
    inside = [(score, place) for score, place in in_order if reached.contains(score, place)]
    assert inside == in_order[:allowed]
    assert reached.names_in_reach == len(inside)


@given(lists(), st.integers(0, 20))
def test_a_sliding_band_hangs_from_the_highest_score_that_counts(buckets: list[Bucket], width: int) -> None:
    reached = reach(buckets, rule(unit="sliding_band", band_width=str(width)), positions=1)
    scores = [each.score for each in counted(buckets)]
    inside = [score for score in scores if score >= max(scores) - width] if scores else []
    assert [score for score in scores if reached.contains(score)] == inside
    assert reached.band_floor == (max(scores) - width if scores else None)


@given(lists(), st.integers(0, 40), st.integers(0, 6))
def test_a_cut_off_takes_all_at_or_above_and_tops_up_to_the_least_number(
    buckets: list[Bucket], cutoff: int, least: int
) -> None:
    reached = reach(buckets, rule(unit="cutoff", cutoff=str(cutoff), min_names=least), positions=1)
    for each in counted(buckets):
        above = sum(other.available + other.held for other in buckets if other.score > each.score)
        assert reached.contains(each.score) == (each.score >= cutoff or above < least)


@given(lists(), st.integers(1, 4))
def test_under_the_rule_of_the_list_everyone_is_in_reach(buckets: list[Bucket], positions: int) -> None:
    reached = reach(buckets, rule(unit="all"), positions=positions)
    assert all(reached.contains(each.score) for each in counted(buckets))
    assert reached.names_in_reach == sum(each.available for each in buckets)


@given(lists(), st.integers(1, 6), st.integers(1, 4), st.integers(0, 40))
def test_a_floor_only_ever_adds(buckets: list[Bucket], base: int, positions: int, floor: int) -> None:
    plain = reach(buckets, rule(unit="score", base=base), positions=positions)
    kept = reach(buckets, rule(unit="score", base=base), positions=positions, floor=Decimal(floor))
    assert kept.computed_line == plain.computed_line
    for each in counted(buckets):
        assert kept.contains(each.score) == (plain.contains(each.score) or each.score >= floor)
    inside = [each for each in counted(buckets) if kept.contains(each.score)]
    assert (kept.ranks_in_reach, kept.names_in_reach) == (len(inside), sum(each.available for each in inside))


SHAPES: tuple[dict[str, object], ...] = (
    {"unit": "score", "base": 3, "per_extra_vacancy": 1},
    {"unit": "score", "base": 2, "min_names": 3},
    {"unit": "score", "base": 2, "score_rounding": "nearest_whole"},
    {"unit": "person", "base": 3},
    {"unit": "sliding_band", "band_width": "5"},
    {"unit": "cutoff", "cutoff": "20", "min_names": 3},
    {"unit": "all"},
)


@given(lists(), st.sampled_from(SHAPES), st.integers(0, 4), st.none() | st.integers(0, 40))
def test_keeping_the_floor_changes_nothing_by_itself(
    buckets: list[Bucket], shape: dict[str, object], positions: int, before: int | None
) -> None:
    """So a line that was just computed still holds once its floor is stored."""
    keeps = rule(**shape, demotion="never")
    floor = None if before is None else Decimal(before)
    reached = reach(buckets, keeps, positions=positions, floor=floor)
    assert reach(buckets, keeps, positions=positions, floor=next_floor(keeps, reached)) == reached
