"""What an agency has on its first day."""

import secrets

from sqlalchemy.ext.asyncio import AsyncSession

import api.accounts.service as accounts
import api.organization.service as organization
import api.rules.service as rules
from api.founding import queries
from api.platform.auth import AgencyRef, system_actor
from api.platform.db import enter_agency, new_id
from api.platform.ledger import Subject, append

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


async def found_agency(
    session: AsyncSession,
    *,
    slug: str,
    name: str,
    zone: str,
    pack: str,
    administrator_email: str,
    administrator_password: str | None,
    is_demo: bool = False,
) -> AgencyRef:
    """Found an agency in one transaction of the schema's owner; an agency of that slug is returned as it is."""
    known = await queries.agency(session, slug)
    if known is not None:
        return AgencyRef(known.id, known.key, known.slug, known.name, known.zone, known.is_demo)
    key = "".join(secrets.choice(_LETTERS) for _ in range(8))
    agency = AgencyRef(new_id(), key, slug, name, zone, is_demo)
    await queries.add_agency(session, agency)
    await enter_agency(session, agency.id)
    await queries.open_ledger(session, agency)

    actor = system_actor(agency)
    await append(session, actor, "agency.founded", Subject("agency", agency.id), {"slug": slug, "zone": zone})
    await organization.install_reason_codes(session, actor)
    await rules.install_pack(session, actor, pack=pack)
    await accounts.add_user(
        session,
        actor,
        email=administrator_email,
        name="Administrator",
        roles=["administrator"],
        password=administrator_password,
    )
    return agency
