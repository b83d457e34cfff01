"""What-if on a referral, and a certification before it is made."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, problems
from api.platform.routing import TenantRoute, WriteSession
from api.platform.schema import score_text
from api.referrals.service import (
    ListExpired,
    ListNotAdopted,
    PositionFilled,
    PositionHasHire,
    PositionOnOpenReferral,
    ReferralClosed,
    RuleNotActive,
    RuleNotSupported,
)
from api.referrals.simulations import service
from api.referrals.simulations.schemas import (
    PooledPreview,
    PreviewedPerson,
    PreviewRead,
    ReferralPreview,
    SimulationCreate,
    SimulationRead,
    StoodRead,
    SupposedStanding,
    reach_read,
)
from api.referrals.simulations.service import IllegalSupposition, Previewed, Simulated, Supposition
from api.referrals.standings.schemas import ExplanationRead, person_ref
from api.referrals.standings.service import PersonStanding

router = APIRouter(prefix="/referrals", tags=["simulations"], route_class=TenantRoute)
Supposer = Annotated[Actor, requires(Permission.SIMULATE)]
CERTIFIABLE = problems(
    Forbidden,
    NotFound,
    ListNotAdopted,
    ListExpired,
    PositionFilled,
    PositionOnOpenReferral,
    RuleNotActive,
    RuleNotSupported,
    Invalid,
)


@router.post("/preview", responses=CERTIFIABLE)
async def preview_referral(body: ReferralPreview, session: WriteSession, actor: Supposer) -> PreviewRead:
    """What certifying a list to positions would do now; nothing is saved."""
    return previewed(await service.preview(session, actor, **dict(body)))


@router.post(
    "/{referral_id}/simulations",
    responses=problems(
        Forbidden,
        NotFound,
        ReferralClosed,
        IllegalSupposition,
        PositionHasHire,
        PositionFilled,
        PositionOnOpenReferral,
        RuleNotActive,
        RuleNotSupported,
        Invalid,
    ),
)
async def simulate_referral(
    referral_id: UUID, body: SimulationCreate, session: WriteSession, actor: Supposer
) -> SimulationRead:
    """Where everybody would stand if it were so; nothing is saved."""
    supposed = Supposition(
        {one.eligible_id: one.disposition for one in body.dispositions},
        body.add_positions,
        body.remove_positions,
        body.certification_rule_id,
    )
    return simulated(await service.simulate(session, actor, referral_id, supposed, limit=body.limit))


def simulated(found: Simulated) -> SimulationRead:
    """A simulation as JSON."""
    decimals = found.before.line.facts.score_decimals
    return SimulationRead(
        before=reach_read(found.before),
        after=reach_read(found.after),
        shown_differently=len(found.moved),
        items=[
            SupposedStanding(
                eligible_id=now.row.id,
                external_id=now.row.external_id,
                person=person_ref(now.row),
                rank=now.rank,
                score=score_text(now.row.score, decimals),
                now=_stood(now),
                then=_stood(then),
                may_be=service.may_be(now),
                explanation=ExplanationRead.of(then.explanation),
            )
            for now, then in found.people
        ],
    )


def previewed(found: Previewed) -> PreviewRead:
    """A certification before it is made, as JSON."""
    decimals = found.reach.line.facts.score_decimals
    return PreviewRead(
        reach=reach_read(found.reach),
        rule_code=found.rule.code,
        rule_version=found.rule.rule_version,
        citation=found.rule.citation,
        report_back_on=found.report_back_on,
        pooled_with=[
            PooledPreview(
                referral_id=one.before.line.facts.referral_id,
                number=one.before.line.facts.number,
                positions=one.positions,
                before=reach_read(one.before),
                after=reach_read(one.after),
            )
            for one in found.pooled
        ],
        items=[
            PreviewedPerson(
                eligible_id=one.row.id,
                external_id=one.row.external_id,
                person=person_ref(one.row),
                rank=one.rank,
                score=score_text(one.row.score, decimals),
                explanation=ExplanationRead.of(one.explanation),
            )
            for one in found.people
        ],
    )


def _stood(one: PersonStanding) -> StoodRead:
    return StoodRead(standing=one.standing.value, disposition=one.facts.disposition.value, shown_as=one.shown_as)
