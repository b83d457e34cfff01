"""The way from component results to a score, step by step: what a scoring model's page shows beside the model."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from api.domain.errors import RuleViolation
from api.domain.numbers import written_out
from api.domain.ranking import Band, BandingModel
from api.domain.scoring import Component, Credit, ScoreOutcome, ScoringModel, score


@dataclass(frozen=True, slots=True)
class PartStep:
    """One component: the share of its highest score that was reached, the share that passes (None: any), its weight
    as a share of all weights, and what that adds to the composite."""

    component: Component
    raw: Decimal
    share: Decimal
    pass_share: Decimal | None
    is_below: bool
    weight_share: Decimal
    adds: Decimal


@dataclass(frozen=True, slots=True)
class CreditStep:
    """Points claimed, and whether they were granted; `beside` are the kinds for which they were not."""

    credit: Credit
    points: Decimal
    is_granted: bool
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Steps:
    """Everything on the way to one score; `band` is the one it falls in, None where none is asked for or none fits."""

    model: ScoringModel
    parts: tuple[PartStep, ...]
    outcome: ScoreOutcome
    credits: tuple[CreditStep, ...]
    band: Band | None
    is_outside_bands: bool


def steps(
    model: ScoringModel,
    raw: Mapping[str, Decimal],
    claims: Mapping[str, str | Decimal],
    bands: BandingModel | None = None,
) -> Steps:
    """Score one person and keep the way; refuses what `score` refuses."""
    outcome = score(model, raw, claims)
    weights = sum((Fraction(one.weight) for one in model.components), Fraction(0))
    band, is_outside = _band(bands, outcome.score)
    return Steps(
        model=model,
        parts=tuple(_part(one, raw[one.name], weights) for one in model.components),
        outcome=outcome,
        credits=tuple(_credits(model, outcome)),
        band=band,
        is_outside_bands=is_outside,
    )


def _part(component: Component, raw: Decimal, weights: Fraction) -> PartStep:
    share = Fraction(Fraction(raw), Fraction(component.maximum))
    weight = Fraction(Fraction(component.weight), weights)
    passing = component.pass_fraction
    if component.pass_mark is not None:
        passing = written_out(Fraction(Fraction(component.pass_mark), Fraction(component.maximum)))
    return PartStep(
        component=component,
        raw=raw,
        share=written_out(share),
        pass_share=passing,
        is_below=component.fails(raw),
        weight_share=written_out(weight),
        adds=written_out(weight * share),
    )


def _credits(model: ScoringModel, outcome: ScoreOutcome) -> list[CreditStep]:
    claimed = {**outcome.credits_granted, **outcome.credits_refused}
    return [
        CreditStep(
            credit=one,
            points=claimed[one.kind],
            is_granted=one.kind in outcome.credits_granted,
            beside=tuple(other for other in one.not_with if other in claimed),
        )
        for one in model.credits
        if one.kind in claimed
    ]


def _band(bands: BandingModel | None, final: Decimal | None) -> tuple[Band | None, bool]:
    if bands is None or final is None:
        return None, False
    try:
        return bands.band_of(final), False
    except RuleViolation:
        return None, True
