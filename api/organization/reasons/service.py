"""Adding, rewording and retiring reason codes."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from api.models import ReasonCode
from api.organization import queries as organization
from api.organization.reasons import queries
from api.organization.service import OTHER
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import NotFound, Refused, conflict
from api.platform.ledger import Subject
from api.platform.resources import DuplicateCode, apply_changes
from api.platform.routing import require_version


class OtherStays(Refused):
    code, title = "other_stays", "`other`, with a note, always exists: whatever happened must be sayable"


conflict("pk_reason_codes", says=DuplicateCode)


async def create(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> ReasonCode:
    """Add a reason to those of a use.

    Raises:
        DuplicateCode: when the use has it already, retired or not.
    """
    row = ReasonCode(agency_id=actor.agency.id, **values)
    await organization.add_reason_codes(session, [row])
    await ledger.append(session, actor, "reason_code.created", _subject(actor), values)
    return row


async def change(
    session: AsyncSession, actor: Actor, *, use: str, code: str, seen: int, values: Mapping[str, Any]
) -> ReasonCode:
    """Reword a reason, ask for a note or not, retire it or bring it back.

    Raises:
        NotFound: when the use has no such code. OtherStays: for retiring `other` or sparing it its note. Stale.
    """
    row = await queries.lock(session, use, code)
    if row is None:
        raise NotFound
    fields = dict(values)
    if code == OTHER and (fields.get("is_retired") or fields.get("needs_note") is False):
        raise OtherStays(field="is_retired" if fields.get("is_retired") else "needs_note")
    require_version(row.version, seen)
    retires = fields.pop("is_retired", None)
    if retires is not None and retires != (row.retired_at is not None):
        fields["retired_at"] = await queries.now(session) if retires else None

    changed = apply_changes(row, fields)
    if changed:
        await session.flush()
        facts = {"use": use, "code": code, **changed.as_facts}
        await ledger.append(session, actor, "reason_code.changed", _subject(actor), facts)
    return row


def _subject(actor: Actor) -> Subject:
    return Subject("agency", actor.agency.id)
