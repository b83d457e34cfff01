"""Inquiries recorded by hand: what was sent, until when an answer counts, what came back, and what silence means.

An answer is in time when it was received by the last day, whenever it is written down; a late one is recorded and
changes nothing by itself.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import periods
from api.domain.calendars import add_business_days, end_of_day
from api.domain.lifecycle import DISPOSITION, EligibleStatus
from api.models import Referral, ReferralInquiry
from api.organization.agency import service as agency
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.errors import Invalid, NotFound, Refused
from api.platform.ledger import Subject
from api.platform.paging import PageRequest
from api.referrals import queries as referral_queries
from api.referrals import service as referrals
from api.referrals.dispositions import service as dispositions
from api.referrals.dispositions.legality.service import NotReachable
from api.referrals.dispositions.service import Outcome
from api.referrals.inquiries import queries
from api.referrals.line import service as lines
from api.referrals.service import Change
from api.referrals.standings import service as standings
from api.referrals.standings.service import PersonStanding

State = Literal["waiting", "overdue", "answered", "answered_late", "decided"]
LONGEST_DAYS = 366
NAMED = 500  # an event names at most so many people


class NobodyToAsk(Refused):
    code, title = "nobody_to_ask", "There is nobody in reach who is to be asked"


class NobodyWaits(Refused):
    code, title = "nobody_waits", "No inquiry of these waits for an answer"


@dataclass(frozen=True, slots=True)
class Sent:
    """Inquiries that were recorded: to how many, and until when an answer counts."""

    people: int
    respond_by_on: date
    respond_by_at: datetime


async def record_sent(
    session: AsyncSession,
    actor: Actor,
    referral_id: UUID,
    *,
    eligible_ids: Sequence[UUID] | None,
    means: str,
    sent_on: date | None,
    respond_by_on: date | None,
    note: str | None,
) -> Sent:
    """Record that people in reach were asked; without names, all in reach who were not.

    Raises:
        ReferralClosed. NotReachable: naming whoever is not in reach. NobodyToAsk: when all were asked. Invalid: for
        a day that cannot be.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    referrals.require_open(referral)
    people = await _asked(session, actor, change, referral_id, eligible_ids)
    today = await referral_queries.today(session, actor.agency.zone)
    sent = sent_on or today
    if not referral.certified_on <= sent <= today:
        raise Invalid("An inquiry was sent between the certification and today.", field="sent_on")
    due = respond_by_on or await _usual_due(session, actor, change, referral_id, sent)
    closes = await _closes(session, actor, sent, due)

    seq = await ledger.next_sequence(session)
    await queries.add_sent(
        session,
        agency_id=actor.agency.id,
        referral_id=referral_id,
        eligible_ids=people,
        means=means,
        sent_on=sent,
        respond_by_on=due,
        respond_by_at=closes,
        seq=seq,
    )
    facts = {"means": means, "sent_on": str(sent), **_due_facts(due, closes)}
    await _record(session, actor, change, referral, "inquiry.sent", people, facts, note)
    return Sent(len(people), due, closes)


