"""One score worked out: what goes in, and every step on the way."""

from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints

from api.domain.numbers import rounded
from api.domain.scoring import failure_sentence
from api.domain.scoring_steps import Steps
from api.platform.schema import DecimalText, Input, Output, Text
from api.rules.score_models.schemas import BandRead, Components, Credits, Rounding, Scale

SHOWN = 6  # digits after the point of a share

Claim = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]


class ScoreExample(Input):
    """A model as it stands on a form, and one person's raw scores and claims; bands, where the list has some."""

    components: Components
    scale: Scale
    credits: Credits = Field(default_factory=list)
    decimals: Annotated[int, Field(ge=0, le=8)] = 5
    rounding: Rounding = "half_up"
    raw: Annotated[dict[Text, DecimalText], Field(max_length=50)]
    claims: Annotated[dict[Text, Claim], Field(max_length=50)] = Field(default_factory=dict)
    banding_model_id: UUID | None = None

    def parameters(self) -> dict[str, Any]:
        """The model."""
        return self.model_dump(
            by_alias=True, exclude_none=True, include={"components", "scale", "credits", "decimals", "rounding"}
        )


class PartRead(Output):
    """One component. Shares are of 1, with at most six digits: `share` was reached, `pass_share` passes, `weight_share`
    is its part of all weights, `adds` what it puts into the composite."""

    name: str
    raw: str
    max: str
    share: str
    pass_share: str | None
    hurdle: bool
    is_below: bool
    weight_share: str
    adds: str


class CreditStepRead(Output):
    """Points that were claimed; refused beside points of the kinds in `beside`."""

    kind: str
    points: str
    is_granted: bool
    beside: list[str]


class WorkedScore(Output):
    """Each step: parts, their composite beside the share that passes, scale, credits, rounding, band.

    After a failure nothing follows: the steps not taken are null.
    """

    parts: list[PartRead]
    composite: str
    pass_fraction: str
    passed: bool
    failed_code: str | None
    failed_because: str | None
    scaled: str | None
    credits: list[CreditStepRead]
    unrounded: str | None
    score: str | None
    band: BandRead | None
    is_outside_bands: bool

    @classmethod
    def of(cls, found: Steps) -> "WorkedScore":
        """The way to a score as a client reads it."""
        outcome = found.outcome
        return cls(
            parts=[
                PartRead(
                    name=one.component.name,
                    raw=format(one.raw, "f"),
                    max=format(one.component.maximum, "f"),
                    share=_share(one.share),
                    pass_share=None if one.pass_share is None else _share(one.pass_share),
                    hurdle=one.component.hurdle,
                    is_below=one.is_below,
                    weight_share=_share(one.weight_share),
                    adds=_share(one.adds),
                )
                for one in found.parts
            ],
            composite=_share(outcome.composite),
            pass_fraction=_share(found.model.scale.pass_fraction),
            passed=outcome.passed,
            failed_code=outcome.failed_code,
            failed_because=None if outcome.failed_code is None else failure_sentence(outcome.failed_code),
            scaled=_number(outcome.scaled),
            credits=[
                CreditStepRead(
                    kind=one.credit.kind,
                    points=format(one.points, "f"),
                    is_granted=one.is_granted,
                    beside=list(one.beside),
                )
                for one in found.credits
            ],
            unrounded=_number(outcome.unrounded),
            score=None if outcome.score is None else format(outcome.score, "f"),
            band=None if found.band is None else BandRead.model_validate(found.band.as_text()),
            is_outside_bands=found.is_outside_bands,
        )


def _share(value: Decimal) -> str:
    """A share without needless digits: 0.8, 0.366667."""
    return _trimmed(format(rounded(value, SHOWN), "f"))


def _number(value: Decimal | None) -> str | None:
    return None if value is None else _trimmed(format(rounded(value, 10), "f"))


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
