"""SQL of one referral as it is read: everything about it besides its line, in one statement."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.platform import db

# Prepared once a connection: this is the read that a referral page makes again with every change.
_DETAILS = """
SELECT r.id, r.number, r.status, r.certified_at, r.report_back_on, r.note, r.selective_criteria, r.version,
       l.id AS list_id, l.code AS list_code, l.status AS list_status,
       c.id AS class_id, c.code AS class_code, c.title AS class_title,
       rule.id AS rule_id, rule.code AS rule_code, rule.rule_version, rule.title AS rule_title, rule.citation,
       (SELECT json_agg(json_build_object('id', p.id, 'number', p.number, 'title', p.title,
                'employment', p.employment, 'requisition_number', p.requisition_number,
                'department', json_build_object('id', d.id, 'code', d.code, 'title', d.title),
                'hired_eligible_id', a.eligible_id) ORDER BY p.number)
          FROM referral_positions rp
          JOIN positions p ON p.agency_id = rp.agency_id AND p.id = rp.position_id
          JOIN departments d ON d.agency_id = p.agency_id AND d.id = p.department_id
          LEFT JOIN appointments a ON a.agency_id = rp.agency_id AND a.referral_id = rp.referral_id
                                  AND a.position_id = rp.position_id AND a.status = 'active'
         WHERE rp.agency_id = r.agency_id AND rp.referral_id = r.id AND rp.is_attached)::text AS positions,
       (SELECT json_object_agg(disposition, people) FROM (
               SELECT disposition, count(*) AS people FROM referral_eligibles x
                WHERE x.agency_id = r.agency_id AND x.referral_id = r.id AND x.disposition <> 'pending'
                GROUP BY disposition) counted)::text AS dispositions,
       (SELECT encode(digest, 'hex') FROM certificates x WHERE x.agency_id = r.agency_id AND x.referral_id = r.id
         ORDER BY seq DESC LIMIT 1) AS digest,
       eligo_now() AS as_of
  FROM referrals r
  JOIN eligible_lists l ON l.agency_id = r.agency_id AND l.id = r.list_id
  JOIN job_classes c ON c.agency_id = l.agency_id AND c.id = l.job_class_id
  JOIN certification_rules rule ON rule.agency_id = r.agency_id AND rule.id = r.certification_rule_id
 WHERE r.agency_id = $1 AND r.id = $2
"""


async def details(session: AsyncSession, agency_id: UUID, referral_id: UUID) -> Mapping[str, Any]:
    """Everything a reader sees of a referral that is there, besides its line."""
    found: Mapping[str, Any] = await db.fetch_row(session, _DETAILS, agency_id, referral_id)
    return found