async def extend(
    session: AsyncSession,
    actor: Actor,
    referral_id: UUID,
    *,
    eligible_ids: Sequence[UUID] | None,
    respond_by_on: date,
    reason: str,
) -> Sent:
    """Give people who have not answered another day to answer by; without names, all of them.

    Raises:
        ReferralClosed. NobodyWaits: when none of them waits. Invalid: for a day that is over.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    referrals.require_open(referral)
    waiting = await queries.waiting(session, referral_id)
    people = waiting if eligible_ids is None else sorted(set(waiting) & set(eligible_ids))
    if not people or (eligible_ids is not None and len(people) < len(set(eligible_ids))):
        raise NobodyWaits("Somebody named has answered, was decided on, or was not asked.")
    today = await referral_queries.today(session, actor.agency.zone)
    if respond_by_on < today:
        raise Invalid("This day is over.", field="respond_by_on")
    closes = await _closes(session, actor, today, respond_by_on)

    await queries.change_due(session, referral_id, people, respond_by_on, closes)
    facts = _due_facts(respond_by_on, closes)
    await _record(session, actor, change, referral, "inquiry.extended", people, facts, reason)
    return Sent(len(people), respond_by_on, closes)


@dataclass(frozen=True, slots=True)
class Reply:
    """A recorded reply: the inquiry, where the person stands now, and whether the disposition followed."""

    inquiry: ReferralInquiry
    outcome: Outcome
    is_applied: bool
    at: datetime


async def record_reply(
    session: AsyncSession,
    actor: Actor,
    referral_id: UUID,
    eligible_id: UUID,
    *,
    answer: str,
    received_on: date | None,
    note: str | None,
) -> Reply:
    """Record an answer. In time, it becomes the disposition where that is a legal move; late, it is only recorded.

    Raises:
        NotFound: without an inquiry. Invalid: for a day on which it cannot have arrived.
    """
    change, referral = await referrals.lock_for_change(session, actor, referral_id, version=None)
    inquiry = (await queries.known(session, referral_id, [eligible_id])).get(eligible_id)
    if inquiry is None:
        raise NotFound("No inquiry to this person is recorded on this referral.")
    today = await referral_queries.today(session, actor.agency.zone)
    received = received_on or today
    if not inquiry.sent_on <= received <= today:
        raise Invalid("An answer arrives between the inquiry and today.", field="received_on")
    is_late = received > inquiry.respond_by_on
    line = change.before.get(referral_id) or await lines.line_of(session, actor, referral_id)
    person = await standings.standing_of(session, actor, line, eligible_id)
    follows = not is_late and referral.status == "certified" and _may_follow(person, answer)

    at = await db.now(session)
    seq = await ledger.next_sequence(session)
    await queries.add_reply(session, inquiry, answer=answer, received_on=received, is_late=is_late)
    if follows:
        await dispositions.write(session, actor, change, referral_id, eligible_id, answer, None, at, seq)
    moved = await referrals.settle(session, actor, change, seq) if follows else {referral_id: []}
    await ledger.append(
        session,
        actor,
        "inquiry.answered",
        Subject("referral", referral_id),
        {
            "eligible": str(eligible_id),
            "answer": answer,
            "received_on": str(received),
            "respond_by_on": str(inquiry.respond_by_on),
            "is_late": is_late,
            "from": person.facts.disposition.value,
            "to": answer if follows else None,
            "moved": referrals.moved_payload(moved),
        },
        topics=referrals.topics(change.eligible_list.id, {*change.referrals, referral_id}),
        private={"note": note} if note else None,
    )
    outcome = await dispositions.outcome(session, actor, change, referral_id, eligible_id, moved)
    return Reply(inquiry, outcome, follows, at)


def _may_follow(person: PersonStanding, answer: str) -> bool:
    move = DISPOSITION[person.facts.disposition].get(answer)
    stays_out = person.facts.status == EligibleStatus.APPOINTED or person.facts.is_failed
    return move is not None and move.action == "record" and not stays_out


async def _asked(
    session: AsyncSession, actor: Actor, change: Change, referral_id: UUID, eligible_ids: Sequence[UUID] | None
) -> list[UUID]:
    """Whom an inquiry goes to: people in reach on whom nothing is decided."""
    line = change.before[referral_id]
    if eligible_ids is None:
        reached = [one for one, _ in await standings.reachable(session, actor, line)]
        decided = await referral_queries.decided(session, referral_id)
        known = await queries.known(session, referral_id, reached)
        people = [one for one in reached if one not in known and one not in decided]
        if not people:
            raise NobodyToAsk("Everybody in reach was asked, or is decided on.")
        return people
    found = await standings.standings_of(session, actor, line, eligible_ids)
    for place, eligible_id in enumerate(eligible_ids):
        person = found.get(eligible_id)
        field = f"eligible_ids.{place}"
        if person is None:
            raise Invalid("There is no such eligible on this referral.", field=field)
        if person.shown_as != "reachable":
            raise NotReachable(person.explanation.sentence, field=field)
    return list(found)


async def _usual_due(session: AsyncSession, actor: Actor, change: Change, referral_id: UUID, sent: date) -> date:
    """The last day to answer by the agency's calendar: fewer business days where every position is temporary."""
    employments = change.before[referral_id].facts.employments
    kind = "temporary" if employments == frozenset({"temporary"}) else "permanent"
    days = periods.response_days(await agency.settings_of(session, actor.agency.id), kind)
    return add_business_days(sent, days, await referral_queries.holidays(session, sent))


