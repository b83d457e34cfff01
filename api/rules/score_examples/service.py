"""Working one score out by a model as it is typed, so that whoever makes it sees what it does."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.errors import RuleViolation
from api.domain.ranking import BandingModel
from api.domain.scoring import ScoringModel
from api.domain.scoring_steps import Steps, steps
from api.platform.errors import Invalid, NotFound
from api.rules.score_models import service as models
from api.rules.score_models.service import BANDING_MODELS

_CREDITS = frozenset({"unknown_credit", "bad_credit", "bad_points"})
_RESULTS = frozenset({"missing_score", "bad_score", "unknown_component"})


class UnknownBands(Invalid):
    code, title = "unknown_reference", "There is no such banding model"


async def work_out(
    session: AsyncSession,
    *,
    parameters: Mapping[str, Any],
    raw: Mapping[str, str],
    claims: Mapping[str, str],
    banding_model_id: UUID | None,
) -> Steps:
    """Score one person by a model and show the way.

    Raises:
        RuleViolation: naming the field of the model, the component (`raw.written`) or the credit (`claims.veteran`).
        UnknownBands.
    """
    model = ScoringModel.parse(parameters)
    try:
        bands = None if banding_model_id is None else await models.read(session, BANDING_MODELS, banding_model_id)
    except NotFound as missing:
        raise UnknownBands(field="banding_model_id") from missing
    results = {name: Decimal(value) for name, value in raw.items()}
    try:
        return steps(model, results, claims, None if bands is None else BandingModel.parse(bands.bands))
    except RuleViolation as wrong:
        place = "claims" if wrong.code in _CREDITS else "raw" if wrong.code in _RESULTS else None
        if place is None or wrong.field is None:
            raise
        raise RuleViolation(wrong.code, field=f"{place}.{wrong.field}", **wrong.params) from wrong
