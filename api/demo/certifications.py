"""Referrals and what was decided on them."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.demo import city, queries
from api.demo.city import Play, Sending, StatusChange
from api.demo.workshop import Cast, Step
from api.domain.availability import Standing
from api.models import Referral
from api.platform.auth import Actor
from api.referrals import service as referrals
from api.referrals.availability import service as availability
from api.referrals.closing import service as closing
from api.referrals.dispositions import service as dispositions
from api.referrals.dispositions.legality.service import Order
from api.referrals.inquiries import service as inquiries
from api.referrals.line import service as lines
from api.referrals.standings import service as standings
from api.referrals.standings.service import DEPARTMENT_MAY

REPLIES = ("interested", "waived")
LOOKED_AT = 200  # people in reach that a play may choose from


def send(sending: Sending) -> Step:
    """Certify a list to the positions of a referral."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, sending.listing)
        made = await referrals.certify(
            session,
            cast.actors["cert"],
            eligible_list_id=row.id,
            position_ids=[cast.positions[number] for number in sending.positions],
            note=sending.note,
        )
        if sending.is_asked:
            await ask(session, cast, made.referral)

    return step


async def ask(session: AsyncSession, cast: Cast, referral: Referral) -> None:
    """Everybody in reach is asked by e-mail whether they are interested."""
    await inquiries.record_sent(
        session,
        cast.actors["cert"],
        referral.id,
        eligible_ids=None,
        means="email",
        sent_on=None,
        respond_by_on=None,
        note=None,
    )


async def reply(session: AsyncSession, cast: Cast, referral: Referral, eligible_id: UUID, answer: str) -> None:
    """An answer comes two days after the question, whenever it is written down."""
    received = referral.certified_on + dt.timedelta(days=2)
    await inquiries.record_reply(
        session, cast.actors["cert"], referral.id, eligible_id, answer=answer, received_on=received, note=None
    )


def play(sending: Sending, plays: Sequence[Play]) -> list[Step]:
    """What happened on a referral, one person a step."""
    return [_one(sending, each) for each in plays]


def _one(sending: Sending, happening: Play) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        referral = await _referral(session, cast, sending)
        chosen = await _next(session, cast.actors["cert"], referral, happening)
        for disposition in happening.dispositions:
            if sending.is_asked and disposition in REPLIES:
                await reply(session, cast, referral, chosen, disposition)
                continue
            order = Order(disposition, city.REASONS.get(disposition))
            actor = decider(cast, sending.positions, disposition)
            await dispositions.dispose(session, actor, referral.id, chosen, order, version=None)

    return step


async def _next(session: AsyncSession, actor: Actor, referral: Referral, happening: Play) -> UUID:
    """The first person in reach of whom no more is decided than a next decision needs.

    Whoever answered is decided on before those who did not.
    """
    line = await lines.line_of(session, actor, referral.id)
    reachable = Standing.REACHABLE
    people = await standings.standings_page(session, actor, line, standing=reachable, after=None, limit=LOOKED_AT)
    is_answer = happening.dispositions[0] in ("interested", "waived", "no_response")
    wanted = ("pending",) if is_answer else ("interested", "pending")
    for state in wanted:
        for person in people:
            if person.row.disposition == state:
                return person.row.id
    raise LookupError(f"nobody is left in reach on {referral.number}")


def decider(cast: Cast, positions: Sequence[str], disposition: str) -> Actor:
    """The department says what is its to say; everything else is the certification unit's."""
    manager = cast.actors["manager"]
    departments = {cast.departments[number.split("-")[1]] for number in positions}
    is_own = manager.departments is not None and bool(departments & manager.departments)
    return manager if is_own and disposition in DEPARTMENT_MAY else cast.actors["cert"]


def end(sending: Sending) -> Step:
    """Close or cancel a referral."""
    action, reason = sending.end or ("close", "")

    async def step(session: AsyncSession, cast: Cast) -> None:
        referral = await _referral(session, cast, sending)
        await closing.close(session, cast.actors["cert"], referral.id, action=action, reason=reason, version=None)

    return step


async def rescind(session: AsyncSession, cast: Cast) -> None:
    """A hire is undone: the person did not report for work."""
    name, reason = city.RESCINDED
    sending = next(one for one in city.SENDINGS if one.name == name)
    referral = await _referral(session, cast, sending)
    hired = (await queries.hired(session, referral.id))[-1]
    await dispositions.rescind(session, cast.actors["cert"], referral.id, hired, reason_code=reason, note=None)


def change_status(change: StatusChange) -> Step:
    """Somebody's status on a list changes."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, change.listing)
        eligible = await queries.eligible_from_end(session, row.id, change.from_end)
        await availability.change_status(
            session, cast.actors["cert"], row.id, eligible, action=change.action, reason_code=change.reason, note=None
        )

    return step


async def _referral(session: AsyncSession, cast: Cast, sending: Sending) -> Referral:
    row = await queries.list_by_code(session, sending.listing)
    return await queries.referral_of(session, row.id, cast.positions[sending.positions[0]])