async def _closes(session: AsyncSession, actor: Actor, sent: date, due: date) -> datetime:
    """The first instant that is too late for an answer."""
    if due < sent:
        raise Invalid("The day to answer by lies before the inquiry.", field="respond_by_on")
    if (due - sent).days > LONGEST_DAYS:
        raise Invalid("The day to answer by lies more than a year away.", field="respond_by_on")
    closes = periods.closing_hour(await agency.settings_of(session, actor.agency.id))
    return end_of_day(due, ZoneInfo(actor.agency.zone), closes=closes)


def _due_facts(due: date, closes: datetime) -> dict[str, str]:
    return {"respond_by_on": str(due), "respond_by_at": closes.isoformat()}


async def _record(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    referral: Referral,
    name: str,
    people: Collection[UUID],
    facts: dict[str, Any],
    said: str | None,
) -> None:
    """One event, with whom it concerns: by name, or very many by count and digest."""
    listed = sorted(str(one) for one in people)
    digest = hashlib.sha256(ledger.canonical(listed).encode()).hexdigest()
    whom = {"eligibles": listed} if len(listed) <= NAMED else {}
    await ledger.append(
        session,
        actor,
        name,
        Subject("referral", referral.id),
        {**facts, "count": len(listed), "sha256": digest, **whom},
        topics=referrals.topics(change.eligible_list.id, [referral.id]),
        private={"note": said} if said else None,
    )


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a collection, and the instant of the answer."""

    rows: list[Any]
    next_cursor: str | None
    total: int | None
    now: datetime


def state_of(inquiry: ReferralInquiry, is_waiting: bool, now: datetime) -> State:
    """What has become of an inquiry by an instant."""
    if inquiry.answer is not None:
        return "answered_late" if inquiry.is_late else "answered"
    if not is_waiting:
        return "decided"
    return "overdue" if inquiry.respond_by_at <= now else "waiting"


async def browse(
    session: AsyncSession, actor: Actor, paging: PageRequest, referral_id: UUID, *, state: str | None, count: bool
) -> Found:
    """The inquiries of a referral, the earliest deadline first and those of a day by name.

    Raises:
        NotFound: for an unknown referral, or one outside the actor's departments.
    """
    await lines.line_of(session, actor, referral_id)
    now = await db.now(session)
    query = queries.inquiries(referral_id, state=state, now=now)
    total = await queries.count_of(session, query) if count else None
    scope = f"inquiries:{referral_id}:by_name:{state or ''}"
    rows = await queries.page_of_inquiries(session, query, paging.after(scope), paging.limit + 1)
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    keys = None if last is None else [last[0].respond_by_on, last.sort_name, last[0].eligible_id]
    return Found(rows, paging.next_cursor(rows, keys, scope), total, now)


async def browse_deadlines(
    session: AsyncSession, actor: Actor, paging: PageRequest, *, is_past: bool | None, count: bool, **filters: Any
) -> Found:
    """The days by which inquiries on open referrals are to be answered, the earliest first."""
    now = await db.now(session)
    query = queries.parted(queries.deadlines(in_view=actor.departments, **filters), now, is_past=is_past)
    total = await queries.count_of(session, query) if count else None
    rows = await queries.page_of_deadlines(session, query, paging.after("response-deadlines"), paging.limit + 1)
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    keys = None if last is None else [last.respond_by_on, last.referral_id]
    return Found(rows, paging.next_cursor(rows, keys, "response-deadlines"), total, now)
