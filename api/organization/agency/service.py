"""The agency's name, zone, deadlines and periods."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import periods
from api.domain.errors import RuleViolation
from api.models import Agency
from api.organization.agency import queries
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import Invalid, of_rule
from api.platform.ledger import Subject
from api.platform.resources import apply_changes
from api.platform.routing import require_version


class UnknownZone(Invalid):
    code, title = "unknown_zone", "There is no such time zone; give an IANA name such as America/Los_Angeles"


async def read(session: AsyncSession, actor: Actor) -> Agency:
    """The agency of the actor."""
    return await queries.one(session, actor.agency.id)


async def settings_of(session: AsyncSession, agency_id: UUID) -> Mapping[str, Any]:
    """What the agency set, for `domain.periods` to read."""
    return await queries.settings(session, agency_id)


async def change(session: AsyncSession, actor: Actor, *, seen: int, values: Mapping[str, Any]) -> Agency:
    """Change the agency's name, zone, hour of deadlines or periods; deadlines already computed stay as they are.

    Raises:
        UnknownZone: for a zone of no calendar. Invalid: naming the period that is wrong. Stale: by version.
    """
    agency = await queries.lock(session, actor.agency.id)
    require_version(agency.version, seen)
    if "zone" in values and values["zone"] not in await asyncio.to_thread(available_timezones):
        raise UnknownZone(field="zone")

    before = _shown(agency)
    columns = {name: values[name] for name in ("name", "zone") if name in values}
    if apply_changes(agency, {**columns, "settings": _settings(agency.settings, values)}):
        await session.flush()
        after = _shown(agency)
        changed = sorted(name for name in after if after[name] != before[name])
        facts = {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
        await ledger.append(session, actor, "agency.changed", Subject("agency", agency.id), facts)
    return agency


def _settings(stored: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    try:
        settings = periods.with_periods(stored, values.get("periods", {}))
    except RuleViolation as wrong:
        raise of_rule(wrong, "periods") from wrong
    switches = (periods.COUNTS_POSTING_DAY, periods.NO_RESPONSE_BY_CLOCK, periods.PASS_OVER_NEEDS_REASON)
    for name in (*switches, periods.UNDECIDED_PROTESTS):
        if name in values:
            settings[name] = values[name]
    if periods.CLOSES_AT in values:
        closes = values[periods.CLOSES_AT]
        settings[periods.CLOSES_AT] = None if closes is None else closes.isoformat("minutes")
    return settings


def _shown(agency: Agency) -> dict[str, Any]:
    """What of the agency stands in an event."""
    closes = periods.closing_hour(agency.settings)
    return {
        "name": agency.name,
        "zone": agency.zone,
        periods.CLOSES_AT: None if closes is None else closes.isoformat("minutes"),
        periods.COUNTS_POSTING_DAY: bool(agency.settings.get(periods.COUNTS_POSTING_DAY, False)),
        periods.NO_RESPONSE_BY_CLOCK: periods.no_response_by_clock(agency.settings),
        periods.PASS_OVER_NEEDS_REASON: periods.pass_over_needs_reason(agency.settings),
        periods.UNDECIDED_PROTESTS: periods.undecided_protests(agency.settings),
        "periods": {code: periods.business_days_of(agency.settings, code) for code in periods.PERIODS},
    }
