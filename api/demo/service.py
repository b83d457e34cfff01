"""Build the demo city: a few weeks in a civil-service office, by the letter of its rules."""

from collections.abc import Callable
from dataclasses import dataclass

from api.demo import certifications, city, examinations, filings, offices, queries, seasons
from api.demo.history import SIZES, Plan
from api.demo.workshop import DemoError, Workshop, address, opened
from api.platform.auth import AgencyRef
from api.platform.db import Database

__all__ = ["SIZES", "DemoError", "DemoSummary", "build"]

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What stands in the agency, and who may look at it. `is_new` is False where it stood before."""

    is_new: bool
    departments: int
    job_classes: int
    positions: int
    lists: int
    people: int
    referrals: int
    users: int
    addresses: tuple[str, ...]  # of the staff, who have the administrator's password


async def build(database: Database, agency: AgencyRef, *, size: str = "small", tell: Tell | None = None) -> DemoSummary:
    """Build the city in a demo agency, or what is left to be built of it; a second call adds nothing.

    An agency that somebody has begun to use otherwise, or that has another size, is left as it is. Moves the demo
    clock forward by the days of the plan, so that what happened has its time. `tell` is called with what is being
    done. `database` is reached as the role eligo_app.

    Raises:
        DemoError: for an agency that is real, an unknown size, and a job that failed.
    """
    if not agency.is_demo:
        raise DemoError("The demo city is built in a demo agency only.")
    if size not in SIZES:
        raise DemoError(f"There is no demo of the size {size}; choose one of {', '.join(SIZES)}.")
    is_new = False
    if await _is_ours(database, agency, size):
        async with opened(database, agency, size) as shop:
            await _live(shop, SIZES[size], tell or _keep_quiet)
            is_new = shop.is_new
    elif tell is not None:
        tell("What stands in the demo agency stays; another ELIGO_DATA_DIR gets a new city")
    async with database.transaction(agency.id) as session:
        await offices.share_password(session)
        counts = await queries.counts(session)
    return DemoSummary(is_new, **counts, addresses=tuple(address(one.address) for one in city.STAFF))


async def _is_ours(database: Database, agency: AgencyRef, size: str) -> bool:
    """Whether the agency is empty, or what stands there was begun here."""
    async with database.transaction(agency.id) as session:
        if await queries.lock_progress(session, size):
            return True
        return not any((await queries.codes(session))[:2])


async def _live(shop: Workshop, plan: Plan, tell: Tell) -> None:
    tell("Departments, classes, positions and staff")
    await shop.introduce(*offices.offices_of(plan))
    for number, season in enumerate(plan.seasons, start=1):
        tell(f"Quarter {number} of {len(plan.seasons)}: {len(season.listings)} lists, {len(season.errands)} referrals")
        await seasons.live(shop, season)
    await _tell_story(shop, tell)


async def _tell_story(shop: Workshop, tell: Tell) -> None:
    """The last weeks, which are the same in every size."""
    tell("Examinations of last spring: import, score, post")
    await examinations.examine(shop, city.EARLIER)
    await shop.take(examinations.cancelling(*city.CANCELLED))
    await filings.object_to(shop, *city.PROTESTS)
    await shop.pass_days(city.TO_ADOPTION)
    tell("Lists are adopted and certified")
    await examinations.adopt(shop, city.EARLIER)
    await shop.take(*(certifications.send(one) for one in city.SENDINGS))
    await shop.pass_days(city.TO_ANSWERS)
    tell("Answers, interviews, hires")
    await shop.take(*(step for one in city.SENDINGS for step in certifications.play(one, one.answers)))
    await shop.take(*(certifications.change_status(one) for one in city.STATUS_CHANGES))
    await shop.take(filings.change_many(*city.MANY), *(filings.note(one) for one in city.NOTES))
    await shop.pass_days(city.TO_DECISIONS)
    await shop.take(*(step for one in city.SENDINGS for step in certifications.play(one, one.decisions)))
    await shop.pass_days(city.TO_CLOSINGS)
    await shop.take(certifications.rescind, *(certifications.end(one) for one in city.SENDINGS if one.end))
    await shop.pass_days(city.TO_TODAY)
    await shop.take(filings.let_end)
    tell("Examinations of this month")
    await examinations.examine(shop, city.LATER)
    await filings.object_to(shop, city.LAST_PROTEST)


def _keep_quiet(_: str) -> None:
    """Nobody listens."""
