"""SQL of undoing an import: changed results get their former values back, new ones go."""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_TOUCHED = """
JOIN exam_results r ON r.agency_id = i.agency_id AND r.list_id = :list AND r.external_id = i.external_id
WHERE i.agency_id = eligo_agency() AND i.import_id = :import
"""
_TAKEN_OVER = f"""
SELECT EXISTS (SELECT FROM import_rows i {_TOUCHED}
               AND i.kind <> 'unchanged' AND (r.import_id IS DISTINCT FROM :import OR r.corrected_version > :since))
"""  # noqa: S608  (our own constants)
_SCORED = """
SELECT EXISTS (SELECT FROM scorings WHERE list_id = :list AND results_version >= :since
               AND status IN ('computing', 'applying', 'applied'))
"""
_OUTDATE = """
UPDATE scorings SET status = 'stale', version = version + 1
WHERE list_id = :list AND results_version >= :since AND status = 'previewed'
"""
_FORGET_MOVES = """
DELETE FROM scoring_moves s USING scorings o
WHERE s.agency_id = eligo_agency() AND o.agency_id = s.agency_id AND o.id = s.scoring_id AND o.list_id = :list
  AND o.results_version >= :since AND o.status = 'stale'
"""
_FORGET_VERDICTS = """
DELETE FROM scoring_rows s USING scorings o
WHERE s.agency_id = eligo_agency() AND o.agency_id = s.agency_id AND o.id = s.scoring_id AND o.list_id = :list
  AND o.results_version >= :since AND o.status = 'stale'
"""
_GIVE_BACK = """
UPDATE exam_results r
SET attendance = i.before ->> 'attendance', components = i.before -> 'components', credits = i.before -> 'credits',
    final_score = (i.before ->> 'final_score')::numeric, import_id = (i.before ->> 'import_id')::uuid,
    row_number = (i.before ->> 'row_number')::integer, version = r.version + 1
FROM import_rows i
WHERE i.agency_id = eligo_agency() AND i.import_id = :import AND i.kind = 'changed'
  AND r.agency_id = i.agency_id AND r.list_id = :list AND r.external_id = i.external_id
RETURNING r.id
"""
_TAKE_AWAY = """
DELETE FROM exam_results r USING import_rows i
WHERE i.agency_id = eligo_agency() AND i.import_id = :import AND i.kind = 'new'
  AND r.agency_id = i.agency_id AND r.list_id = :list AND r.external_id = i.external_id
RETURNING r.id
"""


async def is_taken_over(session: AsyncSession, list_id: UUID, import_id: UUID, since: int) -> bool:
    """Whether a result that the import brought or changed was imported anew or corrected since."""
    names = {"list": list_id, "import": import_id, "since": since}
    return bool((await session.execute(text(_TAKEN_OVER), names)).scalar_one())


async def is_scored(session: AsyncSession, list_id: UUID, since: int) -> bool:
    """Whether a scoring rests on a version of the results from `since` on: applied, or at work."""
    return bool((await session.execute(text(_SCORED), {"list": list_id, "since": since})).scalar_one())


async def outdate_scorings(session: AsyncSession, list_id: UUID, since: int) -> None:
    """Make previews of scorings from a version of the results on stale, and forget their verdicts."""
    await session.execute(text(_OUTDATE), {"list": list_id, "since": since})
    await session.execute(text(_FORGET_MOVES), {"list": list_id, "since": since})
    await session.execute(text(_FORGET_VERDICTS), {"list": list_id, "since": since})


async def give_back(session: AsyncSession, list_id: UUID, import_id: UUID) -> int:
    """Give results that the import changed their former values; returns how many."""
    return len((await session.execute(text(_GIVE_BACK), {"list": list_id, "import": import_id})).all())


async def take_away(session: AsyncSession, list_id: UUID, import_id: UUID) -> int:
    """Take away the results that the import brought; returns how many."""
    return len((await session.execute(text(_TAKE_AWAY), {"list": list_id, "import": import_id})).all())
