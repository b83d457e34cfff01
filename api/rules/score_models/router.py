"""Scoring models and banding models over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, InUse, Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.resources import DuplicateCode, Listing, Reason, UnknownSort
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page
from api.rules.score_models import service
from api.rules.score_models.schemas import (
    BandingModelCreate,
    BandingModelPatch,
    BandingModelRead,
    ScoringModelCreate,
    ScoringModelPatch,
    ScoringModelRead,
)
from api.rules.score_models.service import BANDING_MODELS, SCORING_MODELS, UnknownModel

router = APIRouter(tags=["rules"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_RULES)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_RULES)]
Filter = Annotated[str | None, Query(max_length=60)]
Replaced = Annotated[UUID | None, Query(description="Only new versions of this model.")]
BROWSES = problems(Forbidden, Unreadable, UnknownSort)
CREATES = problems(Forbidden, DuplicateCode, Invalid, UnknownModel)
CHANGES = problems(Forbidden, NotFound, InUse, DuplicateCode, Invalid, Stale, VersionRequired)
VOIDS = problems(Forbidden, NotFound, InUse, Stale, VersionRequired)


@router.get("/scoring-models", responses=BROWSES)
async def list_scoring_models(
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
    listing: Listing,
    code: Filter = None,
    replaces_id: Replaced = None,
) -> Page[ScoringModelRead]:
    """Scoring models, by code."""
    found = await service.browse(session, SCORING_MODELS, listing, code=code, replaces_id=replaces_id)
    return found.page(ScoringModelRead.of)


@router.post("/scoring-models", status_code=201, responses=CREATES)
async def create_scoring_model(body: ScoringModelCreate, session: WriteSession, actor: Keeper) -> ScoringModelRead:
    """Make a scoring model."""
    content = {"credits": [], "decimals": body.decimals, "rounding": body.rounding} | body.parameters()
    made = await service.create(
        session,
        actor,
        SCORING_MODELS,
        code=body.code,
        title=body.title,
        content=content,
        replaces_id=body.replaces_id,
    )
    return ScoringModelRead.of(made)


@router.get("/scoring-models/{model_id}", responses=problems(Forbidden, NotFound))
async def read_scoring_model(
    model_id: UUID,
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
) -> ScoringModelRead:
    """One scoring model."""
    return ScoringModelRead.of(await service.read(session, SCORING_MODELS, model_id))


@router.patch("/scoring-models/{model_id}", responses=CHANGES)
async def update_scoring_model(
    model_id: UUID, body: ScoringModelPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> ScoringModelRead:
    """Change a scoring model that no scoring used yet."""
    names = body.model_dump(include={"code", "title"}, exclude_unset=True)
    changed = await service.change(
        session, actor, SCORING_MODELS, model_id, seen=version, names=names, content=body.parameters()
    )
    return ScoringModelRead.of(changed)


@router.delete("/scoring-models/{model_id}", status_code=204, responses=VOIDS)
async def void_scoring_model(
    model_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> None:
    """Take away a scoring model that no list and no scoring uses."""
    await service.void(session, actor, SCORING_MODELS, model_id, seen=version, reason=body.reason)


@router.get("/banding-models", responses=BROWSES)
async def list_banding_models(
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
    listing: Listing,
    code: Filter = None,
    replaces_id: Replaced = None,
) -> Page[BandingModelRead]:
    """Banding models, by code."""
    found = await service.browse(session, BANDING_MODELS, listing, code=code, replaces_id=replaces_id)
    return found.page(BandingModelRead.model_validate)


@router.post("/banding-models", status_code=201, responses=CREATES)
async def create_banding_model(body: BandingModelCreate, session: WriteSession, actor: Keeper) -> BandingModelRead:
    """Make a banding model."""
    content = body.model_dump()["bands"]
    made = await service.create(
        session,
        actor,
        BANDING_MODELS,
        code=body.code,
        title=body.title,
        content=content,
        replaces_id=body.replaces_id,
    )
    return BandingModelRead.model_validate(made)


@router.get("/banding-models/{model_id}", responses=problems(Forbidden, NotFound))
async def read_banding_model(
    model_id: UUID,
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
) -> BandingModelRead:
    """One banding model."""
    return BandingModelRead.model_validate(await service.read(session, BANDING_MODELS, model_id))


@router.patch("/banding-models/{model_id}", responses=CHANGES)
async def update_banding_model(
    model_id: UUID, body: BandingModelPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> BandingModelRead:
    """Change a banding model that no list uses."""
    names = body.changes()
    bands = names.pop("bands", None)
    changed = await service.change(session, actor, BANDING_MODELS, model_id, seen=version, names=names, content=bands)
    return BandingModelRead.model_validate(changed)


@router.delete("/banding-models/{model_id}", status_code=204, responses=VOIDS)
async def void_banding_model(
    model_id: UUID, body: Reason, session: WriteSession, actor: Keeper, version: IfMatch
) -> None:
    """Take away a banding model that no list uses."""
    await service.void(session, actor, BANDING_MODELS, model_id, seen=version, reason=body.reason)
