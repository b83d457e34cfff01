"""SQL behind a referral's line: facts in order, no decision where to stop."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.availability import EligibleFacts, Waiver, WaiverScope
from api.domain.lifecycle import FREES_RANK, Disposition, EligibleStatus
from api.domain.pooling import Hire, PooledReferral
from api.eligible_lists.ranks.queries import rank_of
from api.platform import db
from api.platform.schema import unscaled

# How many scores one read brings; a line deeper than that reads on.
SCORES = 64


@dataclass(frozen=True, slots=True)
class Individual:
    """An eligible looked at singly: availability on the referral does not follow from the list's counts alone."""

    eligible_id: UUID
    facts: EligibleFacts
    has_freed: bool  # freed the score here before being hired elsewhere


@dataclass(frozen=True, slots=True)
class LineFacts:
    """Everything a referral's line depends on, besides the scores themselves."""

    referral_id: UUID
    list_id: UUID
    rule_id: UUID
    parameters: Mapping[str, Any]
    status: str
    number: str
    certified_seq: int
    certified_at: datetime
    floor: Decimal | None
    criteria: frozenset[str]
    positions: frozenset[UUID]
    departments: frozenset[UUID]
    employments: frozenset[str]
    pool: Sequence[PooledReferral]
    hires: Sequence[Hire]
    individuals: Sequence[Individual]
    scores: Sequence[tuple[Decimal, int]]  # the first SCORES with somebody available, descending
    list_size: int
    score_decimals: int
    list_status: str
    today: date


