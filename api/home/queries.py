"""SQL of home: one statement for lists, one for referrals, one for jobs, one for accounts.

Each gives at most so many lines of a kind, the most urgent first, and how many of the kind there are.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

MOST = 6  # lines of one kind

_LISTS = text("""
SELECT * FROM (
  SELECT kind, id, code AS label, title AS about, due_on, results_count AS amount,
         count(*) OVER (PARTITION BY kind) AS of_kind,
         row_number() OVER (PARTITION BY kind ORDER BY due_on NULLS LAST, code) AS place
    FROM (SELECT l.id, l.code, c.title, l.results_count,
                 CASE WHEN l.status = 'tentative' AND l.inspection_ends_on <= CAST(:over_on AS date)
                      THEN 'list_adoptable'
                      WHEN l.status = 'tentative' THEN 'list_in_inspection'
                      WHEN l.status = 'scored' THEN 'list_unposted'
                      WHEN l.status = 'draft' AND l.results_count = 0 THEN 'list_without_results'
                      WHEN l.status = 'draft' THEN 'list_unscored'
                      ELSE 'list_expiring' END AS kind,
                 CASE WHEN l.status = 'tentative' THEN l.inspection_ends_on
                      WHEN l.status = 'adopted' THEN l.expires_on END AS due_on
            FROM eligible_lists l
            JOIN job_classes c ON c.agency_id = l.agency_id AND c.id = l.job_class_id
           WHERE l.agency_id = eligo_agency()
             AND (l.status IN ('draft', 'scored', 'tentative')
                  OR (l.status = 'adopted' AND l.expires_on BETWEEN CAST(:today AS date) AND CAST(:soon AS date)))) due
) ranked WHERE place <= :most ORDER BY due_on NULLS LAST, label
""")

_REFERRALS = text("""
SELECT * FROM (
  SELECT open.*, count(*) OVER (PARTITION BY is_due) AS of_kind,
         row_number() OVER (PARTITION BY is_due ORDER BY report_back_on NULLS LAST, number) AS place
    FROM (SELECT r.id, r.number, r.report_back_on, l.code AS list_code, c.title AS class_title,
                 coalesce(r.report_back_on <= CAST(:today AS date), false) AS is_due,
                 seats.positions, seats.hires
            FROM referrals r
            JOIN eligible_lists l ON l.agency_id = r.agency_id AND l.id = r.list_id
            JOIN job_classes c ON c.agency_id = l.agency_id AND c.id = l.job_class_id
            CROSS JOIN LATERAL (
                 SELECT count(*) AS positions, count(a.eligible_id) AS hires,
                        bool_or(p.department_id = ANY(CAST(:departments AS uuid[]))) AS is_own
                   FROM referral_positions rp
                   JOIN positions p ON p.agency_id = rp.agency_id AND p.id = rp.position_id
                   LEFT JOIN appointments a ON a.agency_id = rp.agency_id AND a.referral_id = rp.referral_id
                                           AND a.position_id = rp.position_id AND a.status = 'active'
                  WHERE rp.agency_id = r.agency_id AND rp.referral_id = r.id AND rp.is_attached) seats
           WHERE r.agency_id = eligo_agency() AND r.status = 'certified'
             AND (:sees_all OR seats.is_own)) open
) ranked WHERE place <= :most ORDER BY report_back_on NULLS LAST, number
""")

_JOBS = text("""
SELECT * FROM (
  SELECT id, kind AS label, status, created_at, done, total,
         count(*) OVER (PARTITION BY status IN ('failed', 'partly_failed')) AS of_kind,
         row_number() OVER (PARTITION BY status IN ('failed', 'partly_failed') ORDER BY created_at DESC) AS place
    FROM jobs
   WHERE agency_id = eligo_agency()
     AND (status IN ('running', 'waiting_retry')
          OR (status IN ('failed', 'partly_failed') AND created_at > CAST(:since AS timestamptz)))
) ranked WHERE place <= :most ORDER BY created_at DESC
""")

_ACCOUNTS = text("""
SELECT * FROM (
  SELECT due.*, count(*) OVER (PARTITION BY kind) AS of_kind,
         row_number() OVER (PARTITION BY kind ORDER BY ends_at, label) AS place
    FROM (SELECT CASE WHEN k.expires_at <= clock_timestamp() THEN 'invitation_expired'
                      ELSE 'invitation_open' END AS kind,
                 u.id, u.name AS label, k.expires_at AS ends_at
            FROM account_links k
            JOIN users u ON u.agency_id = k.agency_id AND u.id = k.user_id
           WHERE k.agency_id = eligo_agency() AND k.kind = 'invitation' AND k.used_at IS NULL
             AND k.withdrawn_at IS NULL AND u.is_active
          UNION ALL
          SELECT 'key_expiring', id, name, expires_at
            FROM api_keys
           WHERE agency_id = eligo_agency() AND revoked_at IS NULL
             AND expires_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '30 days') due
) ranked WHERE place <= :most ORDER BY ends_at, label
""")


async def now(session: AsyncSession) -> datetime:
    """The server's time for deadlines."""
    return (await session.execute(text("SELECT eligo_now()"))).scalar_one()  # type: ignore[no-any-return]


async def lists(session: AsyncSession, *, today: date, over_on: date, soon: date) -> list[Row[Any]]:
    """Lists on which something is due; inspection is over where it ends on `over_on` or before."""
    dates = {"today": today, "over_on": over_on, "soon": soon, "most": MOST}
    return list(await session.execute(_LISTS, dates))


async def referrals(session: AsyncSession, *, today: date, departments: Collection[UUID] | None) -> list[Row[Any]]:
    """Open referrals in view, those whose report is due apart from the others."""
    view = {"departments": sorted(departments or ()), "sees_all": departments is None}
    return list(await session.execute(_REFERRALS, {"today": today, "most": MOST, **view}))


async def jobs(session: AsyncSession, *, since: datetime) -> list[Row[Any]]:
    """Jobs that run, and those that failed since an instant."""
    return list(await session.execute(_JOBS, {"since": since, "most": MOST}))


async def accounts(session: AsyncSession) -> list[Row[Any]]:
    """Invitations under way or expired, and keys that end soon."""
    return list(await session.execute(_ACCOUNTS, {"most": MOST}))
