"""File protests against a list, and decide them."""

import datetime as dt
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.calendars import civil_date
from api.domain.lifecycle import require_transition
from api.eligible_lists.eligibles.service import lock_list
from api.eligible_lists.protests import queries
from api.eligible_lists.service import ListNotPosted
from api.models import EligibleList, Protest
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.errors import Invalid, NotFound, Refused
from api.platform.ledger import Subject
from api.platform.routing import require_version

Decision = Literal["grant", "deny", "withdraw"]
DECIDED: dict[Decision, str] = {"grant": "granted", "deny": "denied", "withdraw": "withdrawn"}
PROTESTABLE = frozenset({"tentative", "adopted", "exhausted", "expired"})


class ListEnded(Refused):
    code, title = "list_ended", "The list was cancelled; there is nothing left to protest"


async def file_protest(
    session: AsyncSession,
    actor: Actor,
    *,
    list_id: UUID,
    person_id: UUID,
    kind: str,
    grounds: str,
    filed_on: dt.date | None = None,
) -> Protest:
    """Record somebody's protest of a posted list, as of the day it was received.

    The period for it ends with the inspection (SF CSC Rule 312, Article II). One that comes later is recorded as late
    and decided like any other: whether good cause excuses it is for whoever decides.

    Raises:
        ListNotPosted, ListEnded: for a list that is not there to protest. Invalid: for a person who was not examined,
        and for a day before the posting or in the future.
    """
    row = await lock_list(session, list_id)
    _require_protestable(row)
    zone = ZoneInfo(actor.agency.zone)
    today = civil_date(await db.now(session), zone)
    received = filed_on or today
    if received > today:
        raise Invalid("A protest cannot be received in the future.", field="filed_on")
    if row.posted_at is not None and received < civil_date(row.posted_at, zone):
        raise Invalid("The list was not posted by then.", field="filed_on")
    if not await queries.was_examined(session, list_id, person_id):
        raise Invalid("This person has no result on the list.", field="person_id")

    number = await queries.next_number(session, actor.agency.id, f"protest:{today.year}")
    protest = Protest(
        agency_id=actor.agency.id,
        id=db.new_id(),
        number=f"P-{today.year}-{number:03d}",
        list_id=list_id,
        person_id=person_id,
        kind=kind,
        grounds=grounds,
        filed_on=received,
        is_late=row.inspection_ends_on is not None and received > row.inspection_ends_on,
        status="filed",
        version=1,
    )
    await queries.add(session, protest)
    facts = {
        "list": str(list_id),
        "person": str(person_id),
        "number": protest.number,
        "kind": kind,
        "filed_on": received.isoformat(),
        "is_late": protest.is_late,
    }
    await _record(session, actor, "protest.filed", protest, facts, {"grounds": grounds})
    return protest


async def decide(
    session: AsyncSession,
    actor: Actor,
    *,
    list_id: UUID,
    protest_id: UUID,
    decision: Decision,
    reason: str,
    seen: int | None,
) -> Protest:
    """Grant or deny a protest, or note that it was withdrawn; once, with a reason.

    A granted one changes nothing by itself: the result is corrected and the list scored again.

    Raises:
        NotFound. IllegalTransition: when it is decided. Stale.
    """
    await lock_list(session, list_id)
    protest = await queries.lock(session, list_id, protest_id)
    if protest is None:
        raise NotFound("There is no such protest of this list.")
    status = DECIDED[decision]
    require_transition("protest", protest.status, status, action=decision)
    require_version(protest.version, seen)

    protest.status, protest.decision_reason = status, reason
    protest.decided_at, protest.decided_by = await db.now(session), actor.label
    protest.version += 1
    await session.flush()
    facts = {"list": str(list_id), "person": str(protest.person_id), "number": protest.number}
    await _record(session, actor, f"protest.{status}", protest, facts, {"reason": reason})
    return protest


def _require_protestable(row: EligibleList) -> None:
    if row.status == "cancelled":
        raise ListEnded
    if row.status not in PROTESTABLE:
        raise ListNotPosted("A list is protested while it is posted.")


async def _record(
    session: AsyncSession, actor: Actor, name: str, protest: Protest, facts: dict[str, Any], private: dict[str, str]
) -> None:
    subject, topics = Subject("protest", protest.id), [f"list:{protest.list_id}"]
    await ledger.append(session, actor, name, subject, facts, topics=topics, private=private)
