"""Verdicts on very many results, each different one worked out once: what a scoring of a list stores."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from api.domain.errors import RuleViolation
from api.domain.numbers import ratio_written_out, rounded_ratio
from api.domain.ranking import BandingModel
from api.domain.scoring import BELOW_PASS, FAILED_OVERALL, ScoringModel, check_raw, claimed_points, grant, score

_MOST_DECIMALS = 30  # of a raw score or points; finer ones are worked out one by one


class _TooFineError(Exception):
    """A raw score has more decimals than the denominator."""


class Result(NamedTuple):
    """What somebody's completed examination gave; `final` was worked out elsewhere, and no model is asked then."""

    components: Mapping[str, str]
    credits: Mapping[str, str]
    final: Decimal | None


class Verdict(NamedTuple):
    """Passed with a score, or failed with a code; `credits_refused` are kinds of credit that were claimed in vain."""

    outcome: str
    failed_code: str | None
    score: Decimal | None
    unrounded: Decimal | None
    credits_refused: list[str]


def verdicts(
    parameters: Mapping[str, object] | None, raw_bands: Sequence[object] | None, results: Sequence[Result]
) -> list[Verdict]:
    """The verdict on each result, in their order, by the JSON forms of a scoring model and of bands, where there are.

    In a banded list everyone in a band has the band's upper score. Raises RuleViolation for a result that the model
    cannot read.
    """
    sums = None if parameters is None else _Sums(ScoringModel.parse(parameters))
    bands = None if raw_bands is None else BandingModel.parse(raw_bands)
    return [_banded(bands, _verdict(sums, result)) for result in results]


def _verdict(sums: "_Sums | None", result: Result) -> Verdict:
    if result.final is None and sums is not None:
        return sums.verdict(result.components, result.credits)
    final = result.final or Decimal(0)
    return Verdict("passed", None, final, final, [])


def _banded(bands: BandingModel | None, verdict: Verdict) -> Verdict:
    if bands is None or verdict.score is None:
        return verdict
    try:
        return verdict._replace(score=bands.banded_score(verdict.score))
    except RuleViolation as outside:
        return Verdict("failed", outside.code, None, None, [])


@dataclass(frozen=True, slots=True)
class _Part:
    """What a raw score adds to the final one, and whether it fails a hurdle."""

    adds: int
    fails: bool


class _Sums:
    """A scoring model in whole numbers of one denominator, so that a score is a sum of what its parts add.

    The same as `scoring.score` says of one person; each raw score and claim is looked at once, however many have it.
    """

    def __init__(self, model: ScoringModel) -> None:
        self._model = model
        low, share = Fraction(model.scale.lowest_pass), Fraction(model.scale.pass_fraction)
        steep = Fraction(Fraction(model.scale.top) - low, 1 - share)
        weights = sum((Fraction(each.weight) for each in model.components), Fraction(0))
        self._rates = {
            each.name: Fraction(Fraction(each.weight) * steep, weights * Fraction(each.maximum))
            for each in model.components
        }
        base = low - steep * share
        bottoms = [rate.denominator for rate in (*self._rates.values(), base, steep * share)]
        self._under = math.lcm(*bottoms) * 10**_MOST_DECIMALS
        self._base, self._least = self._units(base), self._units(steep * share)
        self._names = tuple(self._rates)
        self._parts: dict[tuple[str, str], _Part] = {}
        self._claims: dict[tuple[tuple[str, str], ...], tuple[int, list[str]]] = {}

    def verdict(self, components: Mapping[str, str], claims: Mapping[str, str]) -> Verdict:
        """The verdict on one result.

        Raises:
            RuleViolation: as `scoring.score`.
        """
        try:
            return self._summed(components, claims)
        except _TooFineError:
            alone = score(self._model, _decimals(components), claims)
            if alone.score is None or alone.unrounded is None:
                return Verdict("failed", alone.failed_code, None, None, [])
            return Verdict("passed", None, alone.score, alone.unrounded, sorted(alone.credits_refused))

    def _summed(self, components: Mapping[str, str], claims: Mapping[str, str]) -> Verdict:
        try:
            parts = [self._parts[name, components[name]] for name in self._names]
        except KeyError:
            parts = self._learned(components)
        if len(components) > len(parts):
            check_raw(self._model, _decimals(components))
        points, refused = self._claimed(claims)
        for name, part in zip(self._names, parts, strict=True):
            if part.fails:
                return Verdict("failed", f"{BELOW_PASS}{name}", None, None, [])
        composite = sum(part.adds for part in parts)
        if composite < self._least:
            return Verdict("failed", FAILED_OVERALL, None, None, [])
        over = self._base + composite + points
        final = rounded_ratio(over, self._under, self._model.decimals, self._model.rounding)
        return Verdict("passed", None, final, ratio_written_out(over, self._under), refused)

    def _learned(self, components: Mapping[str, str]) -> list[_Part]:
        raw = _decimals(components)
        check_raw(self._model, raw)
        for each in self._model.components:
            adds = self._units(Fraction(raw[each.name]) * self._rates[each.name])
            self._parts[each.name, components[each.name]] = _Part(adds, each.hurdle and each.fails(raw[each.name]))
        return [self._parts[name, components[name]] for name in self._names]

    def _claimed(self, claims: Mapping[str, str]) -> tuple[int, list[str]]:
        key = tuple(claims.items())
        if key not in self._claims:
            granted, refused = grant(self._model, claimed_points(self._model, claims))
            points = sum((Fraction(value) for value in granted.values()), Fraction(0))
            self._claims[key] = self._units(points), sorted(refused)
        return self._claims[key]

    def _units(self, value: Fraction) -> int:
        scaled = value * self._under
        if scaled.denominator != 1:
            raise _TooFineError
        return int(scaled)


def _decimals(components: Mapping[str, str]) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in components.items()}
