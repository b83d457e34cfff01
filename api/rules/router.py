"""Certification rules over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.resources import Listing, UnknownSort
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page
from api.rules import service
from api.rules.schemas import (
    CertificationRuleCreate,
    CertificationRulePatch,
    CertificationRuleRead,
    PlayedExampleRead,
    RuleStatus,
)
from api.rules.service import ExamplesFailed, ExamplesMissing, IllegalMove, NotADraft, NotYetEffective

router = APIRouter(prefix="/certification-rules", tags=["rules"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_RULES)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_RULES)]


@router.get("", responses=problems(Forbidden, Unreadable, UnknownSort))
async def list_certification_rules(
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
    listing: Listing,
    code: Annotated[str | None, Query(max_length=60)] = None,
    status: RuleStatus | None = None,
) -> Page[CertificationRuleRead]:
    """Versions of rules, by code."""
    found = await service.browse(session, listing, code=code, status=status)
    return found.page(CertificationRuleRead.of)


@router.post("", status_code=201, responses=problems(Forbidden, Invalid))
async def create_certification_rule(
    body: CertificationRuleCreate, session: WriteSession, actor: Keeper
) -> CertificationRuleRead:
    """Draft a rule, or the next version of one."""
    return CertificationRuleRead.of(await service.create(session, actor, **body.model_dump()))


@router.get("/{rule_id}", responses=problems(Forbidden, NotFound))
async def read_certification_rule(
    rule_id: UUID,
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
) -> CertificationRuleRead:
    """One version of a rule."""
    return CertificationRuleRead.of(await service.read(session, rule_id))


@router.get("/{rule_id}/examples", responses=problems(Forbidden, NotFound))
async def play_examples(
    rule_id: UUID,
    session: ReadSession,
    actor: Reader,  # noqa: ARG001 - the guard
) -> Page[PlayedExampleRead]:
    """The worked examples of a version, each played now with its parameters: always one page."""
    played = await service.play_examples(session, rule_id)
    return Page(items=[PlayedExampleRead.of(one) for one in played], next_cursor=None, total=len(played))


@router.patch("/{rule_id}", responses=problems(Forbidden, NotFound, NotADraft, Invalid, Stale, VersionRequired))
async def update_certification_rule(
    rule_id: UUID, body: CertificationRulePatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> CertificationRuleRead:
    """Change a draft."""
    return CertificationRuleRead.of(await service.change(session, actor, rule_id, seen=version, values=body.changes()))


@router.post(
    "/{rule_id}/activate",
    responses=problems(
        Forbidden, NotFound, IllegalMove, NotYetEffective, ExamplesMissing, ExamplesFailed, Stale, VersionRequired
    ),
)
async def activate_certification_rule(
    rule_id: UUID, session: WriteSession, actor: Keeper, version: IfMatch
) -> CertificationRuleRead:
    """Put a draft in force after playing its worked examples; the version in force before retires."""
    return CertificationRuleRead.of(await service.activate(session, actor, rule_id, seen=version))


@router.post("/{rule_id}/retire", responses=problems(Forbidden, NotFound, IllegalMove, Stale, VersionRequired))
async def retire_certification_rule(
    rule_id: UUID, session: WriteSession, actor: Keeper, version: IfMatch
) -> CertificationRuleRead:
    """Take a version out of use for new lists; lists and referrals that use it keep it."""
    return CertificationRuleRead.of(await service.retire(session, actor, rule_id, seen=version))
