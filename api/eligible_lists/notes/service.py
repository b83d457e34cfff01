"""Write notes on a list."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.eligibles import service as eligibles
from api.eligible_lists.notes import queries
from api.models import ListNote
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.errors import Invalid, NotFound
from api.platform.ledger import Subject


async def write(session: AsyncSession, actor: Actor, *, list_id: UUID, eligible_id: UUID | None, body: str) -> ListNote:
    """Write a note on a list, or on somebody on it; notes are never changed.

    Raises:
        NotFound: without such a list. Invalid: for somebody who is not on it.
    """
    await eligibles.lock_list(session, list_id)
    if eligible_id is not None:
        try:
            await eligibles.find_eligible(session, list_id, eligible_id)
        except NotFound:
            raise Invalid("There is no such eligible on this list.", field="eligible_id") from None

    note = ListNote(
        agency_id=actor.agency.id,
        id=db.new_id(),
        list_id=list_id,
        eligible_id=eligible_id,
        body=body,
        created_by=actor.label,
        created_at=await db.now(session),
    )
    await queries.add(session, note)
    subject = Subject("list", list_id) if eligible_id is None else Subject("eligible", eligible_id)
    facts = {"note_id": str(note.id), "list": str(list_id)}
    await ledger.append(
        session, actor, "note.added", subject, facts, topics=[f"list:{list_id}"], private={"note": body}
    )
    return note
