"""The city itself: departments, classes, positions, holidays, scoring models, staff."""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import queries as account_queries
from api.accounts import service as accounts
from api.demo import city, queries
from api.demo.history import Plan
from api.demo.workshop import Cast, Step, address
from api.organization import service as organization
from api.organization.service import DEPARTMENTS, HOLIDAYS, JOB_CLASSES, POSITIONS
from api.platform import db
from api.platform.passwords import email_key
from api.rules.score_models import service as models
from api.rules.score_models.service import SCORING_MODELS


def offices_of(plan: Plan) -> list[Step]:
    """The steps that set the city up, each of which leaves more to be found by its code."""

    async def offices(session: AsyncSession, cast: Cast) -> None:
        await open_offices(session, cast, plan)

    async def calendar(session: AsyncSession, cast: Cast) -> None:
        await fill_calendar(session, cast, plan.calendar_years)

    return [offices, calendar, write_models, hire_staff]


async def open_offices(session: AsyncSession, cast: Cast, plan: Plan) -> None:
    """Departments, classes and the positions in them."""
    actor = cast.actors["administrator"]
    departments, classes = {}, {}
    for code, title in plan.departments.items():
        made = await organization.create(session, actor, DEPARTMENTS, {"code": code, "title": title})
        departments[code] = made.id
    for code, title in plan.job_classes.items():
        classes[code] = (await organization.create(session, actor, JOB_CLASSES, {"code": code, "title": title})).id
    for job_class, places in plan.positions.items():
        for department, count in places.items():
            for place in range(1, count + 1):
                number = f"{job_class}-{department}-{place:02d}"
                values = {
                    "number": number,
                    "title": plan.job_classes[job_class],
                    "job_class_id": classes[job_class],
                    "department_id": departments[department],
                    "requisition_number": f"RTF-{job_class}{place:02d}",
                    "employment": "temporary" if number in city.TEMPORARY else "permanent",
                }
                await organization.create(session, actor, POSITIONS, values)


async def fill_calendar(session: AsyncSession, cast: Cast, years: int) -> None:
    """The public holidays of so many years, from this one on."""
    actor = cast.actors["administrator"]
    today = (await db.now(session)).astimezone(ZoneInfo(actor.agency.zone)).date()
    for year in range(today.year, today.year + years):
        for falls_on, title in holidays(year):
            await organization.create(session, actor, HOLIDAYS, {"falls_on": falls_on, "title": title})


def holidays(year: int) -> Iterator[tuple[dt.date, str]]:
    """The public holidays that move by weekday or not at all (5 U.S.C. 6103), on the day itself."""
    yield dt.date(year, 1, 1), "New Year’s Day"
    yield _nth(year, 1, 0, 3), "Martin Luther King Jr. Day"
    yield _nth(year, 2, 0, 3), "Presidents’ Day"
    yield _nth(year, 6, 0, 1) - dt.timedelta(days=7), "Memorial Day"
    yield dt.date(year, 6, 19), "Juneteenth"
    yield dt.date(year, 7, 4), "Independence Day"
    yield _nth(year, 9, 0, 1), "Labor Day"
    yield _nth(year, 10, 0, 2), "Indigenous Peoples’ Day"
    yield dt.date(year, 11, 11), "Veterans Day"
    yield _nth(year, 11, 3, 4), "Thanksgiving Day"
    yield dt.date(year, 12, 25), "Christmas Day"


def _nth(year: int, month: int, weekday: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


async def write_models(session: AsyncSession, cast: Cast) -> None:
    """How examinations are scored."""
    for code, (title, parameters) in city.MODELS.items():
        actor = cast.actors["administrator"]
        await models.create(session, actor, SCORING_MODELS, code=code, title=title, content=parameters)


async def hire_staff(session: AsyncSession, cast: Cast) -> None:
    """Somebody in every role."""
    for one in city.STAFF:
        await accounts.add_user(
            session,
            cast.actors["administrator"],
            email=address(one.address),
            name=one.name,
            roles=[one.role],
            departments=[cast.departments[code] for code in one.departments],
        )


async def share_password(session: AsyncSession) -> None:
    """Give the demo's staff the administrator's password, also after that was changed.

    The well-known password of a demo on loopback must not stay with anybody once the administrator has another.
    """
    administrator = await queries.first_administrator(session)
    if administrator is None or administrator.password_hash is None:
        return
    keys = [email_key(address(one.address)) for one in city.STAFF]
    for user in await queries.staff_with_another_password(session, keys, administrator.password_hash):
        user.password_hash = administrator.password_hash
        user.version += 1
        await account_queries.revoke_sessions(session, user.id)
    await session.flush()
