"""Why somebody is in reach or not, and what would change it: codes and values first, one plain sentence from them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from api.domain.availability import (
    Absence,
    EligibleFacts,
    ReferralFacts,
    Standing,
    WaiverScope,
    absence,
    standing,
    waiver_in_way,
)
from api.domain.certification import CertificationRule, LateEntry, Reach, TieAtCut, Unit
from api.domain.lifecycle import Disposition, EligibleStatus
from api.domain.messages import render


@dataclass(frozen=True, slots=True)
class Place:
    """Where an eligible and the line stand on the list, as only the list can tell.

    `rank`: dense rank of the eligible's score on the whole list; `line_rank`: that of the line; `easiest_rank`: that
    of `Reach.easiest_score`; `counted_above`: units of the rule (scores, or names) that count on this referral and
    stand strictly above the eligible's score, held ones included. `opens_if` is left out where what it needs is None.
    """

    rank: int
    line_rank: int | None = None
    easiest_rank: int | None = None
    counted_above: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A machine-readable reason with its sentence, and what would open the way (None where nothing would)."""

    code: str
    params: Mapping[str, object]
    sentence: str
    opens_if: str | None = None
    opens_code: str | None = None
    opens_params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reason:
    """A code with its values, before it is put into words."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything an explanation may speak of."""

    eligible: EligibleFacts
    referral: ReferralFacts
    rule: CertificationRule
    reached: Reach
    place: Place
    positions: int
    language: str


def explain(
    eligible: EligibleFacts,
    referral: ReferralFacts,
    rule: CertificationRule,
    reached: Reach,
    place: Place,
    *,
    positions: int,
    blocked: bool = False,
    language: str = "en",
) -> Explanation:
    """Say why an eligible stands where they stand on a referral, and what would change it.

    `reached` and `positions` are those that decided the standing; `blocked` says that an order of choice keeps
    somebody in reach from being chosen now.
    """
    case = _Case(eligible, referral, rule, reached, place, positions, language)
    where = Standing.BLOCKED if blocked else standing(eligible, referral, rule, reached)
    reason, opening = _decided(case, where) or _STANDINGS[where](case)
    params = {"rank": place.rank, **reason.params}
    return Explanation(
        code=reason.code,
        params=params,
        sentence=render(reason.code, params, language),
        opens_if=None if opening is None else render(opening.code, opening.params, language),
        opens_code=None if opening is None else opening.code,
        opens_params={} if opening is None else opening.params,
    )


Found = tuple[_Reason, _Reason | None]


def _decided(case: _Case, where: Standing) -> Found | None:
    """Speak of the disposition where it is what is shown: hired, not selected."""
    if case.eligible.disposition is Disposition.HIRED:
        return _Reason("hired.here"), _Reason("opens.rescinded")
    if case.eligible.disposition is Disposition.NOT_SELECTED:
        if case.eligible.is_failed:
            return _Reason("not_selected.failed", _NO_RANK), None
        if case.referral.is_over:
            return _Reason("not_selected.over"), None
        inside = where is Standing.REACHABLE
        return _Reason("not_selected.in_reach" if inside else "not_selected.below"), None
    return None


def _reachable(case: _Case) -> Found:
    """Somebody in reach: by the rule, or kept there by the floor."""
    if case.rule.unit is Unit.ALL:
        return _Reason("reachable.list"), None
    computed = case.reached.computed_line
    if computed is None or case.rule.ranked_score(case.eligible.score) < computed:
        return _Reason("reachable.kept"), None
    return _with_reach(case, "reachable.in_reach"), None


def _alternate(case: _Case) -> Found:
    """Somebody below the line, and the nearest thing that would bring the line to them."""
    if case.referral.is_over:
        return _Reason("alternate.over"), None
    if case.reached.line is None:
        if case.positions < 1:
            return _Reason("alternate.no_position"), _Reason("opens.position_added")
        return _Reason("alternate.nobody_in_reach"), None
    if case.reached.supplement_due and (_units_to_clear(case) or 0) < 1:
        return _Reason("alternate.on_request"), _Reason("opens.on_request")
    opening = _opening(case)
    if case.rule.ranked_score(case.eligible.score) == case.reached.line:
        return _Reason("alternate.tie_broken"), opening
    return _with_reach(case, "alternate.below_line"), opening


def _opening(case: _Case) -> _Reason | None:
    """Return the least that brings an alternate into reach; None where it cannot be told or nothing would."""
    if case.rule.unit is Unit.SLIDING_BAND and case.rule.band_width is not None:
        above = case.rule.ranked_score(case.eligible.score) + case.rule.band_width
        return _Reason("opens.band_slides", {"above": format(above, "f")})
    needed = _units_to_clear(case)
    if needed is None or needed < 1:
        return None
    if case.rule.unit is Unit.PERSON:
        return _Reason("opens.name_leaves" if needed == 1 else "opens.names_leave", {"names": needed})
    return _ranks_clear(case, needed)


def _units_to_clear(case: _Case) -> int | None:
    """Return how many units above an eligible must go before the rule reaches them; None where it cannot be told.

    Under a least number of names the count of units alone does not decide.
    """
    allowed, above = case.reached.units_allowed, case.place.counted_above
    if allowed is None or above is None or case.rule.min_names.wanted(case.positions):
        return None
    place = case.eligible.tie_place if case.rule.tie_at_cut is TieAtCut.BREAK else None
    return above + (1 if place is None else place) - allowed


