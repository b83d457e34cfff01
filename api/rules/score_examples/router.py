"""One score worked out over HTTP."""

from typing import Annotated

from fastapi import APIRouter

from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, problems
from api.platform.routing import TenantRoute, WriteSession
from api.rules.score_examples import service
from api.rules.score_examples.schemas import ScoreExample, WorkedScore
from api.rules.score_examples.service import UnknownBands

router = APIRouter(prefix="/scoring-models/examples", tags=["rules"], route_class=TenantRoute)


@router.post("", responses=problems(Forbidden, Invalid, UnknownBands))
async def work_out_score(
    body: ScoreExample,
    session: WriteSession,
    actor: Annotated[Actor, requires(Permission.READ_RULES)],  # noqa: ARG001 - the guard
) -> WorkedScore:
    """Work one score out by a model that need not be stored, step by step. Nothing is written."""
    found = await service.work_out(
        session,
        parameters=body.parameters(),
        raw=body.raw,
        claims=body.claims,
        banding_model_id=body.banding_model_id,
    )
    return WorkedScore.of(found)
