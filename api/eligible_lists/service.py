"""Eligible lists: making them, and their life from draft to adoption, extension and end."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import calendars, periods
from api.domain.lifecycle import require_transition
from api.eligible_lists import queries
from api.eligible_lists.eligibles.service import lock_list
from api.models import EligibleList
from api.organization.agency import service as agency
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.errors import Duplicate, Invalid, NotFound, Refused, conflict
from api.platform.ledger import Subject
from api.platform.routing import require_version

OPEN = frozenset({"draft", "scored"})  # results and scores may still change
POSTED = frozenset({"tentative", "adopted", "expired", "exhausted"})
# How far ahead a date may lie: beyond that it is a slip of the pen, and at the end of the calendar no day follows.
INSPECTION_YEARS, LIFE_YEARS = 2, 10


class DuplicateList(Duplicate):
    code, title = "duplicate_list", "There is a list with this code already"


class ListNotOpen(Refused):
    code, title = "list_not_open", "The list is posted; its results and terms no longer change"


class ListNotScored(Refused):
    code, title = "list_not_scored", "The list has no scores yet; apply a scoring first"


class ScoresOutdated(Refused):
    code, title = "scores_outdated", "Results changed after the scoring; score the list again"


class ListNotPosted(Refused):
    code, title = "list_not_posted", "The list must be posted for inspection first"


class InspectionOpen(Refused):
    code, title = "inspection_open", "The inspection period is not over yet"


class ListHasOpenReferrals(Refused):
    code, title = "list_has_open_referrals", "Referrals of this list are open; close them first"


class ProtestsUndecided(Refused):
    code, title = "protests_undecided", "Protests of this list are undecided; decide them first"


class UnknownReference(Invalid):
    code, title = "unknown_reference", "There is no such thing to refer to"


class RuleNotActive(Invalid):
    code, title = "rule_not_active", "Only an active version of a rule can be used"


class BadInspection(Invalid):
    code, title = "bad_inspection", "These are no inspection dates"


class BadExpiry(Invalid):
    code, title = (
        "bad_expiry",
        f"The new last day must lie after the present one, not in the past and within {LIFE_YEARS} years",
    )


conflict("uq_eligible_lists_agency_id_code", says=DuplicateList)


async def create_list(session: AsyncSession, actor: Actor, *, values: Mapping[str, Any]) -> EligibleList:
    """Make a list, in draft.

    Raises:
        UnknownReference, RuleNotActive: naming the field. DuplicateList.
    """
    await _require_references(session, values)
    row = EligibleList(agency_id=actor.agency.id, id=db.new_id(), **values)
    await queries.add_list(session, row)

    await ledger.append(session, actor, "list.created", Subject("list", row.id), _recorded(values))
    return row


async def update_list(
    session: AsyncSession, actor: Actor, *, list_id: UUID, seen: int, values: Mapping[str, Any]
) -> EligibleList:
    """Change the terms of a list that is not posted. Another scoring model makes previews and scorings stale.

    Raises:
        ListNotOpen, Stale, UnknownReference, RuleNotActive. Invalid: for an empty certification rule.
    """
    row = await lock_list(session, list_id)
    require_open(row)
    require_version(row.version, seen)
    if "certification_rule_id" in values and values["certification_rule_id"] is None:
        raise Invalid("A list needs a certification rule.", field="certification_rule_id")
    await _require_references(session, values)

    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    if {"scoring_model_id", "banding_model_id"} & changed.keys():
        row.results_version += 1
    row.version += 1
    await session.flush()
    facts = {"before": _recorded(before), "after": _recorded(changed)}
    await ledger.append(session, actor, "list.changed", Subject("list", row.id), facts)
    return row


async def post_list(
    session: AsyncSession,
    actor: Actor,
    *,
    list_id: UUID,
    seen: int,
    inspection_starts_on: dt.date | None,
    inspection_ends_on: dt.date | None,
) -> EligibleList:
    """Post a scored list for inspection and protest.

    The period is given, or the agency's usual number of business days; the day of posting does not count
    (San Francisco Police Department Notice 24-107: at least 3 business days).

    Raises:
        ListNotScored, ScoresOutdated, Stale, BadInspection. IllegalTransition: when it was posted before.
    """
    row = await lock_list(session, list_id)
    if row.status == "draft":
        raise ListNotScored
    require_transition("eligible_list", row.status, "tentative", action="post")
    if row.scored_results_version != row.results_version:
        raise ScoresOutdated
    require_version(row.version, seen)

    now = await db.now(session)
    posted_on = calendars.civil_date(now, ZoneInfo(actor.agency.zone))
    starts_on, ends_on = await _inspection(session, actor, row, posted_on, inspection_starts_on, inspection_ends_on)
    row.status, row.posted_at = "tentative", now
    row.inspection_starts_on, row.inspection_ends_on = starts_on, ends_on
    row.version += 1
    await session.flush()

    facts = {
        "inspection_starts_on": starts_on.isoformat(),
        "inspection_ends_on": ends_on.isoformat(),
        "list_version": row.list_version,
        "eligibles": row.eligibles_count,
    }
    await ledger.append(session, actor, "list.posted", Subject("list", row.id), facts)
    return row


async def adopt_list(session: AsyncSession, actor: Actor, *, list_id: UUID, seen: int) -> EligibleList:
    """Adopt a posted list: from here on it can be certified. Touches no eligible.

    Undecided protests do not stop the adoption, after which the list is "subject to change as a result of appeals"
    (San Francisco Department of Human Resources on eligible lists; N.J.A.C. 4A:4-6.3 likewise); the event counts them.
    An agency whose rules say otherwise sets `undecided_protests` to `refuse`.

    Raises:
        ListNotPosted, Stale. InspectionOpen: until the last inspection day is over in the agency's zone.
        ScoresOutdated: while a result was corrected and the list not scored again.
        ProtestsUndecided: where the agency lets them stand in the way.
        IllegalTransition: when it was adopted before, or ended.
    """
    row = await lock_list(session, list_id)
    if row.status in OPEN:
        raise ListNotPosted
    require_transition("eligible_list", row.status, "adopted", action="adopt")
    now, zone = await db.now(session), ZoneInfo(actor.agency.zone)
    settings = await agency.settings_of(session, actor.agency.id)
    closes = periods.closing_hour(settings)
    if row.inspection_ends_on is not None and not calendars.is_past(now, row.inspection_ends_on, zone, closes=closes):
        hour = "the end of" if closes is None else f"{closes:%H:%M} on"
        raise InspectionOpen(f"Inspection lasts until {hour} {calendars.in_words(row.inspection_ends_on)}.")
    if row.scored_results_version != row.results_version:
        raise ScoresOutdated  # a correction that was granted must be in what becomes final
    undecided = await queries.count_undecided_protests(session, row.id)
    if undecided and periods.undecided_protests(settings) == "refuse":
        raise ProtestsUndecided
    require_version(row.version, seen)

    row.status, row.adopted_at = "adopted", now
    row.list_version += 1
    row.version += 1
    if row.duration_months is not None:
        row.expires_on = calendars.add_months(calendars.civil_date(now, zone), row.duration_months)
    await session.flush()

    facts = {
        "list_version": row.list_version,
        "eligibles": row.eligibles_count,
        "active": row.active_count,
        "protests_undecided": undecided,
        "expires_on": row.expires_on and row.expires_on.isoformat(),
    }
    row.adopted_seq = await ledger.append(session, actor, "list.adopted", Subject("list", row.id), facts)
    await queries.add_version(session, row, seq=row.adopted_seq, cause="adopted", scoring_id=None)
    await session.flush()
    return row


async def extend_list(
    session: AsyncSession, actor: Actor, *, list_id: UUID, seen: int, expires_on: dt.date, reason: str
) -> EligibleList:
    """Give an adopted or expired list a later last day.

    Raises:
        IllegalTransition, Stale, BadExpiry.
    """
    row = await lock_list(session, list_id)
    require_transition("eligible_list", row.status, "adopted", action="extend")
    require_version(row.version, seen)
    today = calendars.civil_date(await db.now(session), ZoneInfo(actor.agency.zone))
    latest = calendars.add_months(today, 12 * LIFE_YEARS)
    if not today <= expires_on <= latest or (row.expires_on is not None and expires_on <= row.expires_on):
        raise BadExpiry(field="expires_on")

    before, row.expires_on, row.status = row.expires_on, expires_on, "adopted"
    row.version += 1
    await session.flush()
    facts = {"expires_on": expires_on.isoformat(), "before": before and before.isoformat()}
    await ledger.append(session, actor, "list.extended", Subject("list", row.id), facts, private={"reason": reason})
    return row


async def cancel_list(session: AsyncSession, actor: Actor, *, list_id: UUID, seen: int, reason: str) -> EligibleList:
    """End a list for good.

    Raises:
        ListHasOpenReferrals, IllegalTransition, Stale.
    """
    row = await lock_list(session, list_id)
    require_transition("eligible_list", row.status, "cancelled", action="cancel")
    if await queries.count_open_referrals(session, row.id):
        raise ListHasOpenReferrals
    require_version(row.version, seen)

    before, row.status, row.status_reason = row.status, "cancelled", reason
    row.version += 1
    await session.flush()
    await ledger.append(
        session, actor, "list.cancelled", Subject("list", row.id), {"before": before}, private={"reason": reason}
    )
    return row


def require_open(row: EligibleList) -> None:
    """Refuse a change of results or terms of a list that is posted or has ended.

    Raises:
        ListNotOpen.
    """
    if row.status not in OPEN:
        raise ListNotOpen


async def get_list(session: AsyncSession, list_id: UUID) -> EligibleList:
    """A list, not locked.

    Raises:
        NotFound: also for another agency's list.
    """
    row = await queries.find_list(session, list_id)
    if row is None:
        raise NotFound("There is no such list.")
    return row


async def named(session: AsyncSession, list_id: UUID) -> tuple[EligibleList, Mapping[str, Any]]:
    """A list with the names of its class and rule.

    Raises:
        NotFound.
    """
    row = await queries.list_with_names(session, list_id)
    if row is None:
        raise NotFound("There is no such list.")
    return row.EligibleList, row._mapping


async def _require_references(session: AsyncSession, values: Mapping[str, Any]) -> None:
    finders: Mapping[str, Callable[[AsyncSession, UUID], Awaitable[Any]]] = {
        "job_class_id": queries.job_class,
        "certification_rule_id": queries.certification_rule,
        "scoring_model_id": queries.scoring_model,
        "banding_model_id": queries.banding_model,
    }
    for field, find in finders.items():
        wanted = values.get(field)
        if wanted is None:
            continue
        found: Any = await find(session, wanted)
        if found is None:
            raise UnknownReference(field=field)
        if field == "certification_rule_id" and found.status != "active":
            raise RuleNotActive(field=field)


async def _inspection(
    session: AsyncSession,
    actor: Actor,
    row: EligibleList,
    posted_on: dt.date,
    starts_on: dt.date | None,
    ends_on: dt.date | None,
) -> tuple[dt.date, dt.date]:
    _require_within_reach(posted_on, {"inspection_starts_on": starts_on, "inspection_ends_on": ends_on})
    if starts_on is None or ends_on is None:
        settings = await agency.settings_of(session, actor.agency.id)
        days = periods.inspection_days(settings, row.exam_type)
        holidays = await queries.holidays_from(session, starts_on or posted_on)
        counts_first = starts_on is not None or bool(settings.get(periods.COUNTS_POSTING_DAY, False))
        usual = calendars.inspection_window(starts_on or posted_on, days, holidays, count_posting_day=counts_first)
        starts_on, ends_on = starts_on or usual.starts_on, ends_on or usual.ends_on
    if starts_on < posted_on:
        raise BadInspection("Inspection cannot begin before the list is posted.", field="inspection_starts_on")
    if ends_on < starts_on:
        raise BadInspection("Inspection cannot end before it begins.", field="inspection_ends_on")
    return starts_on, ends_on


def _require_within_reach(posted_on: dt.date, days: Mapping[str, dt.date | None]) -> None:
    latest = calendars.add_months(posted_on, 12 * INSPECTION_YEARS)
    for field, day in days.items():
        if day is not None and day > latest:
            raise BadInspection(f"Inspection lies within {INSPECTION_YEARS} years of the posting.", field=field)


def _recorded(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in values.items()}
