"""The steps to a standing: they end where the standing is decided, and they agree with it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.availability import (
    EligibleFacts,
    ReferralFacts,
    Standing,
    Waiver,
    WaiverScope,
    absence,
    buckets,
    standing,
)
from api.domain.certification import CertificationRule, reach
from api.domain.explanations import Place
from api.domain.lifecycle import Disposition, EligibleStatus
from api.domain.packs import PACKS
from api.domain.ranking import dense_ranks
from api.domain.reasoning import Finding, Step, steps

SF = PACKS["sf"].rule("R3").rule()
REFERRAL = ReferralFacts(as_of=date(2026, 11, 22), certified_seq=10, department="library")
SIX = {score: EligibleFacts(Decimal(score)) for score in ("1004.2", "988.4", "970", "951", "940", "930")}


def walked(
    listed: Mapping[str, EligibleFacts],
    who: str,
    *,
    rule: CertificationRule = SF,
    positions: int = 2,
    floor: str | None = None,
) -> tuple[Standing, tuple[Step, ...]]:
    """The standing of one person of a list, and the steps to it."""
    seen = buckets(listed.values(), REFERRAL, rule, {})
    reached = reach(seen, rule, positions=positions, floor=None if floor is None else Decimal(floor))
    ranks = dense_ranks(each.score for each in listed.values())
    place = Place(
        rank=ranks[listed[who].score],
        line_rank=None if reached.line is None else ranks.get(reached.line),
        counted_above=len([each for each in seen if each.score > listed[who].score and each.counts]),
    )
    told = steps(listed[who], REFERRAL, rule, reached, place, positions=positions)
    return standing(listed[who], REFERRAL, rule, reached), told


def said(told: tuple[Step, ...]) -> list[tuple[str, str]]:
    return [(one.finding.value, one.sentence) for one in told]


def test_an_alternate_is_walked_from_the_rank_to_the_line() -> None:
    _, told = walked(SIX, "940")
    assert said(told) == [
        ("fact", "Rank 5 on the list, with a score of 940."),
        ("passed", "Nothing has been decided about this person on this referral."),
        ("passed", "Is active on the list."),
        ("passed", "Was available when the referral was certified."),
        ("fact", "Rule of 3 scores: 3 + 2 positions - 1 = 4 ranks in reach."),
        ("fact", "From the top, 4 ranks with somebody who counts: down to rank 4 (score 951)."),
        ("fact", "4 ranks that count stand above this score."),
        ("failed", "Rank 5 is below the line."),
    ]


def test_a_line_that_was_kept_is_said_to_be() -> None:
    _, told = walked(SIX, "940", floor="940")
    assert ("fact", "The reach ends at rank 5 (score 940), kept from an earlier line.") in said(told)
    assert said(told)[-1] == ("passed", "Rank 5 is not below the line: in reach.")


def test_nobody_asks_how_far_the_rule_reaches_where_somebody_does_not_count() -> None:
    listed = SIX | {"988.4": replace(SIX["988.4"], status=EligibleStatus.INACTIVE)}
    _, told = walked(listed, "988.4")
    assert [one.code for one in told] == ["step.place", "step.disposition.pending", "step.status.inactive"]
    assert told[-1].finding is Finding.FAILED


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"disposition": Disposition.WAIVED}, "Waived being considered on this referral."),
        ({"expires_on": date(2026, 11, 21)}, "The personal eligibility ended on Nov 21, 2026."),
        ({"waivers": (Waiver(WaiverScope.DEPARTMENT, "library"),)}, "A waiver on record declines this referral."),
        ({"available_since_seq": 10}, "Became available after the referral was certified."),
    ],
)
def test_the_question_that_keeps_somebody_out_ends_the_walk(facts: dict[str, object], sentence: str) -> None:
    somebody = replace(EligibleFacts(Decimal(990)), **facts)  # type: ignore[arg-type]
    _, told = walked({"x": somebody}, "x")
    assert said(told)[-1] == ("failed", sentence)


def test_conditions_and_considerations_are_asked_where_the_rule_has_them() -> None:
    rule = CertificationRule.parse({"unit": "score", "base": 3, "requires": ["lang:yue"], "max_considerations": 2})
    having = EligibleFacts(Decimal(990), attributes=frozenset({"lang:yue"}), considered=1)
    _, told = walked({"x": having}, "x", rule=rule)
    assert ("passed", "Has what this referral asks for: lang:yue.") in said(told)
    assert ("passed", "Was considered 1 time; the rule allows 2.") in said(told)
    _, lacking = walked({"x": replace(having, attributes=frozenset())}, "x", rule=rule)
    assert said(lacking)[-1] == ("failed", "This referral asks for lang:yue: not on record.")
    _, worn = walked({"x": replace(having, considered=2)}, "x", rule=rule)
    assert said(worn)[-1] == ("failed", "Was considered 2 times, the most that the rule allows.")


def test_a_hire_needs_no_line() -> None:
    _, told = walked({"x": EligibleFacts(Decimal(990), disposition=Disposition.HIRED)}, "x")
    assert [one.code for one in told] == ["step.place", "step.disposition.hired"]


@given(
    st.lists(st.tuples(st.integers(1, 9), st.sampled_from(Disposition), st.sampled_from(EligibleStatus)), min_size=1),
    st.integers(0, 3),
    st.sampled_from(["R3", "LIST", "BAND"]),
)
def test_the_steps_agree_with_the_standing(
    people: list[tuple[int, Disposition, EligibleStatus]], positions: int, code: str
) -> None:
    rule = PACKS["sf"].rule(code).rule()
    listed = {
        f"p{number}": EligibleFacts(Decimal(score), disposition=disposition, status=status)
        for number, (score, disposition, status) in enumerate(people)
    }
    for who, facts in listed.items():
        stands, told = walked(listed, who, rule=rule, positions=positions)
        failed = [one for one in told if one.finding is Finding.FAILED]
        assert told[0].finding is Finding.FACT
        assert all(one.sentence.endswith(".") for one in told)
        if facts.disposition is Disposition.HIRED:
            assert failed == []
            continue
        assert (stands is Standing.REACHABLE) == (failed == [])
        if failed:
            out = absence(facts, REFERRAL, rule) is not None
            assert (stands in (Standing.UNAVAILABLE, Standing.EXCLUDED)) == out
            assert any(one.code.startswith("step.line") for one in told) == (not out)
