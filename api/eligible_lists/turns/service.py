"""Taking back a posting, declaring a list exhausted, taking it back into use; and what each action would do now."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import calendars, periods
from api.domain.errors import IllegalTransition
from api.domain.lifecycle import require_transition
from api.eligible_lists import queries
from api.eligible_lists.eligibles.service import lock_list
from api.eligible_lists.service import get_list
from api.models import EligibleList
from api.organization.agency import service as agency
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.ledger import Subject
from api.platform.routing import require_version

Turn = Literal["withdraw", "exhaust", "reopen"]
TURNS: Mapping[Turn, tuple[str, str, str]] = {
    "withdraw": ("tentative", "scored", "list.withdrawn"),
    "exhaust": ("adopted", "exhausted", "list.exhausted"),
    "reopen": ("exhausted", "adopted", "list.reopened"),
}


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands in the way of a list's next steps, and what they would bring, as of now.

    `inspection_day` of `inspection_days` is the business day of the running inspection (0 before its first); the
    `usual_` dates are those of a posting today, `expires_on_adoption` the last day of a list adopted today.
    """

    today: dt.date
    open_referrals: int
    protests_undecided: int
    ranks_available: int
    inspection_day: int | None
    inspection_days: int | None
    usual_inspection_starts_on: dt.date
    usual_inspection_ends_on: dt.date
    expires_on_adoption: dt.date | None


async def turn(
    session: AsyncSession, actor: Actor, *, list_id: UUID, seen: int, action: Turn, reason: str
) -> EligibleList:
    """Take back a posting, declare a list exhausted, or take an exhausted one back into use; with a reason.

    A list is exhausted by an analyst's word, since whether to use a short list is the appointing officer's choice (SF
    CSC: fewer than three scores available); open referrals go on.

    Raises:
        IllegalTransition: from any other status. Stale.
    """
    row = await lock_list(session, list_id)
    before, to, event = TURNS[action]
    if row.status != before:
        raise IllegalTransition("eligible_list", row.status, to, ())
    require_transition("eligible_list", row.status, to, action=action)
    require_version(row.version, seen)

    facts: dict[str, Any] = {"from": before, "to": to}
    if action == "withdraw":
        row.posted_at = row.inspection_starts_on = row.inspection_ends_on = None
    else:
        facts["ranks_available"] = await queries.count_available_ranks(session, row.id)
    row.status, row.status_reason = to, reason if action == "exhaust" else None
    row.version += 1
    await session.flush()

    await ledger.append(session, actor, event, Subject("list", row.id), facts, private={"reason": reason})
    return row


async def outlook(session: AsyncSession, actor: Actor, list_id: UUID) -> Outlook:
    """What a list's next steps would do now.

    Raises:
        NotFound.
    """
    row = await get_list(session, list_id)
    today = calendars.civil_date(await db.now(session), ZoneInfo(actor.agency.zone))
    settings = await agency.settings_of(session, actor.agency.id)
    first = min(today, row.inspection_starts_on or today)
    holidays = await queries.holidays_from(session, first, keep=False)
    counts_first = bool(settings.get(periods.COUNTS_POSTING_DAY, False))
    usual = calendars.inspection_window(
        today, periods.inspection_days(settings, row.exam_type), holidays, count_posting_day=counts_first
    )
    day = days = None
    if row.status == "tentative" and row.inspection_starts_on and row.inspection_ends_on:
        days = _business_days(row.inspection_starts_on, row.inspection_ends_on, holidays)
        day = _business_days(row.inspection_starts_on, min(today, row.inspection_ends_on), holidays)
    return Outlook(
        today=today,
        open_referrals=await queries.count_open_referrals(session, row.id),
        protests_undecided=await queries.count_undecided_protests(session, row.id),
        ranks_available=await queries.count_available_ranks(session, row.id),
        inspection_day=day,
        inspection_days=days,
        usual_inspection_starts_on=usual.starts_on,
        usual_inspection_ends_on=usual.ends_on,
        expires_on_adoption=None if row.duration_months is None else calendars.add_months(today, row.duration_months),
    )


def _business_days(first: dt.date, last: dt.date, holidays: set[dt.date]) -> int:
    """How many business days lie between two days, both included."""
    return calendars.business_days_between(first - calendars.ONE_DAY, last, holidays)
