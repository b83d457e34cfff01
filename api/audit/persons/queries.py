"""SQL of a person's history: what the ledger and the tables say of one person, by sequence."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

LIST_EVENTS = ("list.posted", "list.adopted", "list.extended", "list.expired", "list.cancelled")
# Each source names the sequence of an event that concerned this person, and what it meant for them.
_TOLD = """
WITH own AS (
  SELECT id, list_id, person_id FROM eligibles WHERE agency_id = eligo_agency() AND person_id = ANY(:ids)
), places AS (
  SELECT list_id FROM own
  UNION SELECT list_id FROM exam_results WHERE agency_id = eligo_agency() AND person_id = ANY(:ids)
), met AS (
  SELECT x.referral_id, x.eligible_id, x.list_id, x.reached_seq
  FROM own JOIN referral_eligibles x ON x.agency_id = eligo_agency() AND x.eligible_id = own.id {within}
), told AS (
  SELECT seq, NULL::uuid AS list_id, NULL::uuid AS referral_id, 'person' AS kind, NULL::jsonb AS facts
  FROM ledger_events WHERE agency_id = eligo_agency() AND subject_type = 'person' AND subject_id = ANY(:ids)
  UNION ALL
  SELECT e.seq, own.list_id, NULL, 'eligible', NULL
  FROM own JOIN ledger_events e ON e.agency_id = eligo_agency() AND e.subject_type = 'eligible'
       AND e.subject_id = own.id
  UNION ALL
  SELECT s.seq, s.list_id, NULL, 'status',
         jsonb_build_object('status', s.status, 'reason_code', s.reason_code, 'until', s.until_on)
  FROM own JOIN eligible_statuses s ON s.agency_id = eligo_agency() AND s.eligible_id = own.id
  UNION ALL
  SELECT d.seq, met.list_id, met.referral_id, 'disposition',
         jsonb_build_object('disposition', d.disposition, 'reason_code', d.reason_code)
  FROM met JOIN referral_dispositions d ON d.agency_id = eligo_agency() AND d.referral_id = met.referral_id
       AND d.eligible_id = met.eligible_id
  UNION ALL
  SELECT met.reached_seq, met.list_id, met.referral_id, 'reached', NULL FROM met WHERE met.reached_seq IS NOT NULL
  UNION ALL
  SELECT a.hired_seq, a.list_id, a.referral_id, 'hire', jsonb_build_object('position', p.number)
  FROM met JOIN appointments a ON a.agency_id = eligo_agency() AND a.referral_id = met.referral_id
       AND a.eligible_id = met.eligible_id
  JOIN positions p ON p.agency_id = a.agency_id AND p.id = a.position_id
  UNION ALL
  SELECT v.seq, v.list_id, NULL, 'score',
         jsonb_build_object('score', s.score::text, 'list_version', v.list_version, 'cause', v.cause)
  FROM own JOIN list_version_scores s ON s.agency_id = eligo_agency() AND s.list_id = own.list_id
       AND s.eligible_id = own.id
  JOIN list_versions v ON v.agency_id = s.agency_id AND v.list_id = s.list_id AND v.list_version = s.list_version
  UNION ALL
  SELECT e.seq, r.list_id, NULL, 'result',
         jsonb_build_object('number', r.external_id, 'attendance', r.attendance)
  FROM exam_results r JOIN ledger_events e ON e.agency_id = r.agency_id AND e.subject_type = 'import'
       AND e.subject_id = r.import_id AND e.name = 'import.committed'
  WHERE r.agency_id = eligo_agency() AND r.person_id = ANY(:ids)
  UNION ALL
  SELECT e.seq, r.list_id, NULL, 'correction', NULL
  FROM exam_results r JOIN ledger_events e ON e.agency_id = r.agency_id AND e.subject_type = 'result'
       AND e.subject_id = r.id AND e.name = 'result.corrected'
  WHERE r.agency_id = eligo_agency() AND r.person_id = ANY(:ids)
  UNION ALL
  SELECT e.seq, places.list_id, NULL, 'list', NULL
  FROM places JOIN ledger_events e ON e.agency_id = eligo_agency() AND e.subject_type = 'list'
       AND e.subject_id = places.list_id AND e.name = ANY(:list_events)
), page AS (
  SELECT DISTINCT told.seq FROM told
  JOIN ledger_events e ON e.agency_id = eligo_agency() AND e.seq = told.seq
  WHERE true {after} {named} ORDER BY told.seq DESC LIMIT :limit
)
SELECT told.seq, told.kind, told.facts, told.list_id, told.referral_id, e.occurred_at, e.actor, e.name, e.subject_type,
       e.canonical, p.content AS private, l.code AS list_code, l.score_decimals, r.number AS referral_number
FROM page
JOIN told ON told.seq = page.seq
JOIN ledger_events e ON e.agency_id = eligo_agency() AND e.seq = page.seq
LEFT JOIN ledger_private p ON p.agency_id = e.agency_id AND p.seq = e.seq
LEFT JOIN eligible_lists l ON l.agency_id = e.agency_id AND l.id = told.list_id
LEFT JOIN referrals r ON r.agency_id = e.agency_id AND r.id = told.referral_id
ORDER BY told.seq DESC, told.list_id, told.referral_id, told.kind
"""
_WITHIN = """
JOIN referral_positions rp ON rp.agency_id = x.agency_id AND rp.referral_id = x.referral_id AND rp.is_attached
JOIN positions seat ON seat.agency_id = rp.agency_id AND seat.id = rp.position_id
     AND seat.department_id = ANY(:departments)
"""


async def page(
    session: AsyncSession,
    ids: Sequence[UUID],
    departments: frozenset[UUID] | None,
    *,
    event: str | None,
    before: int | None,
    limit: int,
) -> list[Any]:
    """What concerned a person at the latest `limit` events before a sequence; several rows an event."""
    values: dict[str, Any] = {"ids": list(ids), "limit": limit, "list_events": list(LIST_EVENTS)}
    if departments is not None:
        values["departments"] = list(departments)
    if before is not None:
        values["before"] = before
    if event is not None:
        values["event"] = event
    query = _TOLD.format(
        within="" if departments is None else _WITHIN,
        after="" if before is None else "AND told.seq < :before",
        named="" if event is None else "AND e.name = :event",
    )
    return list(await session.execute(text(query), values))
