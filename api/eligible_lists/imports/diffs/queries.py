"""SQL of what the rows of an import would change."""

from uuid import UUID

from sqlalchemy import delete, or_, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ImportRow

_LAST_SIGN = "\U0010ffff"
_ADD = """
WITH added AS (
  INSERT INTO import_rows (agency_id, import_id, row_number, line, kind, external_id, name, sort_name, before, after)
  SELECT eligo_agency(), :import, row_number, line, kind, external_id, name, sort_name,
         CASE WHEN kind = 'changed' THEN before END,
         CASE WHEN kind <> 'unchanged' THEN jsonb_build_object(
           'attendance', attendance, 'components', components::jsonb, 'credits', credits::jsonb,
           'final_score', final_score) END
  FROM (
    SELECT s.*, f.sort_name,
           CASE WHEN r.id IS NULL THEN 'new'
                WHEN (r.attendance, r.components, r.credits, r.final_score) IS DISTINCT FROM
                     (s.attendance, s.components::jsonb, s.credits::jsonb, s.final_score::numeric) THEN 'changed'
                ELSE 'unchanged' END AS kind,
           jsonb_build_object(
             'attendance', r.attendance, 'components', r.components, 'credits', r.credits,
             'final_score', r.final_score::text, 'import_id', r.import_id, 'row_number', r.row_number) AS before
    FROM staged_results s
    JOIN staged_persons f ON f.row_number = s.row_number
    LEFT JOIN exam_results r ON r.agency_id = eligo_agency() AND r.list_id = :list AND r.external_id = s.external_id
  ) compared
  RETURNING kind
)
SELECT count(*) FILTER (WHERE kind = 'new'), count(*) FILTER (WHERE kind = 'changed'),
       count(*) FILTER (WHERE kind = 'unchanged')
FROM added
"""


async def add(session: AsyncSession, import_id: UUID, list_id: UUID) -> tuple[int, int, int]:
    """Keep what the staged rows would change; returns how many are new, changed and unchanged.

    Call it while `staged_persons` holds every row.
    """
    await session.execute(text("ANALYZE staged_results, staged_persons"))
    new, changed, unchanged = (await session.execute(text(_ADD), {"import": import_id, "list": list_id})).one()
    return new, changed, unchanged


async def clear(session: AsyncSession, import_id: UUID) -> None:
    """Forget what the rows of an import would change."""
    await session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))


async def page(
    session: AsyncSession,
    import_id: UUID,
    *,
    kind: str | None,
    name: str | None,
    external_id: str | None,
    downward: bool,
    after: int | None,
    limit: int,
) -> list[ImportRow]:
    """Rows in the order of the file, or against it, after one; `name` is the beginning of a name."""
    number = ImportRow.row_number
    query = select(ImportRow).where(ImportRow.import_id == import_id).limit(limit)
    query = query.order_by(number.desc() if downward else number)
    if kind is not None:
        query = query.where(ImportRow.kind == kind)
    if name is not None:
        begins = (ImportRow.sort_name >= name) & (ImportRow.sort_name < name + _LAST_SIGN)
        query = query.where(or_(begins, ImportRow.external_id == external_id))
    if after is not None:
        query = query.where(number < after if downward else number > after)
    return list((await session.execute(query)).scalars())
