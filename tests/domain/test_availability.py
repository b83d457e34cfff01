"""Who counts on a referral: statuses, expiry, waivers by scope, late entry, conditions, considerations."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from api.domain.availability import (
    Absence,
    EligibleFacts,
    ReferralFacts,
    Standing,
    Waiver,
    WaiverScope,
    absence,
    buckets,
    is_available,
    shown_as,
    standing,
    waiver_in_way,
)
from api.domain.certification import Bucket, CertificationRule, reach
from api.domain.lifecycle import Disposition, EligibleStatus

TODAY = date(2026, 3, 31)
R3 = CertificationRule.parse({"unit": "score", "base": 3})
REFERRAL = ReferralFacts(
    as_of=TODAY,
    certified_seq=100,
    referral="r1",
    positions=frozenset({"p1", "p2"}),
    department="library",
    location="main",
    employment="permanent",
)
SOMEBODY = EligibleFacts(Decimal(990))


@pytest.mark.parametrize("status", list(EligibleStatus))
def test_only_active_and_temporarily_appointed_people_are_in_the_pool(status: EligibleStatus) -> None:
    in_pool = status in (EligibleStatus.ACTIVE, EligibleStatus.APPOINTED_TEMPORARY)
    assert is_available(replace(SOMEBODY, status=status), REFERRAL, R3) is in_pool


@pytest.mark.parametrize("disposition", list(Disposition))
def test_dispositions_that_free_the_rank(disposition: Disposition) -> None:
    counts = disposition in (
        Disposition.PENDING,
        Disposition.INTERESTED,
        Disposition.SELECTED,
        Disposition.NOT_SELECTED,
    )
    assert is_available(replace(SOMEBODY, disposition=disposition), REFERRAL, R3) is counts


@pytest.mark.parametrize(("last_day", "counts"), [(date(2026, 3, 31), True), (date(2026, 3, 30), False)])
def test_the_last_day_of_personal_eligibility_is_in(last_day: date, counts: bool) -> None:
    assert is_available(replace(SOMEBODY, expires_on=last_day), REFERRAL, R3) is counts


@pytest.mark.parametrize(
    ("waiver", "declines"),
    [
        (Waiver(WaiverScope.DEPARTMENT, "library"), True),
        (Waiver(WaiverScope.DEPARTMENT, "parks"), False),
        (Waiver(WaiverScope.LOCATION, "main"), True),
        (Waiver(WaiverScope.LOCATION, "branch"), False),
        (Waiver(WaiverScope.EMPLOYMENT, "temporary"), False),
        (Waiver(WaiverScope.EMPLOYMENT, "permanent"), True),
        (Waiver(WaiverScope.REFERRAL, "r1"), True),
        (Waiver(WaiverScope.REFERRAL), False),
        (Waiver(WaiverScope.POSITION, "p1"), False),
        (Waiver(WaiverScope.GENERAL), True),
        (Waiver(WaiverScope.GENERAL, until=date(2026, 3, 31)), True),
        (Waiver(WaiverScope.GENERAL, until=date(2026, 3, 30)), False),
    ],
)
def test_a_waiver_declines_what_its_scope_names(waiver: Waiver, declines: bool) -> None:
    waived = replace(SOMEBODY, waivers=(waiver,))
    assert (waiver_in_way(waived, REFERRAL) == waiver) is declines
    assert is_available(waived, REFERRAL, R3) is not declines


def test_waivers_of_single_positions_decline_a_referral_when_they_leave_it_none() -> None:
    both = replace(SOMEBODY, waivers=(Waiver(WaiverScope.POSITION, "p1"), Waiver(WaiverScope.POSITION, "p2")))
    assert absence(both, REFERRAL, R3) is Absence.WAIVER
    assert is_available(both, replace(REFERRAL, positions=frozenset({"p1", "p3"})), R3)
    assert is_available(both, replace(REFERRAL, positions=frozenset()), R3)


@pytest.mark.parametrize(
    ("policy", "since", "counts"),
    [
        ("new_certifications", 99, True),
        ("new_certifications", 100, False),
        ("new_certifications", 101, False),
        ("open_referrals", 101, True),
    ],
)
def test_late_entry(policy: str, since: int, counts: bool) -> None:
    rule = CertificationRule.parse({"unit": "score", "base": 3, "late_entry": policy})
    assert is_available(replace(SOMEBODY, available_since_seq=since), REFERRAL, rule) is counts


def test_conditions_come_from_the_rule_and_from_the_referral() -> None:
    rule = CertificationRule.parse({"unit": "score", "base": 3, "requires": "lang:yue"})
    asks = replace(REFERRAL, requires=frozenset({"licence:b"}))
    speaks = replace(SOMEBODY, attributes=frozenset({"lang:yue"}))
    assert absence(speaks, REFERRAL, rule) is None
    assert absence(speaks, asks, rule) is Absence.CONDITION
    assert standing(speaks, asks, rule, reach([], rule, positions=1)) is Standing.EXCLUDED
    assert is_available(replace(speaks, attributes=frozenset({"lang:yue", "licence:b"})), asks, rule)


@pytest.mark.parametrize(("considered", "counts"), [(2, True), (3, False), (4, False)])
def test_three_considerations_by_one_authority(considered: int, counts: bool) -> None:
    rule = CertificationRule.parse({"unit": "person", "base": 3, "max_considerations": 3})
    assert is_available(replace(SOMEBODY, considered=considered), REFERRAL, rule) is counts
    assert is_available(replace(SOMEBODY, considered=considered), REFERRAL, R3)


def test_buckets_count_available_held_and_settled_people() -> None:
    listed = [
        SOMEBODY,
        replace(SOMEBODY, disposition=Disposition.NOT_SELECTED),
        replace(SOMEBODY, disposition=Disposition.WAIVED),
        EligibleFacts(Decimal(980), status=EligibleStatus.INACTIVE),
    ]
    assert buckets(listed, REFERRAL, R3, {Decimal(985): 1}) == [
        Bucket(Decimal(990), 2, 0, 1),
        Bucket(Decimal(985), 0, 1, 0),
    ]


@pytest.mark.parametrize(
    ("disposition", "computed", "shown"),
    [
        (Disposition.HIRED, Standing.UNAVAILABLE, "hired"),
        (Disposition.NOT_SELECTED, Standing.REACHABLE, "not_selected"),
        (Disposition.SELECTED, Standing.REACHABLE, "reachable"),
        (Disposition.WAIVED, Standing.UNAVAILABLE, "unavailable"),
    ],
)
def test_what_is_shown(disposition: Disposition, computed: Standing, shown: str) -> None:
    assert shown_as(disposition, computed) == shown
