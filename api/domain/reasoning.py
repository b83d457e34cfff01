"""The steps that lead to a standing: each question in the order in which it is asked, and what was found."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from api.domain.availability import Absence, EligibleFacts, ReferralFacts, absence
from api.domain.certification import CertificationRule, LateEntry, Reach, Unit
from api.domain.certification_rule import COUNTED_UNITS
from api.domain.explanations import Place
from api.domain.lifecycle import Disposition
from api.domain.messages import render


class Finding(StrEnum):
    """What a step found: a fact that the next ones build on, a question that was passed, or the one that was not."""

    FACT = "fact"
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Step:
    """One step with its values and its sentence."""

    code: str
    finding: Finding
    sentence: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything a step may look at."""

    eligible: EligibleFacts
    referral: ReferralFacts
    rule: CertificationRule
    reached: Reach
    place: Place
    positions: int
    language: str


_Found = tuple[str, Finding, Mapping[str, object]]


def steps(
    eligible: EligibleFacts,
    referral: ReferralFacts,
    rule: CertificationRule,
    reached: Reach,
    place: Place,
    *,
    positions: int,
    language: str = "en",
) -> tuple[Step, ...]:
    """Return how somebody came to stand where they stand; the arguments are those of `explanations.explain`.

    First whether they count on the referral at all, in the order of `availability.absence` and no further than the
    reason that keeps them out; then how far the rule reaches; then on which side of the line they are.
    """
    case = _Case(eligible, referral, rule, reached, place, positions, language)
    return tuple(_told(found, language) for found in _walk(case))


def _told(found: _Found, language: str) -> Step:
    code, finding, params = found
    return Step(code, finding, render(code, params, language), params)


def _walk(case: _Case) -> Iterator[_Found]:
    score = format(case.eligible.score, "f")
    why = absence(case.eligible, case.referral, case.rule)
    if why is Absence.FAILED:
        yield "step.failed", Finding.FAILED, {"score": score}
        return
    yield "step.place", Finding.FACT, {"rank": case.place.rank, "score": score}
    if why is Absence.HIRED:
        yield "step.disposition.hired", Finding.FACT, {}
        return
    for reason, question in _QUESTIONS.items():
        if reason is why:
            yield _failed(case, reason)
            return
        passed = question(case)
        if passed is not None:
            yield passed[0], Finding.PASSED, passed[1]
    if case.referral.is_over:
        yield "step.over", Finding.FAILED, {}
    else:
        yield from _reach(case)
        yield _side(case)
    if case.eligible.disposition is Disposition.NOT_SELECTED:
        yield "step.not_selected", Finding.FACT, {}


_Passed = tuple[str, Mapping[str, object]] | None


def _conditions(case: _Case) -> _Passed:
    asked = case.referral.requires | frozenset(case.rule.requires)
    return ("step.conditions", {"asked": ", ".join(sorted(asked))}) if asked else None


def _disposition(case: _Case) -> _Passed:
    return f"step.disposition.{case.eligible.disposition}", {}


def _status(case: _Case) -> _Passed:
    return f"step.status.{case.eligible.status}", {}


def _expiry(case: _Case) -> _Passed:
    last_day = case.eligible.expires_on
    return None if last_day is None else ("step.expiry", {"expires_on": str(last_day)})


def _waivers(case: _Case) -> _Passed:
    return ("step.waivers", {}) if case.eligible.waivers else None


def _entry(case: _Case) -> _Passed:
    return ("step.entry", {}) if case.rule.late_entry is LateEntry.NEW_CERTIFICATIONS else None


def _considerations(case: _Case) -> _Passed:
    most = case.rule.max_considerations
    return None if most is None else ("step.considerations", {"considered": case.eligible.considered, "most": most})


# In the order of `availability.absence`; what is not asked of somebody returns None.
_QUESTIONS: Mapping[Absence, Callable[[_Case], _Passed]] = {
    Absence.CONDITION: _conditions,
    Absence.DISPOSITION: _disposition,
    Absence.STATUS: _status,
    Absence.EXPIRED: _expiry,
    Absence.WAIVER: _waivers,
    Absence.LATE_ENTRY: _entry,
    Absence.CONSIDERATIONS: _considerations,
}


def _failed(case: _Case, why: Absence) -> _Found:
    """The question that keeps somebody out."""
    eligible = case.eligible
    if why is Absence.CONDITION:
        missing = (case.referral.requires | frozenset(case.rule.requires)) - eligible.attributes
        return "step.conditions.failed", Finding.FAILED, {"missing": ", ".join(sorted(missing))}
    if why is Absence.DISPOSITION:
        return f"step.disposition.{eligible.disposition}", Finding.FAILED, {}
    if why is Absence.STATUS:
        return f"step.status.{eligible.status}", Finding.FAILED, {}
    values: Mapping[Absence, Mapping[str, object]] = {
        Absence.EXPIRED: {"expires_on": str(eligible.expires_on)},
        Absence.CONSIDERATIONS: {"considered": eligible.considered},
    }
    return _FAILED[why], Finding.FAILED, values.get(why, {})


_FAILED: Mapping[Absence, str] = {
    Absence.EXPIRED: "step.expiry.failed",
    Absence.WAIVER: "step.waivers.failed",
    Absence.LATE_ENTRY: "step.entry.failed",
    Absence.CONSIDERATIONS: "step.considerations.failed",
}


def _reach(case: _Case) -> Iterator[_Found]:
    """How far the rule reaches, and by what count."""
    rule, reached = case.rule, case.reached
    yield "step.rule", Finding.FACT, {"rule": _arithmetic(case), "positions": case.positions}
    if reached.line is None:
        yield "step.line.none", Finding.FACT, {}
        return
    line = {"line_rank": case.place.line_rank, "line": format(reached.line, "f")}
    if rule.unit not in COUNTED_UNITS:
        yield "step.line.plain", Finding.FACT, line
    elif reached.line != reached.computed_line:
        yield "step.line.kept", Finding.FACT, line
    else:
        yield f"step.line.{rule.unit}", Finding.FACT, {**line, "counted": reached.units_counted}
    if case.place.counted_above is not None and rule.unit in COUNTED_UNITS:
        yield f"step.above.{rule.unit}", Finding.FACT, {"above": case.place.counted_above}


def _arithmetic(case: _Case) -> str:
    """The rule with the units that decided, which for a share of the list only the reach knows."""
    code, values = case.rule.facts(case.positions, units=case.reached.units_allowed)
    said = render(code, values, case.language)
    wanted = case.rule.min_names.wanted(case.positions)
    return (
        said
        if not wanted or case.positions < 1
        else f"{said}; {render('rule.min_names', {'names': wanted}, case.language)}"
    )


def _side(case: _Case) -> _Found:
    """On which side of the line somebody is."""
    rule, reached, rank = case.rule, case.reached, {"rank": case.place.rank}
    score = rule.ranked_score(case.eligible.score)
    if reached.contains(score, case.eligible.tie_place):
        return ("step.everyone" if rule.unit is Unit.ALL else "step.inside"), Finding.PASSED, rank
    if score == reached.line:
        return "step.tie", Finding.FAILED, {"place": case.eligible.tie_place, "taken": reached.taken_at_line}
    return ("step.nobody" if reached.line is None else "step.below"), Finding.FAILED, rank
