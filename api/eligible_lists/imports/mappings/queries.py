"""SQL of remembered columns."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ImportMapping


async def find(session: AsyncSession, file_format: str, heads_key: str) -> dict[str, Any] | None:
    """The columns remembered for a format and a set of heads."""
    query = select(ImportMapping.mapping).where(
        ImportMapping.format == file_format, ImportMapping.heads_key == heads_key
    )
    return (await session.execute(query)).scalar_one_or_none()


async def remember(session: AsyncSession, values: dict[str, Any]) -> None:
    """Keep columns in place of those remembered before."""
    made = insert(ImportMapping).values(values)
    changed = {
        "mapping": made.excluded.mapping,
        "created_by": made.excluded.created_by,
        "created_at": func.clock_timestamp(),
        "version": ImportMapping.version + 1,
    }
    keys = ["agency_id", "format", "heads_key"]
    await session.execute(made.on_conflict_do_update(index_elements=keys, set_=changed))
