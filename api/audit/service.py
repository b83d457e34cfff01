"""Reading the ledger, and proving that it is whole."""

import asyncio
from uuid import UUID

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncSession

from api.audit import queries
from api.models import LedgerEvent
from api.platform.chain import Verdict, Verifier
from api.platform.errors import Unreadable
from api.platform.ledger import Subject

SCOPE = "ledger"


def parse_subject(value: str) -> Subject:
    """Read `referral:<id>`.

    Raises:
        Unreadable: for anything else.
    """
    kind, _, identity = value.partition(":")
    try:
        return Subject(kind, UUID(identity))
    except ValueError:
        raise Unreadable("A subject is a kind and an id, such as referral:<id>.", field="subject") from None


async def browse(
    session: AsyncSession, *, subject: str | None, actor: str | None, event: str | None, after_seq: int, limit: int
) -> list[Row[LedgerEvent, str | None]]:
    """Events after a sequence, in order, with their private side.

    Raises:
        Unreadable: when `subject` is not a kind and an id.
    """
    about = None if subject is None else parse_subject(subject)
    return await queries.events(session, after_seq=after_seq, limit=limit, subject=about, actor=actor, name=event)


async def verify(session: AsyncSession, agency_id: UUID) -> Verdict:
    """Verify the whole chain of an agency: hashes, columns, sequence, head, private digests.

    Events appended meanwhile are left to the next verification.
    """
    head, last = await queries.head(session)

    verifier = Verifier(agency_id)
    async for rows in queries.chain(session, agency_id, until=max(head.seq, last)):
        if not all(verifier.read(row) for row in rows):
            break
        await asyncio.sleep(0)  # a long chain must not keep other requests waiting

    return verifier.verdict(head)
