"""Scoring models and banding models: checked by the domain, fixed once something used them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.ranking import BandingModel as Bands
from api.domain.scoring import ScoringModel as Scoring
from api.models import BandingModel, ScoringModel
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import InUse, Invalid, conflict
from api.platform.ledger import Subject
from api.platform.resources import DuplicateCode, ListRequest, Slice, apply_changes, lock_one, read_one
from api.platform.routing import require_version
from api.rules.score_models import queries

Model = TypeVar("Model", bound=ScoringModel | BandingModel)

conflict("uq_scoring_models_agency_id_code", "uq_banding_models_agency_id_code", says=DuplicateCode)


@dataclass(frozen=True, slots=True)
class Kind(Generic[Model]):
    """What one kind of model does not share with the other. `content` is the column that the domain reads."""

    model: type[Model]
    noun: str
    content: str
    check: Callable[[Any], object]  # raises RuleViolation with the field
    fixed_by: Callable[[AsyncSession, Model], Awaitable[bool]]  # what makes the content unchangeable
    fixed_because: str


SCORING_MODELS = Kind(
    ScoringModel,
    "scoring_model",
    "parameters",
    Scoring.parse,
    queries.is_used_by_scoring,
    "A scoring used it. Make a model with another code.",
)
BANDING_MODELS = Kind(
    BandingModel,
    "banding_model",
    "bands",
    Bands.parse,
    queries.is_used,
    "A list or a scoring uses it. Make a model with another code.",
)


class UnknownModel(Invalid):
    code, title = "unknown_reference", "There is no such model to replace"


async def browse(
    session: AsyncSession, kind: Kind[Model], listing: ListRequest, *, code: str | None, replaces_id: UUID | None = None
) -> Slice[Model]:
    """A page of models."""
    return await queries.page(session, kind.model, listing, code=code, replaces_id=replaces_id)


async def read(session: AsyncSession, kind: Kind[Model], model_id: UUID) -> Model:
    """One model.

    Raises:
        NotFound: for an unknown id.
    """
    return await read_one(session, kind.model, model_id)


async def keep_scoring_model(session: AsyncSession, model_id: UUID) -> ScoringModel:
    """A scoring model that cannot be changed until the end of the transaction: what a scoring starts with.

    Raises:
        NotFound: for an unknown id.
    """
    return await read_one(session, ScoringModel, model_id, share=True)


async def create(
    session: AsyncSession,
    actor: Actor,
    kind: Kind[Model],
    *,
    code: str,
    title: str,
    content: Any,
    replaces_id: UUID | None = None,
) -> Model:
    """Make a model, as a new version of another where `replaces_id` names one.

    Raises:
        RuleViolation: naming the field that the domain refuses. DuplicateCode: when the code is taken.
        UnknownModel: for the one it replaces.
    """
    kind.check(content)
    if replaces_id is not None and await queries.find(session, kind.model, replaces_id) is None:
        raise UnknownModel(field="replaces_id")
    values = {"code": code, "title": title, "replaces_id": replaces_id, kind.content: content}
    row = kind.model(agency_id=actor.agency.id, id=new_id(), **values)
    await queries.add(session, row)

    facts = {**values, "replaces_id": replaces_id and str(replaces_id)}
    await ledger.append(session, actor, f"{kind.noun}.created", Subject(kind.noun, row.id), facts)
    return row


async def change(
    session: AsyncSession,
    actor: Actor,
    kind: Kind[Model],
    model_id: UUID,
    *,
    seen: int,
    names: Mapping[str, Any],
    content: Any,
) -> Model:
    """Change a model's code and title (`names`), and its content until something used it.

    `content` is merged into parameters and replaces bands; None leaves them.

    Raises:
        InUse: saying by what. Stale: by version. RuleViolation, DuplicateCode: as `create`.
    """
    row = await lock_one(session, kind.model, model_id)
    if await kind.fixed_by(session, row):
        raise InUse(kind.fixed_because)
    require_version(row.version, seen)
    values = dict(names)
    if content is not None:
        now = getattr(row, kind.content)
        values[kind.content] = {**now, **content} if isinstance(now, dict) else content
        kind.check(values[kind.content])

    changed = apply_changes(row, values)
    if changed:
        await queries.add(session, row)
        await ledger.append(session, actor, f"{kind.noun}.changed", Subject(kind.noun, row.id), changed.as_facts)
    return row


async def void(
    session: AsyncSession, actor: Actor, kind: Kind[Model], model_id: UUID, *, seen: int, reason: str
) -> None:
    """Take away a model that no list and no scoring uses; the ledger keeps it with the reason.

    Raises:
        InUse: saying by what. Stale: by version.
    """
    row = await lock_one(session, kind.model, model_id)
    if await kind.fixed_by(session, row):
        raise InUse(kind.fixed_because)
    if await queries.is_used_by_list(session, row):
        raise InUse("A list uses it.")
    require_version(row.version, seen)

    await queries.remove(session, row)
    facts = {"code": row.code, "title": row.title, kind.content: getattr(row, kind.content)}
    await ledger.append(
        session, actor, f"{kind.noun}.voided", Subject(kind.noun, row.id), facts, private={"reason": reason}
    )
