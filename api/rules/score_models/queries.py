"""SQL of scoring models and banding models."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import BandingModel, Base, EligibleList, Scoring, ScoringModel
from api.platform.resources import ListRequest, Slice, mentions, read_slice

Model = TypeVar("Model", bound=ScoringModel | BandingModel)


async def page(
    session: AsyncSession, model: type[Model], listing: ListRequest, *, code: str | None, replaces_id: UUID | None
) -> Slice[Model]:
    """A page of models; of those that replace one, if asked."""
    query = select(model)
    if replaces_id is not None:
        query = query.where(model.replaces_id == replaces_id)
    if code is not None:
        query = query.where(model.code == code)
    if listing.q is not None:
        query = query.where(mentions(listing.q, model.code, model.title))
    return await read_slice(session, model, query, listing, {"code": model.code, "title": model.title})


async def find(session: AsyncSession, model: type[Model], model_id: UUID) -> Model | None:
    """One model."""
    return (await session.execute(select(model).where(model.id == model_id))).scalar_one_or_none()


async def is_used_by_scoring(session: AsyncSession, row: ScoringModel | BandingModel) -> bool:
    """Whether a scoring used the model."""
    column = Scoring.scoring_model_id if isinstance(row, ScoringModel) else Scoring.banding_model_id
    return bool((await session.execute(select(exists().where(column == row.id)))).scalar_one())


async def is_used(session: AsyncSession, row: ScoringModel | BandingModel) -> bool:
    """Whether a list names the model, or a scoring used it."""
    return await is_used_by_list(session, row) or await is_used_by_scoring(session, row)


async def is_used_by_list(session: AsyncSession, row: ScoringModel | BandingModel) -> bool:
    """Whether a list names the model."""
    column = EligibleList.scoring_model_id if isinstance(row, ScoringModel) else EligibleList.banding_model_id
    return bool((await session.execute(select(exists().where(column == row.id)))).scalar_one())


async def add(session: AsyncSession, row: Base) -> None:
    """Store a model."""
    session.add(row)
    await session.flush()


async def remove(session: AsyncSession, row: Base) -> None:
    """Delete a model that nothing ever used."""
    await session.delete(row)
    await session.flush()
