"""What happened in the years before: each season's examinations, then its referrals, a phase of one in one step."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.demo import certifications, city, examinations, filings, queries
from api.demo.history import SEASON_DAYS, Errand, Season
from api.demo.workshop import Cast, Step, Workshop
from api.domain.availability import Standing
from api.models import Referral
from api.platform.auth import Actor
from api.referrals import service as referrals
from api.referrals.closing import service as closing
from api.referrals.dispositions import service as dispositions
from api.referrals.dispositions.bulk import service as bulk
from api.referrals.dispositions.bulk.service import BulkOrder
from api.referrals.dispositions.legality.service import Order
from api.referrals.inquiries import queries as inquiry_queries
from api.referrals.line import service as lines
from api.referrals.standings import service as standings

UNDONE = "did_not_report"
CHANGED_AT_ONCE = 4  # people whose status changes together
WHY_CANCELLED = "Too few people appeared at the examination; it is held again."
WHY_EXHAUSTED = "The department finds fewer than three scores too few to choose from."
WHY_CLOSED = {"close": "The department has made its choice.", "cancel": "The budget office withdrew the positions."}


async def live(shop: Workshop, season: Season) -> None:
    """One season, from its examinations to the quiet weeks before the next."""
    to_adoption, to_answers, to_decisions, to_ends, to_next = SEASON_DAYS
    await examinations.examine(shop, season.listings)
    if season.cancelled is not None:
        await shop.take(examinations.cancelling(season.cancelled, WHY_CANCELLED))
    await filings.object_to(shop, *season.objections)
    await shop.pass_days(to_adoption)
    await examinations.adopt(shop, tuple(one for one in season.listings if one.code != season.cancelled))
    await shop.take(*(send(one) for one in season.errands))
    await shop.pass_days(to_answers)
    await shop.take(*(answer(one) for one in season.errands))
    await shop.take(filings.change_many(season.changed, CHANGED_AT_ONCE), *(filings.note(one) for one in season.notes))
    await shop.pass_days(to_decisions)
    await shop.take(*(decide(one) for one in season.errands))
    await shop.pass_days(to_ends)
    await shop.take(*(end(one) for one in season.errands if one.end or one.is_undone))
    if season.exhausted is not None:
        await shop.take(filings.exhaust(season.exhausted, WHY_EXHAUSTED))
    await shop.pass_days(to_next)
    await shop.take(filings.let_end)


def send(errand: Errand) -> Step:
    """Certify a list to the positions of a referral."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, errand.listing)
        positions = [cast.positions[number] for number in errand.positions]
        made = await referrals.certify(
            session, cast.actors["cert"], eligible_list_id=row.id, position_ids=positions, note=None
        )
        if errand.is_asked:
            await certifications.ask(session, cast, made.referral)

    return step


def answer(errand: Errand) -> Step:
    """People in reach say whether they are interested, or nothing; what was drawn is given from the top.

    Whoever was asked in writing replies; the answers of others, who came into reach later, are recorded together.
    """

    async def step(session: AsyncSession, cast: Cast) -> None:
        referral = await _referral(session, cast, errand)
        asked = await _in_reach(session, cast.actors["cert"], referral, "pending", len(errand.answers))
        written = await inquiry_queries.known(session, referral.id, asked)
        told = []
        for eligible_id, disposition in zip(asked, errand.answers, strict=False):
            if eligible_id in written and disposition in certifications.REPLIES:
                await certifications.reply(session, cast, referral, eligible_id, disposition)
            else:
                told.append((eligible_id, disposition))
        for disposition, people in _by_disposition(told).items():
            await _record(session, cast, errand, referral, people, disposition)

    return step


def decide(errand: Errand) -> Step:
    """Offers to the first who are interested, one a position; then what became of the rest."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        referral = await _referral(session, cast, errand)
        interested = await _in_reach(session, cast.actors["cert"], referral, "interested", len(errand.answers))
        offered, rest = interested[: len(errand.offers)], interested[len(errand.offers) :]
        if offered:
            await _record(session, cast, errand, referral, offered, "selected")
        outcomes = _by_disposition(zip(offered, errand.offers, strict=False))
        outcomes.pop("", None)
        for eligible_id in outcomes.pop("hired", []):
            await _hire(session, cast, errand, referral, eligible_id)
        outcomes |= _by_disposition(zip(rest, errand.endings, strict=False))
        outcomes.pop("", None)
        for disposition, people in outcomes.items():
            await _record(session, cast, errand, referral, people, disposition)

    return step


def end(errand: Errand) -> Step:
    """A hire is undone, or the referral is closed or cancelled; one with a hire is not cancelled."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        referral, actor = await _referral(session, cast, errand), cast.actors["cert"]
        hired = await queries.hired(session, referral.id)
        if errand.is_undone and hired:
            await dispositions.rescind(session, actor, referral.id, hired.pop(), reason_code=UNDONE, note=None)
        if errand.end:
            action = "close" if hired else errand.end
            await closing.close(session, actor, referral.id, action=action, reason=WHY_CLOSED[action], version=None)

    return step


def _by_disposition(decided: Iterable[tuple[UUID, str]]) -> dict[str, list[UUID]]:
    found: dict[str, list[UUID]] = {}
    for eligible_id, disposition in decided:
        found.setdefault(disposition, []).append(eligible_id)
    return found


async def _record(
    session: AsyncSession, cast: Cast, errand: Errand, referral: Referral, people: Sequence[UUID], disposition: str
) -> None:
    order = BulkOrder(disposition, dict.fromkeys(people), city.REASONS.get(disposition))
    actor = certifications.decider(cast, errand.positions, disposition)
    await bulk.record(session, actor, referral.id, order)


async def _hire(session: AsyncSession, cast: Cast, errand: Errand, referral: Referral, eligible_id: UUID) -> None:
    actor = certifications.decider(cast, errand.positions, "hired")
    await dispositions.dispose(session, actor, referral.id, eligible_id, Order("hired"), version=None)


async def _in_reach(
    session: AsyncSession, actor: Actor, referral: Referral, disposition: str, limit: int
) -> Sequence[UUID]:
    """Up to so many people in reach, best first, of whom just this was decided."""
    line = await lines.line_of(session, actor, referral.id)
    people = await standings.standings_page(
        session, actor, line, standing=Standing.REACHABLE, after=None, limit=2 * limit
    )
    return [one.row.id for one in people if one.row.disposition == disposition][:limit]


async def _referral(session: AsyncSession, cast: Cast, errand: Errand) -> Referral:
    row = await queries.list_by_code(session, errand.listing)
    return await queries.referral_of(session, row.id, cast.positions[errand.positions[0]])
