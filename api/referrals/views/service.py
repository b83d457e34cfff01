"""Referrals as they are read: one with its line, and pages of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.eligible_lists.ranks import queries as rank_queries
from api.models import CertificationRule, EligibleList, JobClass, Referral
from api.platform.auth import Actor
from api.platform.paging import PageRequest
from api.referrals import queries
from api.referrals.line import queries as line_queries
from api.referrals.line import service as lines
from api.referrals.line.service import Line
from api.referrals.queries import Narrowing
from api.referrals.standings import service as standings
from api.referrals.views import queries as view_queries


@dataclass(frozen=True, slots=True)
class View:
    """A referral as it is read: what `views.queries.details` tells of it, its line now and the line's rank."""

    details: Mapping[str, Any]
    line: Line
    line_rank: int | None


async def view(session: AsyncSession, actor: Actor, referral_id: UUID) -> View:
    """One referral with its line as of now.

    Raises:
        NotFound: for an unknown referral, or one outside the actor's departments.
    """
    return await view_of(session, actor, await lines.line_of(session, actor, referral_id))


async def view_of(session: AsyncSession, actor: Actor, line: Line) -> View:
    """The referral of a line that was just computed."""
    end = standings.rank_end(line, line.reach.line)
    rank = None if end is None else await rank_queries.rank(session, actor.agency.id, line.facts.list_id, end)
    return View(await view_queries.details(session, actor.agency.id, line.facts.referral_id), line, rank)


@dataclass(frozen=True, slots=True)
class Entry:
    """A referral in a collection."""

    referral: Referral
    eligible_list: EligibleList
    job_class: JobClass
    rule: CertificationRule
    positions: list[Any]
    line: Line
    line_rank: int | None
    today: date


@dataclass(frozen=True, slots=True)
class Found:
    """One page of referrals: each with its list, class, rule, positions, line now and the line's rank."""

    rows: list["Entry"]
    next_cursor: str | None
    total: int | None


async def browse(
    session: AsyncSession, actor: Actor, paging: PageRequest, asked: Narrowing, *, sort: str, count: bool
) -> Found:
    """Referrals in view of the actor, sorted by a field of `queries.SORTS`."""
    today = await queries.today(session, actor.agency.zone)
    query = queries.narrowed(queries.referrals(actor.departments), asked, today)
    total = await queries.count_of(session, query) if count else None
    scope = f"referrals:{sort}"
    rows = await queries.page(session, query, sort, paging.after(scope), paging.limit + 1)
    last = rows[paging.limit - 1][0] if len(rows) > paging.limit else None
    cursor = paging.next_cursor(rows, None if last is None else _keys(last, sort), scope)
    attached: dict[UUID, list[Any]] = {row[0].id: [] for row in rows}
    for position in await queries.positions_of(session, list(attached)) if attached else []:
        attached[position.referral_id].append(position)
    reach = await lines.lines_of(session, actor, list(attached)) if attached else {}
    found = {one: standings.rank_end(line, line.reach.line) for one, line in reach.items()}
    ends = {one: end for one, end in found.items() if end is not None}
    places = [(reach[one].facts.list_id, score) for one, score in ends.items()]
    ranks = await line_queries.ranks_on_lists(session, actor.agency.id, places)
    entries = []
    for referral, eligible_list, job_class, rule in rows:
        end = ends.get(referral.id)
        rank = None if end is None else ranks.get((eligible_list.id, end))
        entries.append(
            Entry(referral, eligible_list, job_class, rule, attached[referral.id], reach[referral.id], rank, today)
        )
    return Found(entries, cursor, total)


async def by_status(session: AsyncSession, actor: Actor, asked: Narrowing) -> dict[str, int]:
    """How many referrals in view of the actor have each status, under every filter but that of the status."""
    today = await queries.today(session, actor.agency.zone)
    query = queries.narrowed(queries.referrals(actor.departments), replace(asked, status=None), today)
    return await queries.count_by_status(session, query)


def _keys(referral: Referral, sort: str) -> list[Any]:
    by = getattr(referral, sort.removeprefix("-"))
    return [date.max if by is None else by, referral.id]
