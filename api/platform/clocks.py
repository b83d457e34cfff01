"""Clocks: what happens by itself at its time is a job, one per agency, kind and period."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from api.models import Agency
from api.platform.auth import AgencyRef, system_actor
from api.platform.db import Database, now
from api.platform.jobs import enqueue


@dataclass(frozen=True, slots=True)
class Clock:
    """A kind of job that each agency gets once a period.

    `period` names the period of an instant in the agency's zone; the instant is the demo clock's where that is moved.
    """

    kind: str
    period: Callable[[datetime], str]


def daily(at: datetime) -> str:
    """Once a civil day of the agency."""
    return at.date().isoformat()


def hourly(at: datetime) -> str:
    """Once an hour."""
    return f"{at:%Y-%m-%dT%H%z}"


async def tick(database: Database, clocks: Iterable[Clock]) -> None:
    """Ask for what is due in every agency; what was asked for already stays as it is."""
    clocks = tuple(clocks)
    if not clocks:
        return
    columns = (Agency.id, Agency.key, Agency.slug, Agency.name, Agency.zone, Agency.is_demo)
    async with database.session() as session:
        rows = (await session.execute(select(*columns))).all()
    for row in rows:
        await tick_agency(database, AgencyRef(*row), clocks)


async def tick_agency(database: Database, agency: AgencyRef, clocks: Iterable[Clock]) -> list[UUID]:
    """The jobs of the present periods of one agency, new or there already."""
    actor = system_actor(agency)
    async with database.transaction(agency.id) as session:
        at = (await now(session)).astimezone(ZoneInfo(agency.zone))
        return [(await enqueue(session, actor, clock.kind, period_key=clock.period(at))).id for clock in clocks]