# One statement, so that everything is read in one snapshot and one round trip. The exceptions are those whose own
# disposition, late entry, personal expiry or narrow waiver may keep them from counting; the domain decides.
_FACTS = """
SELECT r.id, r.list_id, r.certification_rule_id, rule.parameters::text AS parameters, r.status, r.number,
       r.certified_seq, r.certified_at, r.floor_score, r.selective_criteria,
       l.eligibles_count, l.score_decimals, l.status AS list_status,
       (eligo_now() AT TIME ZONE CAST(:zone AS text))::date AS today,
       (SELECT json_agg(json_build_object('position', p.id, 'department', p.department_id, 'employment', p.employment))
          FROM referral_positions rp JOIN positions p ON p.agency_id = rp.agency_id AND p.id = rp.position_id
         WHERE rp.agency_id = r.agency_id AND rp.referral_id = r.id AND rp.is_attached)::text AS positions,
       (SELECT json_agg(json_build_object('referral', o.id, 'positions', (
                  SELECT count(*) FROM referral_positions rp
                   WHERE rp.agency_id = o.agency_id AND rp.referral_id = o.id AND rp.is_attached),
                'filled', (SELECT count(*) FROM appointments a
                   WHERE a.agency_id = o.agency_id AND a.referral_id = o.id AND a.status = 'active'),
                'open', o.status = 'certified'))
          FROM referrals o WHERE o.agency_id = r.agency_id AND o.list_id = r.list_id
           AND (o.status = 'certified' OR o.id = r.id))::text AS pool,
       (SELECT json_agg(json_build_object('eligible', a.eligible_id, 'score', e.score, 'referral', a.referral_id,
                'employment', p.employment, 'conditions', e.conditions))
          FROM appointments a JOIN eligibles e ON e.agency_id = a.agency_id AND e.id = a.eligible_id
          JOIN positions p ON p.agency_id = a.agency_id AND p.id = a.position_id
          JOIN referrals o ON o.agency_id = a.agency_id AND o.id = a.referral_id
         WHERE a.agency_id = r.agency_id AND a.list_id = r.list_id AND a.status = 'active'
           AND (o.status = 'certified' OR o.id = r.id))::text AS hires,
       (SELECT json_agg(json_build_object('id', e.id, 'score', e.score, 'status', e.status,
                'disposition', coalesce(d.disposition, 'pending'), 'before', d.before_system,
                'since', e.available_since_seq, 'expires', e.expires_on, 'conditions', e.conditions,
                'failed', e.status = 'removed' AND e.status_reason IS NOT DISTINCT FROM 'rescored',
                'waivers', (SELECT json_agg(json_build_object('scope', w.scope, 'department', w.department_id,
                                   'position', w.position_id, 'detail', w.detail, 'until', w.until_on))
                              FROM waivers w WHERE w.agency_id = e.agency_id AND w.list_id = e.list_id
                               AND w.eligible_id = e.id AND w.ended_seq IS NULL)))
          FROM eligibles e
          LEFT JOIN referral_eligibles d
                 ON d.agency_id = e.agency_id AND d.referral_id = r.id AND d.eligible_id = e.id
         WHERE e.agency_id = r.agency_id AND e.id IN (
               SELECT eligible_id FROM referral_eligibles x WHERE x.agency_id = r.agency_id AND x.referral_id = r.id
                  AND x.disposition NOT IN ('pending', 'interested', 'selected')
               UNION SELECT x.id FROM eligibles x WHERE x.agency_id = r.agency_id AND x.list_id = r.list_id
                  AND x.available_since_seq >= r.certified_seq AND x.available_since_seq > 0
                  AND x.status IN ('active', 'appointed_temporary')
               UNION SELECT x.id FROM eligibles x WHERE x.agency_id = r.agency_id AND x.list_id = r.list_id
                  AND x.expires_on < (eligo_now() AT TIME ZONE CAST(:zone AS text))::date
                  AND x.expires_on IS NOT NULL AND x.status IN ('active', 'appointed_temporary')
               UNION SELECT w.eligible_id FROM waivers w WHERE w.agency_id = r.agency_id AND w.list_id = r.list_id
                  AND w.ended_seq IS NULL))::text AS exceptions,
       (SELECT json_agg(json_build_array(s.score, s.available)) FROM (
               SELECT score, available FROM list_scores s WHERE s.agency_id = r.agency_id AND s.list_id = r.list_id
                  AND s.available > 0 ORDER BY score DESC LIMIT {scores}) s)::text AS scores
  FROM referrals r
  JOIN eligible_lists l ON l.agency_id = r.agency_id AND l.id = r.list_id
  JOIN certification_rules rule ON rule.agency_id = r.agency_id AND rule.id = r.certification_rule_id
"""
# The limit stands in the text: as a parameter it would make PostgreSQL plan anew each time, which costs more than the
# walk itself.
_FACTS = _FACTS.replace("{scores}", str(SCORES))
# The hot one goes to the driver itself: prepared once a connection, and without composing it anew.
_ONE = _FACTS.replace(":zone", "$2") + " WHERE r.agency_id = $1 AND r.id = $3"
_MANY = text(_FACTS + " WHERE r.agency_id = :agency AND r.id = ANY(CAST(:referrals AS uuid[]))")
_OPEN = text(_FACTS + " WHERE r.agency_id = :agency AND r.list_id = :list AND r.status = 'certified' ORDER BY r.id")


# The same facts under another version of a rule, and of a referral that is not there yet: nobody comes late to it, and
# its positions and its place in the pool are the caller's to add.
_UNDER_RULE = text(
    _FACTS.replace(
        "rule.id = r.certification_rule_id", "rule.id = coalesce(CAST(:rule AS uuid), r.certification_rule_id)"
    )
    + " WHERE r.agency_id = :agency AND r.id = :referral"
)
_PROPOSED = text(
    _FACTS.replace(
        "FROM referrals r\n",
        "FROM (SELECT x.agency_id, CAST(:referral AS uuid) AS id, x.id AS list_id, "
        "CAST(:rule AS uuid) AS certification_rule_id, 'certified' AS status, '' AS number, "
        "9223372036854775807 AS certified_seq, eligo_now() AS certified_at, NULL::bigint AS floor_score, "
        "CAST(:criteria AS text[]) AS selective_criteria FROM eligible_lists x "
        "WHERE x.agency_id = :agency AND x.id = :list) r\n",
    )
)


