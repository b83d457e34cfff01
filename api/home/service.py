"""Which lines stand on somebody's home: by what the person may do, not by the name of a role."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.calendars import ONE_DAY, civil_date, is_past
from api.domain.periods import closing_hour
from api.home import queries
from api.organization.agency import service as agency
from api.platform.auth import Actor, Permission
from api.referrals.line import service as lines

SOON = timedelta(days=60)
FAILED_SINCE = timedelta(days=14)

NEEDS, MOVING, COMING = "needs", "moving", "coming"
COLUMN = {
    "list_adoptable": NEEDS,
    "list_unposted": NEEDS,
    "list_unscored": NEEDS,
    "list_without_results": NEEDS,
    "report_due": NEEDS,
    "job_failed": NEEDS,
    "invitation_expired": NEEDS,
    "list_in_inspection": MOVING,
    "referral_open": MOVING,
    "job_running": MOVING,
    "invitation_open": MOVING,
    "list_expiring": COMING,
    "report_coming": COMING,
    "key_expiring": COMING,
}
# What only its doer needs to be told of; whoever merely reads lists sees them move, not wait.
DOER = {
    "list_adoptable": Permission.ADOPT_LISTS,
    "list_unposted": Permission.ADOPT_LISTS,
    "list_unscored": Permission.MANAGE_LISTS,
    "list_without_results": Permission.MANAGE_LISTS,
    "job_failed": Permission.MANAGE_JOBS,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing on home. `of_kind` counts all of its kind, of which only the first few have a line."""

    kind: str
    id: UUID
    label: str
    of_kind: int
    about: str = ""
    due_on: date | None = None
    at: datetime | None = None
    facts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Home:
    """What stands on home, column by column."""

    as_of: datetime
    today: date
    columns: dict[str, list[Line]]


async def look(session: AsyncSession, actor: Actor) -> Home:
    """What waits for the actor, what is under way and what comes."""
    now, zone = await queries.now(session), ZoneInfo(actor.agency.zone)
    today = civil_date(now, zone)
    closes = closing_hour(await agency.settings_of(session, actor.agency.id))
    over_on = today if is_past(now, today, zone, closes=closes) else today - ONE_DAY

    found: list[Line] = []
    if actor.may(Permission.READ_LISTS):
        rows = await queries.lists(session, today=today, over_on=over_on, soon=today + SOON)
        found += [Line(row.kind, row.id, row.label, row.of_kind, row.about, row.due_on) for row in rows]
    if actor.may(Permission.READ_REFERRALS):
        found += await _referrals(session, actor, today)
    if actor.may(Permission.READ_JOBS):
        found += [_job(row) for row in await queries.jobs(session, since=now - FAILED_SINCE)]
    if actor.may(Permission.MANAGE_ACCOUNTS):
        rows = await queries.accounts(session)
        found += [Line(row.kind, row.id, row.label, row.of_kind, at=row.ends_at) for row in rows]

    columns: dict[str, list[Line]] = {NEEDS: [], MOVING: [], COMING: []}
    for line in found:
        if actor.may(DOER.get(line.kind, Permission.SIGNED_IN)):
            columns[COLUMN[line.kind]].append(line)
    return Home(now, today, columns)


async def _referrals(session: AsyncSession, actor: Actor, today: date) -> list[Line]:
    """Open referrals with how far they reach; one whose report is due waits, and is under way as well."""
    rows = await queries.referrals(session, today=today, departments=actor.departments)
    reach = await lines.lines_of(session, actor, [row.id for row in rows]) if rows else {}
    return [line for row in rows for line in _about_referral(row, reach[row.id].reach, today)]


def _about_referral(row: Any, reach: Any, today: date) -> Iterator[Line]:
    facts = {
        "ranks_in_reach": reach.ranks_in_reach,
        "names_in_reach": reach.names_in_reach,
        "positions": row.positions,
        "hires": row.hires,
    }
    about = f"{row.list_code} {row.class_title}"
    if row.is_due:
        yield Line("report_due", row.id, row.number, row.of_kind, about, row.report_back_on, facts=facts)
        return
    yield Line("referral_open", row.id, row.number, row.of_kind, about, row.report_back_on, facts=facts)
    if row.report_back_on is not None and row.report_back_on <= today + SOON:
        yield Line("report_coming", row.id, row.number, row.of_kind, about, row.report_back_on)


def _job(row: Any) -> Line:
    kind = "job_failed" if row.status in ("failed", "partly_failed") else "job_running"
    facts = {"done": row.done, "total": row.total or 0}
    return Line(kind, row.id, row.label, row.of_kind, at=row.created_at, facts=facts)