def _ranks_clear(case: _Case, needed: int) -> _Reason | None:
    """Return how many ranks must clear, or how many positions be added where none in reach can clear."""
    if case.reached.clearable_ranks == 0:
        extra = case.rule.per_extra_vacancy
        if extra == 0:
            return None
        return _Reason("opens.positions_added", {"positions": -(-needed // extra)})
    if needed > 1:
        return _Reason("opens.ranks_clear", {"ranks": needed})
    if case.place.easiest_rank is None:
        return _Reason("opens.one_rank_clears")
    return _Reason("opens.rank_clears", {"easiest_rank": case.place.easiest_rank})


def _blocked(_case: _Case) -> Found:
    """Somebody in reach whom an order of choice keeps from being chosen now."""
    return _Reason("blocked.order"), _Reason("opens.order")


def _excluded(case: _Case) -> Found:
    """Somebody without a condition of a selective certification."""
    wanted = case.referral.requires | frozenset(case.rule.requires)
    missing = {"missing": ", ".join(sorted(wanted - case.eligible.attributes))}
    return _Reason("excluded.condition", missing), _Reason("opens.condition", missing)


def _unavailable(case: _Case) -> Found:
    """Somebody out for this referral, for the reason that `absence` names."""
    eligible, why = case.eligible, absence(case.eligible, case.referral, case.rule)
    if why is Absence.FAILED:
        return _Reason("unavailable.failed", _NO_RANK), _Reason("opens.corrected")
    if why is Absence.DISPOSITION:
        opening = _TAKEN_BACK.get(eligible.disposition)
        return _Reason(f"unavailable.disposition.{eligible.disposition}"), opening
    if why is Absence.STATUS:
        return _Reason(f"unavailable.status.{eligible.status}"), _reactivation(case)
    if why is Absence.EXPIRED:
        return _Reason("unavailable.expired", {"expires_on": str(eligible.expires_on)}), _Reason("opens.extended")
    if why is Absence.WAIVER:
        waiver = waiver_in_way(eligible, case.referral)
        scope = WaiverScope.GENERAL if waiver is None else waiver.scope
        words = {"scope": scope.value, "scope_words": render(f"scope.{scope}", {}, case.language)}
        return _Reason("unavailable.waiver", words), _Reason("opens.waiver_ends")
    if why is Absence.LATE_ENTRY:
        return _Reason("unavailable.late_entry"), _Reason("opens.new_referral")
    return _Reason("unavailable.considerations", {"considered": eligible.considered}), _Reason("opens.asked_for")


def _reactivation(case: _Case) -> _Reason | None:
    """Return what would bring somebody back whose status on the list keeps them out.

    Under `late_entry: new_certifications` a return does not reach back to referrals already certified.
    """
    status = case.eligible.status
    if status in (EligibleStatus.INACTIVE, EligibleStatus.UNDER_WAIVER):
        late = case.rule.late_entry is LateEntry.NEW_CERTIFICATIONS
        return _Reason("opens.activated_for_new" if late else "opens.activated")
    return _RETURNS.get(status)


def _with_reach(case: _Case, code: str) -> _Reason:
    """Return a reason that says where the reach ends and by what arithmetic."""
    facts = _line_facts(case)
    if case.place.line_rank is None or case.reached.line is None:
        return _Reason(code, {**facts, "reach": case.rule.sentence(case.positions, language=case.language) + "."})
    if case.reached.line != case.reached.computed_line:
        ending = "reach.score.kept"
    elif case.reached.units_allowed is None or case.reached.units_counted != case.reached.units_allowed:
        ending = "reach.other"
    else:
        ending = "reach.score"
        rule_code, values = case.rule.facts(case.positions, units=case.reached.units_allowed)
        arithmetic = render(rule_code.replace("rule.", "arithmetic.", 1), values, case.language)
        facts = {**values, **facts, "arithmetic": arithmetic}
    return _Reason(code, {**facts, "reach": render(ending, facts, case.language)})


def _line_facts(case: _Case) -> dict[str, object]:
    """Return rank and score of the line as JSON values."""
    line: Decimal | None = case.reached.line
    return {"line_rank": case.place.line_rank, "line": None if line is None else format(line, "f")}


_STANDINGS: Mapping[Standing, Callable[[_Case], Found]] = {
    Standing.REACHABLE: _reachable,
    Standing.ALTERNATE: _alternate,
    Standing.BLOCKED: _blocked,
    Standing.EXCLUDED: _excluded,
    Standing.UNAVAILABLE: _unavailable,
}

_TAKEN_BACK: Mapping[Disposition, _Reason] = {
    Disposition.WAIVED: _Reason("opens.taken_back"),
    Disposition.DECLINED: _Reason("opens.analyst"),
    Disposition.NO_RESPONSE: _Reason("opens.late_answer"),
    Disposition.FAILED_TO_APPEAR: _Reason("opens.good_cause"),
    Disposition.DISQUALIFIED: _Reason("opens.by_appeal"),
    Disposition.REMOVED: _Reason("opens.restored_here"),
    Disposition.HIRED_ELSEWHERE: _Reason("opens.rescinded"),
    Disposition.NOT_CONSIDERED: _Reason("opens.reopened"),
}

_NO_RANK: Mapping[str, object] = {"rank": None}  # who stands on the list no more

_RETURNS: Mapping[EligibleStatus, _Reason] = {
    EligibleStatus.TENTATIVE: _Reason("opens.adopted"),
    EligibleStatus.APPOINTED: _Reason("opens.rescinded"),
    EligibleStatus.REMOVED: _Reason("opens.by_order"),
    EligibleStatus.EXPIRED: _Reason("opens.extended"),
}
