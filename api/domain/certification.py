"""Certification: how far down a list an appointing officer may reach.

The only place that decides where a referral's line stands. It walks scores from the top and reads no further than
the line or the floor, whichever is deeper, so that the cost grows with the ranks in reach and not with the list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from api.domain.certification_rule import (
    COUNTED_UNITS,
    SUPPORTED_UNITS,
    CertificationRule,
    Demotion,
    HireWindow,
    LateEntry,
    MinNames,
    Pooling,
    ScoreRounding,
    Supplementary,
    TieAtCut,
    TieBreak,
    Unit,
)
from api.domain.errors import RuleViolation

__all__ = [
    "Bucket",
    "CertificationRule",
    "Demotion",
    "FloorEvent",
    "HireWindow",
    "LateEntry",
    "MinNames",
    "Pooling",
    "Reach",
    "ScoreRounding",
    "Supplementary",
    "TieAtCut",
    "TieBreak",
    "Unit",
    "clears_floor",
    "floor_after_rescoring",
    "next_floor",
    "reach",
]

MINIMUM_SCORES = 3  # a list with fewer available scores counts as exhausted (Rule 113, Rule of Three Scores)


@dataclass(frozen=True, slots=True)
class Bucket:
    """One distinct score of a list as a referral sees it.

    `available`: people who count here now (not selected ones included, they keep their rank);
    `held`: people hired on the pool who still hold the score, under the hold policy;
    `settled`: how many of the available are not selected here: they keep the rank but cannot be chosen or waive.
    """

    score: Decimal
    available: int
    held: int = 0
    settled: int = 0

    @property
    def counts(self) -> bool:
        """Say whether the score is one of the rule's units."""
        return self.available + self.held > 0


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a referral reaches; scores are the rule's (coarsened, where it coarsens them).

    `line`: lowest score in reach, the floor included; None when nobody is. `computed_line`: the same from the rule
    alone. `ranks_in_reach`, `names_in_reach`: scores with somebody who counts, and people who can be chosen, down to
    the line. `units_allowed`: T, None where the rule counts no units. `units_counted`: units down to the computed
    line. `taken_at_line`: with broken ties, how many of the available at the line are in reach, else None (all).
    `band_floor`: lower edge of a sliding band. `clearable_ranks`: scores down to the computed line that could still
    clear (nobody holds them, nobody there is settled); `easiest_score`: the one of these with the fewest people, the
    lowest of several. `supplement_due`: the next score waits for a request (`supplementary: on_request`).
    """

    line: Decimal | None
    computed_line: Decimal | None
    ranks_in_reach: int
    names_in_reach: int
    units_allowed: int | None
    units_counted: int
    short_certification: bool
    list_exhausted: bool
    taken_at_line: int | None = None
    band_floor: Decimal | None = None
    clearable_ranks: int = 0
    easiest_score: Decimal | None = None
    supplement_due: bool = False

    def contains(self, score: Decimal, tie_place: int | None = None) -> bool:
        """Say whether an available person at this (coarsened) score is in reach.

        `tie_place` is the person's place, from 1, among the available at the same score in tie-break order; it
        matters only where ties are broken (`tie_place_needed` when it is missing there).
        """
        if self.line is None or score < self.line:
            return False
        if self.taken_at_line is None or score > self.line:
            return True
        if tie_place is None:
            raise RuleViolation("tie_place_needed")
        return tie_place <= self.taken_at_line


class FloorEvent(StrEnum):
    """What happened to the pool since the floor was last kept."""

    POSITION_REMOVED = "position_removed"
    POOLED_REFERRAL_CLOSED = "pooled_referral_closed"
    OTHER = "other"


def clears_floor(rule: CertificationRule, event: FloorEvent) -> bool:
    """Say whether the event lets people fall out of reach again.

    `never`: nothing does. `positions_removed`: a position taken away, or the referral of a pooled position closed.
    `recompute`: no floor is kept at all.
    """
    if rule.demotion is Demotion.RECOMPUTE:
        return True
    return rule.demotion is Demotion.POSITIONS_REMOVED and event is not FloorEvent.OTHER


def floor_after_rescoring(rule: CertificationRule, kept: Decimal | None) -> Decimal | None:
    """Return the floor that a re-score leaves.

    `kept` is the lowest score of the people in reach whom it left alone: nobody falls out of reach because the score
    of another was corrected, and a score that nobody in reach has any more promises nothing.
    """
    return None if rule.demotion is Demotion.RECOMPUTE or kept is None else rule.ranked_score(kept)


def next_floor(rule: CertificationRule, reached: Reach) -> Decimal | None:
    """Return the floor to keep with the referral after this reach: the deepest score ever in reach.

    `reached` must have been computed with the floor kept so far, or with None where `clears_floor` said so.
    """
    return None if rule.demotion is Demotion.RECOMPUTE else reached.line


def reach(
    buckets: Iterable[Bucket],
    rule: CertificationRule,
    *,
    positions: int,
    floor: Decimal | None = None,
    list_size: int | None = None,
    granted: Decimal | None = None,
) -> Reach:
    """Decide how far the rule reaches into the scores of a list.

    `buckets` come in strictly descending order of score (`scores_not_descending`); `positions` is P as the pool
    counts it; with none, nobody is in reach but those the floor keeps. `floor` is the deepest score ever in reach.
    `list_size` (names on the list) is needed by rules with a share of the list only. `granted` matters under
    `supplementary: on_request` only: the deepest score certified or asked for so far; the line goes no deeper.
    """
    if rule.unit not in SUPPORTED_UNITS:
        raise RuleViolation("unit_not_supported", field="unit", unit=rule.unit.value)
    if positions < 0:
        raise RuleViolation("negative_positions", field="positions")
    walk = _Walk(rule, positions, rule.units_allowed(positions, list_size), _ceiling(rule, granted))
    ran_out = True
    for bucket in _by_ranked_score(buckets, rule):
        inside = walk.admits(bucket)
        if not inside and (floor is None or bucket.score < floor):
            ran_out = False
            break
        walk.take(bucket, inside)
        if walk.is_full and (floor is None or bucket.score <= floor):
            ran_out = False
            break
    return walk.result(floor, ran_out)


def _ceiling(rule: CertificationRule, granted: Decimal | None) -> Decimal | None:
    """Return the score below which nothing opens without a request."""
    return granted if rule.supplementary is Supplementary.ON_REQUEST else None


def _by_ranked_score(buckets: Iterable[Bucket], rule: CertificationRule) -> Iterator[Bucket]:
    """Check the order and join scores that the rule takes as one; without coarsening nothing is read ahead."""
    before: Decimal | None = None
    joined: Bucket | None = None
    for bucket in buckets:
        if before is not None and bucket.score >= before:
            raise RuleViolation("scores_not_descending", field="buckets")
        before = bucket.score
        if rule.score_rounding is ScoreRounding.NONE:
            yield bucket
            continue
        score = rule.ranked_score(bucket.score)
        if joined is not None and joined.score == score:
            joined = Bucket(
                score,
                joined.available + bucket.available,
                joined.held + bucket.held,
                joined.settled + bucket.settled,
            )
            continue
        if joined is not None:
            yield joined
        joined = Bucket(score, bucket.available, bucket.held, bucket.settled)
    if joined is not None:
        yield joined


@dataclass(slots=True)
class _Walk:
    """The running count of one walk from the top."""

    rule: CertificationRule
    positions: int
    allowed: int | None
    ceiling: Decimal | None
    ranks: int = 0  # scores that count, down to the computed line
    names: int = 0  # people who count there, held ones included
    can_be_chosen: int = 0
    available_ranks: int = 0
    available_names: int = 0
    kept_ranks: int = 0  # between computed line and floor
    kept_choices: int = 0
    top: Decimal | None = None
    computed_line: Decimal | None = None
    taken_at_line: int | None = None
    supplement_due: bool = False
    clearable: list[tuple[int, Decimal]] = field(default_factory=list)

    @property
    def units(self) -> int:
        """Units taken so far."""
        return self.names if self.rule.unit is Unit.PERSON else self.ranks

    @property
    def _wanted_names(self) -> int:
        return self.rule.min_names.wanted(self.positions)

    @property
    def is_full(self) -> bool:
        """Say, without looking at the next score, that no further one is inside."""
        if self.positions == 0:
            return True
        return self.allowed is not None and self.units >= self.allowed and self.names >= self._wanted_names

    def admits(self, bucket: Bucket) -> bool:
        """Say whether the next score is inside the computed line."""
        if self.positions == 0 or self.is_full:
            return False
        if not (self._by_rule(bucket.score) or self.names < self._wanted_names):
            return False
        if self.ceiling is not None and bucket.score < self.ceiling and bucket.counts:
            self.supplement_due = True
            return False
        return True

    def _by_rule(self, score: Decimal) -> bool:
        """Say whether the rule itself, without the least number of names, takes the score in."""
        if self.allowed is not None:
            return self.units < self.allowed
        if self.rule.cutoff is not None and self.rule.unit is Unit.CUTOFF:
            return score >= self.rule.cutoff
        band_floor = self.band_floor
        return band_floor is None or score >= band_floor

    @property
    def band_floor(self) -> Decimal | None:
        """Return the lower edge of a sliding band, inclusive, once its top is known."""
        if self.rule.unit is not Unit.SLIDING_BAND or self.rule.band_width is None or self.top is None:
            return None
        return self.top - self.rule.band_width

    def take(self, bucket: Bucket, inside: bool) -> None:
        """Count one score, inside the computed line or kept by the floor."""
        if not bucket.counts:
            return
        choices = bucket.available - bucket.settled
        if not inside:
            self.kept_ranks += 1
            self.kept_choices += choices
            return
        if self.rule.tie_at_cut is TieAtCut.BREAK and self.allowed is not None:
            room = max(self.allowed, self._wanted_names) - self.names
            if bucket.available + bucket.held > room:
                self.taken_at_line = max(room - bucket.held, 0)
                choices = min(choices, self.taken_at_line)
        self.top = bucket.score if self.top is None else self.top
        self.computed_line = bucket.score
        self.ranks += 1
        self.names += bucket.available + bucket.held
        self.can_be_chosen += choices
        self.available_ranks += bucket.available > 0
        self.available_names += bucket.available
        if self.allowed is not None and bucket.held == 0 and bucket.settled == 0:
            self.clearable.append((bucket.available, bucket.score))

    def result(self, floor: Decimal | None, ran_out: bool) -> Reach:
        """Close the walk; `ran_out` says that the list ended before the reach did."""
        line = self.computed_line
        if floor is not None and (line is None or floor < line):
            line = floor
        lacking = self.allowed is not None and self.units < self.allowed
        short = self.positions > 0 and (lacking or self.names < self._wanted_names or self.names == 0)
        return Reach(
            line=line,
            computed_line=self.computed_line,
            ranks_in_reach=self.ranks + self.kept_ranks,
            names_in_reach=self.can_be_chosen + self.kept_choices,
            units_allowed=self.allowed,
            units_counted=self.units,
            short_certification=short,
            list_exhausted=short and ran_out and self._available_units < self._least_units,
            taken_at_line=self.taken_at_line if line == self.computed_line else None,
            band_floor=self.band_floor,
            clearable_ranks=len(self.clearable),
            easiest_score=min(self.clearable)[1] if self.clearable else None,
            supplement_due=self.supplement_due,
        )

    @property
    def _available_units(self) -> int:
        return self.available_names if self.rule.unit is Unit.PERSON else self.available_ranks

    @property
    def _least_units(self) -> int:
        """Units below which the list as such counts as exhausted."""
        return min(self.rule.base, MINIMUM_SCORES) if self.rule.unit in COUNTED_UNITS else 1
