"""SQL of certification rules."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import CertificationRule
from api.platform.resources import ListRequest, Slice, mentions, read_slice


async def add_rules(session: AsyncSession, rows: Sequence[CertificationRule]) -> None:
    """Store versions of rules."""
    session.add_all(rows)
    await session.flush()


async def page(
    session: AsyncSession, listing: ListRequest, *, code: str | None, status: str | None
) -> Slice[CertificationRule]:
    """A page of versions of rules."""
    query = select(CertificationRule)
    if code is not None:
        query = query.where(CertificationRule.code == code)
    if status is not None:
        query = query.where(CertificationRule.status == status)
    if listing.q is not None:
        query = query.where(mentions(listing.q, CertificationRule.code, CertificationRule.title))
    sorts = {
        "code": CertificationRule.code,
        "title": CertificationRule.title,
        "rule_version": CertificationRule.rule_version,
    }
    return await read_slice(session, CertificationRule, query, listing, sorts)


async def lock_code(session: AsyncSession, agency_id: UUID, code: str) -> None:
    """Let one transaction at a time number and activate the versions of a code; there may be no row to lock yet."""
    key = f"certification_rule {agency_id} {code}"
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def last_version(session: AsyncSession, code: str) -> int:
    """The highest version of a code, 0 when there is none."""
    query = select(func.coalesce(func.max(CertificationRule.rule_version), 0)).where(CertificationRule.code == code)
    return (await session.execute(query)).scalar_one()


async def active_version(session: AsyncSession, code: str) -> CertificationRule | None:
    """The active version of a code, locked."""
    query = (
        select(CertificationRule)
        .where(CertificationRule.code == code, CertificationRule.status == "active")
        .with_for_update(key_share=True)
    )
    return (await session.execute(query)).scalar_one_or_none()


async def pack_of(session: AsyncSession, agency_id: UUID) -> str | None:
    """The rule pack that the agency was founded with."""
    query = text("SELECT settings ->> 'pack' FROM agencies WHERE id = :agency")
    return (await session.execute(query, {"agency": agency_id})).scalar_one_or_none()


async def today(session: AsyncSession, zone: str) -> date:
    """The civil date in the agency's zone."""
    query = text("SELECT (eligo_now() AT TIME ZONE :zone)::date")
    return (await session.execute(query, {"zone": zone})).scalar_one()  # type: ignore[no-any-return]


async def merge_agency_settings(session: AsyncSession, agency_id: UUID, settings: Mapping[str, object]) -> None:
    """Lay settings over those the agency has. The table has no row-level security: the id is the fence."""
    await session.execute(
        text(
            "UPDATE agencies SET settings = settings || CAST(:settings AS jsonb), version = version + 1 "
            "WHERE id = :agency"
        ),
        {"agency": agency_id, "settings": json.dumps(settings)},
    )
