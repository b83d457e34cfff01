"""Who counts on a referral, and where everyone stands: the step between facts about people and the line.

Status is where somebody is on the list, standing where they are relative to one referral, disposition what was decided
about them there; the three are never mixed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from api.domain.certification import Bucket, CertificationRule, LateEntry, Reach
from api.domain.lifecycle import FREES_RANK, IN_POOL, Disposition, EligibleStatus


class Standing(StrEnum):
    """Where an eligible is relative to one referral; computed, never stored as truth."""

    REACHABLE = "reachable"
    ALTERNATE = "alternate"
    BLOCKED = "blocked"
    EXCLUDED = "excluded"
    UNAVAILABLE = "unavailable"


class WaiverScope(StrEnum):
    """What a waiver declines; `general` declines the whole list and is a status, the others leave it active."""

    POSITION = "position"
    REFERRAL = "referral"
    DEPARTMENT = "department"
    LOCATION = "location"
    EMPLOYMENT = "employment"
    GENERAL = "general"


class Absence(StrEnum):
    """Why somebody does not count on a referral."""

    CONDITION = "condition"
    HIRED = "hired"
    FAILED = "failed"
    DISPOSITION = "disposition"
    STATUS = "status"
    EXPIRED = "expired"
    WAIVER = "waiver"
    LATE_ENTRY = "late_entry"
    CONSIDERATIONS = "considerations"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A waiver in force: `value` names the position, department, ... declined; `until` is its last day, inclusive."""

    scope: WaiverScope
    value: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EligibleFacts:
    """What is known of one eligible and, in `disposition`, of what was decided about them on the referral at hand.

    `available_since_seq`: ledger sequence at which they last became available; `expires_on`: last day of personal
    eligibility, inclusive; `is_failed`: a new score passes no more, which took them off the list; `considered`:
    earlier considerations by this appointing authority; `tie_place`: place from 1 among the available at the same score
    in tie-break order, for rules that break ties.
    """

    score: Decimal
    status: EligibleStatus = EligibleStatus.ACTIVE
    disposition: Disposition = Disposition.PENDING
    available_since_seq: int = 0
    expires_on: date | None = None
    attributes: frozenset[str] = frozenset()
    waivers: tuple[Waiver, ...] = ()
    considered: int = 0
    tie_place: int | None = None
    is_failed: bool = False


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """What availability needs to know of a referral: the agency's civil date of the question and when it was certified.

    `requires` are the conditions of a selective certification, besides those of the rule itself. `is_over`: closed or
    cancelled, so nobody is chosen from it.
    """

    as_of: date | None = None
    certified_seq: int = 1
    referral: str | None = None
    positions: frozenset[str] = frozenset()
    department: str | None = None
    location: str | None = None
    employment: str | None = None
    requires: frozenset[str] = frozenset()
    is_over: bool = False


def absence(eligible: EligibleFacts, referral: ReferralFacts, rule: CertificationRule) -> Absence | None:
    """Return why an eligible does not count on a referral, the most lasting reason first; None when they do."""
    missing = (referral.requires | frozenset(rule.requires)) - eligible.attributes
    late = rule.late_entry is LateEntry.NEW_CERTIFICATIONS and eligible.available_since_seq >= referral.certified_seq
    used_up = rule.max_considerations is not None and eligible.considered >= rule.max_considerations
    reasons = (
        (eligible.disposition is Disposition.HIRED, Absence.HIRED),
        (eligible.is_failed, Absence.FAILED),
        (bool(missing), Absence.CONDITION),
        (eligible.disposition in FREES_RANK, Absence.DISPOSITION),
        (eligible.disposition is Disposition.NOT_CONSIDERED, Absence.DISPOSITION),
        (eligible.status not in IN_POOL, Absence.STATUS),
        (is_expired(eligible.expires_on, referral.as_of), Absence.EXPIRED),
        (waiver_in_way(eligible, referral) is not None, Absence.WAIVER),
        (late, Absence.LATE_ENTRY),
        (used_up, Absence.CONSIDERATIONS),
    )
    return next((reason for applies, reason in reasons if applies), None)


