"""Verdicts on very many results, each different one worked out once: what a scoring of a list stores."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from api.domain.errors import RuleViolation
from api.domain.ranking import BandingModel
from api.domain.scoring import ScoringModel, verdict


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
    model = None if parameters is None else ScoringModel.parse(parameters)
    bands = None if raw_bands is None else BandingModel.parse(raw_bands)
    return [_verdict(model, bands, result) for result in results]


def _verdict(model: ScoringModel | None, bands: BandingModel | None, result: Result) -> Verdict:
    if result.final is not None or model is None:
        final = unrounded = result.final or Decimal(0)
        refused: list[str] = []
    else:
        raw = {name: Decimal(value) for name, value in result.components.items()}
        failed_code, scored, exact, refused = verdict(model, raw, result.credits)
        if scored is None:
            return Verdict("failed", failed_code, None, None, [])
        final, unrounded = scored, scored if exact is None else exact
    if bands is not None:
        try:
            final = bands.banded_score(final)
        except RuleViolation as outside:
            return Verdict("failed", outside.code, None, None, [])
    return Verdict("passed", None, final, unrounded, refused)