async def facts_under_rule(
    session: AsyncSession, agency_id: UUID, zone: str, referral_id: UUID, rule_id: UUID | None
) -> LineFacts:
    """What one referral's line would depend on under another rule; under its own without one."""
    names = {"agency": agency_id, "zone": zone, "referral": referral_id, "rule": rule_id}
    return _facts((await session.execute(_UNDER_RULE, names)).mappings().one())


async def proposed_facts(
    session: AsyncSession,
    agency_id: UUID,
    zone: str,
    *,
    referral_id: UUID,
    list_id: UUID,
    rule_id: UUID,
    criteria: Sequence[str],
) -> LineFacts:
    """What the line of a referral would depend on that is not there yet, without positions."""
    names = {"agency": agency_id, "zone": zone, "referral": referral_id, "list": list_id, "rule": rule_id}
    row = (await session.execute(_PROPOSED, names | {"criteria": list(criteria)})).mappings().one()
    return _facts(row)


async def facts_of(session: AsyncSession, agency_id: UUID, zone: str, referral_id: UUID) -> LineFacts | None:
    """What one referral's line depends on."""
    row = await db.fetch_row(session, _ONE, agency_id, zone, referral_id)
    return None if row is None else _facts(row)


async def facts_of_many(
    session: AsyncSession, agency_id: UUID, zone: str, referral_ids: Sequence[UUID]
) -> list[LineFacts]:
    """The same for a page of referrals, in one statement."""
    parameters = {"agency": agency_id, "zone": zone, "referrals": list(referral_ids)}
    return [_facts(row) for row in (await session.execute(_MANY, parameters)).mappings()]


async def open_facts(session: AsyncSession, agency_id: UUID, zone: str, list_id: UUID) -> list[LineFacts]:
    """The same for every open referral of a list, which pool their positions."""
    parameters = {"agency": agency_id, "zone": zone, "list": list_id}
    return [_facts(row) for row in (await session.execute(_OPEN, parameters)).mappings()]


def _score(scaled: int, row: Mapping[Any, Any]) -> Decimal:
    """A stored score with the list's decimals, as sentences write it; no digit is lost."""
    return unscaled(scaled).quantize(Decimal(1).scaleb(-row["score_decimals"]))


def _list(value: str | None) -> list[Any]:
    return orjson.loads(value) if value else []


def _facts(row: Mapping[Any, Any]) -> LineFacts:
    positions = _list(row["positions"])
    return LineFacts(
        referral_id=row["id"],
        list_id=row["list_id"],
        rule_id=row["certification_rule_id"],
        parameters=orjson.loads(row["parameters"]),
        status=row["status"],
        number=row["number"],
        certified_seq=row["certified_seq"],
        certified_at=row["certified_at"],
        floor=None if row["floor_score"] is None else _score(row["floor_score"], row),
        criteria=frozenset(row["selective_criteria"]),
        positions=frozenset(UUID(one["position"]) for one in positions),
        departments=frozenset(UUID(one["department"]) for one in positions),
        employments=frozenset(one["employment"] for one in positions),
        pool=[
            PooledReferral(UUID(one["referral"]), one["positions"], one["filled"], one["open"])
            for one in _list(row["pool"])
        ],
        hires=[
            Hire(UUID(one["eligible"]), _score(one["score"], row), UUID(one["referral"]))
            for one in _list(row["hires"])
            if _holds(one, row)
        ],
        individuals=[_individual(one) for one in _list(row["exceptions"])],
        scores=[(_score(score, row), available) for score, available in _list(row["scores"])],
        list_size=row["eligibles_count"],
        score_decimals=row["score_decimals"],
        list_status=row["list_status"],
        today=row["today"],
    )


