"""What may be recorded of a person on a referral now: by life cycle, role, reach, deadline and reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import calendars, periods
from api.domain.availability import Standing
from api.domain.lifecycle import FREES_RANK, Disposition, EligibleStatus, require_transition
from api.domain.moves import Move
from api.models import ReferralInquiry
from api.organization import service as organization
from api.organization.agency import service as agency
from api.platform.auth import Actor, Permission
from api.platform.errors import Forbidden, Invalid, Refused, conflict
from api.referrals.standings.service import DEPARTMENT_MAY, NEEDS_REACH, PersonStanding


class NotReachable(Refused):
    code, title = "not_reachable", "This person is not reachable on this referral"


class AlreadyAppointed(Refused):
    code, title = "already_appointed", "This person has been appointed from this list"


class NoLongerPasses(Refused):
    code, title = "no_longer_passes", "The new score of this person no longer passes"


class ResponseOpen(Refused):
    code, title = "response_open", "The day to answer by is not over"


class Answered(Refused):
    code, title = "answered", "This person answered in time"


class ReasonNeeded(Invalid):
    code, title = "reason_needed", "This needs a reason"


conflict("uq_appointments_eligible", says=AlreadyAppointed)


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: a disposition with its reason, and for a hire the position and an override."""

    disposition: str
    reason_code: str | None = None
    note: str | None = None
    override: tuple[str, str] | None = None  # reason, citation
    position_id: UUID | None = None


def require_recorder(actor: Actor, disposition: str) -> None:
    """Refuse a disposition that is the certification unit's to record; a department is told so in words.

    Raises:
        Forbidden: then.
    """
    if actor.departments is not None and disposition not in DEPARTMENT_MAY:
        raise Forbidden(f"A department does not record {disposition.replace('_', ' ')}.")
    if disposition == Disposition.HIRED:
        actor.require(Permission.HIRE)


def _require_role(actor: Actor, order: Order, now: Disposition) -> None:
    """Hiring, overriding, and taking back what had freed a rank is the certification unit's, not a department's."""
    require_recorder(actor, order.disposition)
    if actor.may(Permission.HIRE):
        return
    if now in FREES_RANK:
        raise Forbidden(f"Only the certification unit takes back {now.replace('_', ' ')}: it had freed the rank.")
    if order.override is not None:
        raise Forbidden("Only the certification unit sets the reach aside.")


def _require_reach(order: Order, person: PersonStanding) -> None:
    if order.disposition not in NEEDS_REACH or order.override is not None:
        return
    if person.standing is not Standing.REACHABLE:
        raise NotReachable(person.explanation.sentence)


def require_silence(inquiry: ReferralInquiry | None, now: datetime, zone: ZoneInfo) -> None:
    """Silence counts once the day to answer by is over, whoever says so and however late; without an inquiry at once.

    Raises:
        ResponseOpen: before that. Answered: for somebody who answered in time.
    """
    if inquiry is None:
        return
    if inquiry.answer is None and inquiry.respond_by_at > now:
        over = calendars.end_in_words(inquiry.respond_by_on, inquiry.respond_by_at, zone)
        raise ResponseOpen(f"An answer counts until {over}.")
    if inquiry.received_on is not None and not inquiry.is_late:
        raise Answered(f"The answer of {calendars.in_words(inquiry.received_on)} came in time: {inquiry.answer}.")


def require_allowed(
    actor: Actor, order: Order, person: PersonStanding, inquiry: ReferralInquiry | None, now: datetime
) -> None:
    """Refuse what may not be recorded of a person now: by life cycle, role, reach, deadline, or for want of a reason.

    Raises:
        IllegalTransition, NoLongerPasses, AlreadyAppointed, Forbidden, NotReachable, ResponseOpen, Answered,
        ReasonNeeded.
    """
    if person.facts.is_failed:
        raise NoLongerPasses("A later correction that passes again brings the person back as they stood.")
    move = require_transition("disposition", person.facts.disposition, order.disposition)
    if move.action not in ("record", "return"):
        require_transition("disposition", person.facts.disposition, order.disposition, action="record")
    if person.facts.status == EligibleStatus.APPOINTED:
        # Not selected is not overwritten by a hire elsewhere, so it could be taken back into an offer of a second job.
        raise AlreadyAppointed("Rescind the hire before recording anything else of this person.")
    _require_role(actor, order, person.facts.disposition)
    _require_reach(order, person)
    if order.disposition == Disposition.NO_RESPONSE:
        require_silence(inquiry, now, ZoneInfo(actor.agency.zone))
    require_given(order, move)


def require_given(order: Order, move: Move) -> None:
    """Refuse a move that needs a reason without one.

    Raises:
        ReasonNeeded: then.
    """
    if move.needs_reason and order.reason_code is None:
        raise ReasonNeeded("Give the reason for taking this back.", field="reason_code")


async def require_pass_over_reason(
    session: AsyncSession, actor: Actor, order: Order, people: Iterable[PersonStanding]
) -> None:
    """Refuse to pass over somebody in reach without a reason, where the agency demands one.

    Raises:
        ReasonNeeded: then.
    """
    if order.disposition != Disposition.NOT_SELECTED or order.reason_code is not None:
        return
    if not any(person.standing is Standing.REACHABLE for person in people):
        return
    if periods.pass_over_needs_reason(await agency.settings_of(session, actor.agency.id)):
        raise ReasonNeeded("Say why somebody in reach is not selected.", field="reason_code")


async def require_known_reason(session: AsyncSession, order: Order, use: str = "disposition") -> None:
    """Check that a reason given is one of the agency's for that use.

    Raises:
        UnknownReason, NoteRequired: when it is not.
    """
    if order.reason_code is not None:
        await organization.require_reason(session, use=use, code=order.reason_code, note=order.note)


async def require_reason(session: AsyncSession, order: Order, move: Move, use: str = "disposition") -> None:
    """Check the reason of a change: needed where the move asks for one, and always one of the agency's for that use.

    Raises:
        ReasonNeeded: without one. UnknownReason, NoteRequired: for the one given.
    """
    await require_known_reason(session, order, use)
    require_given(order, move)


def said(order: Order) -> dict[str, str]:
    """What of an order is for the private part of its event."""
    facts = {"note": order.note}
    if order.override is not None:
        facts |= {"override_reason": order.override[0], "override_citation": order.override[1]}
    return {name: value for name, value in facts.items() if value}
