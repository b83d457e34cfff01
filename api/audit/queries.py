"""SQL of the ledger's read side."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import Row, Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import LedgerEvent, LedgerHead, LedgerPrivate
from api.platform.chain import ChainRow, Head
from api.platform.db import raw
from api.platform.ledger import Subject

BATCH = 500
_CHAIN = """
SELECT e.seq, e.occurred_at, e.actor, e.name, e.subject_type, e.subject_id, e.canonical, e.previous_hash, e.hash,
       p.salt, p.content AS private
FROM ledger_events e LEFT JOIN ledger_private p ON p.agency_id = e.agency_id AND p.seq = e.seq
WHERE e.agency_id = $1 AND e.seq <= $2 ORDER BY e.seq
"""


async def events(
    session: AsyncSession,
    *,
    after_seq: int,
    limit: int,
    subject: Subject | None = None,
    actor: str | None = None,
    name: str | None = None,
) -> list[Row[LedgerEvent, str | None]]:
    """Events after a sequence, in order, each with its private text."""
    beside = (LedgerPrivate.agency_id == LedgerEvent.agency_id) & (LedgerPrivate.seq == LedgerEvent.seq)
    query: Select[LedgerEvent, str | None] = select(LedgerEvent, LedgerPrivate.content).outerjoin(LedgerPrivate, beside)
    query = query.where(LedgerEvent.seq > after_seq)
    if subject is not None:
        query = query.where(LedgerEvent.subject_type == subject.kind, LedgerEvent.subject_id == subject.id)
    if actor is not None:
        query = query.where(LedgerEvent.actor == actor)
    if name is not None:
        query = query.where(LedgerEvent.name == name)
    return list((await session.execute(query.order_by(LedgerEvent.seq).limit(limit))).all())


async def head(session: AsyncSession) -> tuple[Head, int]:
    """The stored head and the last sequence there is, as of one instant."""
    last = select(text("coalesce(max(seq), 0)")).select_from(LedgerEvent).scalar_subquery()
    row = (await session.execute(select(LedgerHead.seq, LedgerHead.hash, last))).one()
    return Head(row[0], bytes(row[1])), int(row[2])


async def chain(session: AsyncSession, agency_id: UUID, *, until: int) -> AsyncIterator[list[ChainRow]]:
    """The chain up to a sequence, a batch at a time, through a cursor on the server."""
    connection = await raw(session)
    cursor = await connection.cursor(_CHAIN, agency_id, until)
    while rows := await cursor.fetch(BATCH):
        yield [ChainRow(**dict(row)) for row in rows]