def _holds(hire: Mapping[str, Any], row: Mapping[Any, Any]) -> bool:
    """Whether a hire may hold its score on a referral.

    Somebody hired for a temporary position stays available elsewhere, and holds only where hired. On a selective
    certification ranks are counted among those who meet its conditions only, the hired included.
    """
    required = orjson.loads(row["parameters"]).get("requires") or ()
    needed = frozenset(row["selective_criteria"]) | frozenset([required] if isinstance(required, str) else required)
    elsewhere = hire["referral"] != str(row["id"])
    return not (hire["employment"] == "temporary" and elsewhere) and needed <= frozenset(hire["conditions"])


def _individual(one: Mapping[str, Any]) -> Individual:
    disposition = Disposition(one["disposition"])
    return Individual(
        eligible_id=UUID(one["id"]),
        facts=EligibleFacts(
            score=unscaled(one["score"]),
            status=EligibleStatus(one["status"]),
            disposition=disposition,
            available_since_seq=one["since"],
            expires_on=date.fromisoformat(one["expires"]) if one["expires"] else None,
            attributes=frozenset(one["conditions"]),
            is_failed=one["failed"],
            waivers=tuple(waiver(waived) for waived in one["waivers"] or ()),
        ),
        has_freed=one["before"] in FREES_RANK,
    )


_SCOPES = {
    "position": (WaiverScope.POSITION, "position"),
    "department": (WaiverScope.DEPARTMENT, "department"),
    "location": (WaiverScope.LOCATION, "detail"),
    "part_time": (WaiverScope.EMPLOYMENT, None),
    "temporary": (WaiverScope.EMPLOYMENT, None),
}


def waiver(one: Mapping[str, Any]) -> Waiver:
    """A stored narrow waiver as the domain knows it."""
    scope, column = _SCOPES[one["scope"]]
    value = one["scope"] if column is None else one[column]
    return Waiver(
        scope, None if value is None else str(value), date.fromisoformat(one["until"]) if one["until"] else None
    )


async def further_scores(
    session: AsyncSession, agency_id: UUID, list_id: UUID, below: Decimal | None, limit: int
) -> list[tuple[Decimal, int]]:
    """The next scores with somebody available below one, descending: an index-only range."""
    rows = await session.execute(
        text(
            "SELECT score, available FROM list_scores WHERE agency_id = :agency AND list_id = :list AND available > 0 "
            "AND score < :below ORDER BY score DESC LIMIT :limit"
        ),
        {
            "agency": agency_id,
            "list": list_id,
            "below": 2**62 if below is None else int(below.scaleb(8)),
            "limit": limit,
        },
    )
    return [(unscaled(score), available) for score, available in rows]


async def selective_scores(
    session: AsyncSession, agency_id: UUID, list_id: UUID, criteria: Sequence[str]
) -> list[tuple[Decimal, int]]:
    """Scores with somebody available who meets every condition: a walk of the partial index of those with any."""
    rows = await session.execute(
        text(
            "SELECT score, count(*) FROM eligibles WHERE agency_id = :agency AND list_id = :list "
            "AND status IN ('active', 'appointed_temporary') AND conditions <> '{}' AND conditions @> :criteria "
            "GROUP BY score ORDER BY score DESC"
        ),
        {"agency": agency_id, "list": list_id, "criteria": list(criteria)},
    )
    return [(unscaled(score), count) for score, count in rows]


async def ranks_on_lists(
    session: AsyncSession, agency_id: UUID, places: Sequence[tuple[UUID, Decimal]]
) -> dict[tuple[UUID, Decimal], int]:
    """The dense rank of scores on several lists."""
    if not places:
        return {}
    rows = await session.execute(
        _RANKS_ON_LISTS,
        {
            "agency": agency_id,
            "lists": [list_id for list_id, _ in places],
            "scores": [int(score.scaleb(8)) for _, score in places],
        },
    )
    return {(list_id, unscaled(score)): rank for list_id, score, rank in rows}


_RANKS_ON_LISTS = text(
    f"SELECT p.list_id, p.score, {rank_of(':agency', 'p.list_id', 'p.score')} "  # noqa: S608
    "FROM unnest(CAST(:lists AS uuid[]), CAST(:scores AS bigint[])) AS p(list_id, score)"
)
