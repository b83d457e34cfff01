"""Positions counted and scores held over a pool of referrals."""

from decimal import Decimal

import pytest

from api.domain.certification import CertificationRule
from api.domain.pooling import Hire, PooledReferral, concerns, held_scores, holders, positions_counted, positions_left

POOL = [
    PooledReferral("a", 2, filled=1),
    PooledReferral("b", 1),
    PooledReferral("closed", 4, filled=1, is_open=False),
]
ANNA = Hire("anna", Decimal(990), "a")
OTTO = Hire("otto", Decimal(980), "closed")


def rule(**policies: object) -> CertificationRule:
    return CertificationRule.parse({"unit": "score", "base": 3, "pooling": "list", **policies})


@pytest.mark.parametrize(
    ("policies", "referral", "positions"),
    [
        ({}, "a", 3),
        ({}, "b", 3),
        ({"window_after_hire": "recompute"}, "b", 2),
        ({"pooling": "certification"}, "b", 1),
        ({"pooling": "certification", "window_after_hire": "recompute"}, "a", 1),
        ({}, "closed", 0),
    ],
)
def test_positions_that_count(policies: dict[str, object], referral: str, positions: int) -> None:
    assert positions_counted(rule(**policies), referral, POOL) == positions


def test_a_hire_holds_the_score_on_every_open_referral_of_the_pool() -> None:
    assert holders(rule(), "b", POOL, [ANNA]) == (ANNA,)
    assert held_scores(holders(rule(), "a", POOL, [ANNA])) == {Decimal(990): 1}


def test_nobody_holds_a_score_freed_on_the_referral_before_the_hire() -> None:
    assert holders(rule(), "b", POOL, [ANNA], freed_here={"anna"}) == ()


def test_nobody_holds_once_the_referral_of_the_hire_is_closed() -> None:
    assert holders(rule(), "b", POOL, [OTTO, ANNA]) == (ANNA,)


def test_without_a_pool_a_hire_holds_on_its_own_referral_only() -> None:
    own = rule(pooling="certification")
    assert (holders(own, "a", POOL, [ANNA]), holders(own, "b", POOL, [ANNA])) == ((ANNA,), ())
    assert (concerns(own, "a", "b"), concerns(own, "a", "a"), concerns(rule(), "a", "b")) == (False, True, True)


def test_under_recompute_nobody_holds() -> None:
    assert holders(rule(window_after_hire="recompute"), "a", POOL, [ANNA]) == ()


def test_positions_left() -> None:
    assert [positions_left(each) for each in POOL] == [1, 1, 3]
