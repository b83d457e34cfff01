"""Which positions widen a referral's reach, and who among the hired still holds a score there.

Rule 113 counts all open positions that use the list ("fluid, based on the number of open positions that are
utilizing that particular list", careers.sf.gov); what a hire does is the policy `window_after_hire`.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from api.domain.certification_rule import CertificationRule, HireWindow, Pooling


@dataclass(frozen=True, slots=True)
class PooledReferral:
    """One referral of a list: `positions` attached now, filled ones included, and how many of them are `filled`."""

    referral: Hashable
    positions: int
    filled: int = 0
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class Hire:
    """Somebody hired from the list and still hired: on which referral, at which score."""

    eligible: Hashable
    score: Decimal
    referral: Hashable


def concerns(rule: CertificationRule, referral: Hashable, other: Hashable) -> bool:
    """Say whether what happens to one referral of the list matters on another: with `pooling: list`, or on itself."""
    return other == referral or rule.pooling is Pooling.LIST


def positions_left(referral: PooledReferral) -> int:
    """Return how many positions of a referral are still to be filled."""
    return max(referral.positions - referral.filled, 0)


def positions_counted(rule: CertificationRule, referral: Hashable, pool: Iterable[PooledReferral]) -> int:
    """Return P for a referral.

    `pooling: list`: positions of all open referrals of the list, else the referral's own. `hold`: all attached ones,
    filled ones included until their referral closes; `recompute`: unfilled ones. None on a referral that is over:
    nobody is chosen from it. Referrals with other rules share P.
    """
    known = tuple(pool)
    if any(each.referral == referral and not each.is_open for each in known):
        return 0
    pooled_over_list = rule.pooling is Pooling.LIST
    counted = [each for each in known if each.is_open and (each.referral == referral or pooled_over_list)]
    if rule.window_after_hire is HireWindow.HOLD:
        return sum(each.positions for each in counted)
    return sum(positions_left(each) for each in counted)


def holders(
    rule: CertificationRule,
    referral: Hashable,
    pool: Iterable[PooledReferral],
    hires: Iterable[Hire],
    *,
    freed_here: Collection[Hashable] = (),
) -> tuple[Hire, ...]:
    """Return who still holds a score on a referral.

    Under `hold`, whoever was hired on a referral of the pool, while that referral is open, except those who had
    freed their score on this referral by an own disposition before the hire (`freed_here`): a score freed on a
    referral stays freed there. Under `recompute`, nobody.
    """
    if rule.window_after_hire is not HireWindow.HOLD:
        return ()
    open_ones = {each.referral for each in pool if each.is_open} | {referral}
    return tuple(
        hire
        for hire in hires
        if hire.referral in open_ones and concerns(rule, referral, hire.referral) and hire.eligible not in freed_here
    )


def held_scores(held: Iterable[Hire]) -> Mapping[Decimal, int]:
    """Return how many hold each score."""
    return Counter(hire.score for hire in held)
