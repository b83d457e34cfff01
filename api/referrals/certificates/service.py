"""Certificates: written with the event that decided a line."""

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.certificates import CertificateFacts, Reached, certificate
from api.eligible_lists.ranks import queries as ranks
from api.models import Certificate, CertificationRule, EligibleList, Referral
from api.platform import ledger
from api.platform.auth import Actor
from api.referrals import queries
from api.referrals.line import service as lines
from api.referrals.line.service import Line
from api.referrals.standings import service as standings


async def write(
    session: AsyncSession,
    actor: Actor,
    eligible_list: EligibleList,
    referral: Referral,
    seq: int,
    cause: str,
    *,
    line: Line | None = None,
    rule: CertificationRule | None = None,
    people: Sequence[tuple[UUID, Decimal]] | None = None,
) -> tuple[Line, str]:
    """Write the certificate of a referral whose line was just decided; returns the line and the digest.

    `line`, `rule` and `people`, everybody reachable in rank order, are read unless the caller has just done so.
    """
    line = line or await lines.line_of(session, actor, referral.id)
    rule = rule or await queries.rule(session, referral.certification_rule_id)
    if rule is None:
        raise RuntimeError("a referral without its rule")
    facts = CertificateFacts(
        referral=str(line.facts.referral_id),
        number=line.facts.number,
        list=str(eligible_list.id),
        list_version=eligible_list.list_version,
        rule_code=rule.code,
        rule_version=rule.rule_version,
        parameters=rule.parameters,
        as_of_seq=seq,
        floor=line.facts.floor,
        line=line.reach.line,
        positions=[str(one) for one in line.facts.positions],
        positions_counted=line.positions,
        criteria=line.facts.criteria,
        decimals=eligible_list.score_decimals,
    )
    if people is None:
        people = await standings.reachable(session, actor, line)
    points = await ranks.points(session, actor.agency.id, eligible_list.id, {score for _, score in people})
    made = certificate(facts, [Reached(str(one), score, points[score].rank) for one, score in people])
    text = ledger.canonical(made)
    digest = hashlib.sha256(text.encode()).digest()
    await queries.add_certificate(
        session,
        Certificate(
            agency_id=actor.agency.id,
            referral_id=line.facts.referral_id,
            seq=seq,
            cause=cause,
            canonical=text,
            digest=digest,
        ),
    )
    return line, digest.hex()
