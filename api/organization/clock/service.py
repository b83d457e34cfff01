"""Reading and moving the demo clock."""

from sqlalchemy.ext.asyncio import AsyncSession

from api.organization.clock import queries
from api.organization.clock.queries import Clock
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import Refused
from api.platform.ledger import Subject
from api.settings import Settings

# Far enough for any list, near enough that no date computed from it is past what can be written down.
FURTHEST_SECONDS = 100 * 366 * 86_400


class NoDemo(Refused):
    code, title = "no_demo", "The clock moves only in a demo on this machine"


class ClockTooFar(Refused):
    code, title = "clock_too_far", "The clock is a hundred years ahead; start a new demo"


async def read(session: AsyncSession) -> Clock:
    """The time that deadlines go by."""
    return await queries.clock(session)


async def advance(session: AsyncSession, actor: Actor, settings: Settings, *, seconds: int) -> Clock:
    """Move the clock of a demo forward.

    Raises:
        NoDemo: outside demo mode, beyond loopback, or for an agency that is real. ClockTooFar: past a hundred years.
    """
    if not (actor.agency.is_demo and settings.is_demo and settings.is_loopback):
        raise NoDemo
    await queries.lock(session)
    before = await queries.clock(session)
    if not before.is_enabled:
        raise NoDemo
    if before.offset_seconds + seconds > FURTHEST_SECONDS:
        raise ClockTooFar

    await queries.advance(session, seconds)
    after = await queries.clock(session)
    facts = {"advance_seconds": seconds, "offset_seconds": after.offset_seconds}
    await ledger.append(session, actor, "clock.advanced", Subject("agency", actor.agency.id), facts, topics=["clock"])
    return after