def is_available(eligible: EligibleFacts, referral: ReferralFacts, rule: CertificationRule) -> bool:
    """Say whether an eligible counts on a referral as available (a hired one may still hold: see pooling)."""
    return absence(eligible, referral, rule) is None


def is_expired(last_day: date | None, as_of: date | None) -> bool:
    """Say whether a personal eligibility is over; its last day is still in."""
    return last_day is not None and as_of is not None and as_of > last_day


def waiver_in_way(eligible: EligibleFacts, referral: ReferralFacts) -> Waiver | None:
    """Return the first waiver that declines a referral, or None.

    Waivers of single positions decline a referral only when they leave it none; a waiver past its last day declines
    nothing.
    """
    in_force = [waiver for waiver in eligible.waivers if not is_expired(waiver.until, referral.as_of)]
    waived = {waiver.value for waiver in in_force if waiver.scope is WaiverScope.POSITION}
    every_position = bool(referral.positions) and referral.positions <= waived
    return next((waiver for waiver in in_force if _declines(waiver, referral, every_position)), None)


def _declines(waiver: Waiver, referral: ReferralFacts, every_position: bool) -> bool:
    """Say whether one waiver in force declines a referral."""
    if waiver.scope is WaiverScope.GENERAL:
        return True
    if waiver.scope is WaiverScope.POSITION:
        return every_position and waiver.value in referral.positions
    facts = {
        WaiverScope.REFERRAL: referral.referral,
        WaiverScope.DEPARTMENT: referral.department,
        WaiverScope.LOCATION: referral.location,
        WaiverScope.EMPLOYMENT: referral.employment,
    }
    return waiver.value is not None and facts[waiver.scope] == waiver.value


def buckets(
    eligibles: Iterable[EligibleFacts],
    referral: ReferralFacts,
    rule: CertificationRule,
    held: Mapping[Decimal, int],
) -> list[Bucket]:
    """Return the scores of a list as a referral sees them, from facts about everyone.

    For simulations, selective certifications and worked examples; a whole list in the database is counted there.
    """
    available: Counter[Decimal] = Counter()
    settled: Counter[Decimal] = Counter()
    for eligible in eligibles:
        if is_available(eligible, referral, rule):
            available[eligible.score] += 1
            settled[eligible.score] += eligible.disposition is Disposition.NOT_SELECTED
    scores = sorted(available.keys() | held.keys(), reverse=True)
    return [Bucket(score, available[score], held.get(score, 0), settled[score]) for score in scores]


def standing(eligible: EligibleFacts, referral: ReferralFacts, rule: CertificationRule, reached: Reach) -> Standing:
    """Return where an eligible stands on a referral whose reach is known."""
    reason = absence(eligible, referral, rule)
    if reason is Absence.CONDITION:
        return Standing.EXCLUDED
    if reason is not None:
        return Standing.UNAVAILABLE
    inside = reached.contains(rule.ranked_score(eligible.score), eligible.tie_place)
    return Standing.REACHABLE if inside else Standing.ALTERNATE


def shown_as(disposition: Disposition, computed: Standing) -> str:
    """Return the one word shown for a person: hired and not selected are shown as such, else the standing."""
    if disposition in (Disposition.HIRED, Disposition.NOT_SELECTED):
        return disposition.value
    return computed.value


def supplementary(before: Mapping[str, Standing], after: Mapping[str, Standing]) -> tuple[str, ...]:
    """Return who came into reach because ranks cleared: alternates that became reachable, in the order of `after`.

    Whoever comes into reach because positions were added is no supplement; the caller asks only when none were.
    """
    return tuple(
        who for who, now in after.items() if now is Standing.REACHABLE and before.get(who) is Standing.ALTERNATE
    )
