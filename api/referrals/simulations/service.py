"""What if: the one computation of a line, from facts of which some are supposed. Nothing is locked, nothing written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import periods
from api.domain.availability import EligibleFacts, Standing
from api.domain.calendars import add_business_days
from api.domain.certification import CertificationRule, FloorEvent, clears_floor
from api.domain.lifecycle import DISPOSITION, Disposition, EligibleStatus
from api.domain.pooling import Hire, PooledReferral
from api.eligible_lists.ranks import queries as rank_queries
from api.models import CertificationRule as StoredRule
from api.models import EligibleList, Position
from api.organization.agency import service as agency
from api.platform.auth import Actor
from api.platform.db import new_id
from api.platform.errors import Invalid, NotFound, Refused
from api.referrals import queries
from api.referrals import service as referrals
from api.referrals.line import queries as line_queries
from api.referrals.line import service as lines
from api.referrals.line.queries import Individual, LineFacts
from api.referrals.line.service import Line
from api.referrals.standings import service as standings
from api.referrals.standings.service import Moved, PersonStanding


class IllegalSupposition(Refused):
    code, title = "illegal_transition", "This disposition cannot follow the present one"


@dataclass(frozen=True, slots=True)
class Reached:
    """A line with its rank on the list."""

    line: Line
    rank: int | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A position as a line sees it."""

    id: UUID
    department_id: UUID
    employment: str


@dataclass(frozen=True, slots=True)
class Supposition:
    """What is supposed of a referral."""

    dispositions: Mapping[UUID, str]
    add_positions: Sequence[UUID] = ()
    remove_positions: Collection[UUID] = ()
    certification_rule_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """The reach now and then, people in rank order now and then, and how many more are shown differently."""

    before: Reached
    after: Reached
    people: list[tuple[PersonStanding, PersonStanding]]
    moved: list[Moved]


async def simulate(
    session: AsyncSession, actor: Actor, referral_id: UUID, supposed: Supposition, *, limit: int
) -> Simulated:
    """Where everybody would stand if it were so.

    Raises:
        NotFound. ReferralClosed: for one that is closed. IllegalSupposition: naming the disposition that cannot be.
        Invalid, PositionFilled, PositionOnOpenReferral, RuleNotActive: as making it so would.
    """
    before = await lines.line_of(session, actor, referral_id)
    if before.facts.status != "certified":
        raise referrals.ReferralClosed(f"Referral {before.facts.number} is {before.facts.status}; reopen it first.")
    people = await standings.standings_of(session, actor, before, list(supposed.dispositions))
    decided = _supposed_people(people, supposed.dispositions)
    seats = await _seats(session, before, supposed)

    rule_id = supposed.certification_rule_id
    if rule_id is not None:
        await referrals.usable_rule(session, rule_id)
    place = (actor.agency.id, actor.agency.zone, referral_id)
    facts = before.facts if rule_id is None else await line_queries.facts_under_rule(session, *place, rule_id)
    facts = with_people(with_seats(facts, seats), decided)
    rule = lines.rule_of(facts.parameters)
    floor = _floor(rule, before, removed=bool(supposed.remove_positions), swapped=rule_id is not None)
    after = await lines.line_under(session, actor, facts, floor)
    return await _compared(session, actor, before, after, list(people), limit)


def _supposed_people(
    people: Mapping[UUID, PersonStanding], dispositions: Mapping[UUID, str]
) -> dict[UUID, EligibleFacts]:
    """What would be known of people under other dispositions; each a legal move from the present one."""
    decided = {}
    for place, (eligible_id, wanted) in enumerate(dispositions.items()):
        person = people.get(eligible_id)
        if person is None:
            raise Invalid("There is no such eligible on this referral.", field=f"dispositions.{place}.eligible_id")
        now = person.facts.disposition
        if wanted != now and wanted not in may_be(person):
            field = f"dispositions.{place}.disposition"
            raise IllegalSupposition(f"{wanted} cannot follow {now} here.", field=field)
        decided[eligible_id] = replace(person.facts, disposition=Disposition(wanted))
    return decided


def may_be(person: PersonStanding) -> list[str]:
    """The dispositions that could follow the present one, whoever would have to record them."""
    if person.facts.status is EligibleStatus.APPOINTED or person.facts.is_failed:
        return []
    moves = DISPOSITION[person.facts.disposition]
    return [str(state) for state, move in moves.items() if move.action in ("record", "return")]


async def _seats(session: AsyncSession, before: Line, supposed: Supposition) -> list[Seat]:
    """The positions that would be attached."""
    attached = await queries.positions_of(session, [before.facts.referral_id])
    removed = set(supposed.remove_positions)
    for place, position_id in enumerate(supposed.remove_positions):
        row = next((one for one in attached if one.id == position_id), None)
        if row is None:
            raise Invalid("This position is not on this referral.", field=f"remove_positions.{place}")
        if row.hired_eligible_id is not None:
            raise referrals.PositionHasHire(field=f"remove_positions.{place}")
    kept = [Seat(row.id, row.department_id, row.employment) for row in attached if row.id not in removed]
    if not supposed.add_positions:
        return kept
    eligible_list = await queries.find_list(session, before.facts.list_id)
    if eligible_list is None:
        raise NotFound
    added = await _free(session, eligible_list, supposed.add_positions)
    return kept + [Seat(one.id, one.department_id, one.employment) for one in added]


async def _free(session: AsyncSession, eligible_list: EligibleList, position_ids: Sequence[UUID]) -> list[Position]:
    found = await queries.find_positions(session, position_ids)
    taken = set(await queries.on_open_referral(session, position_ids))
    return referrals.require_free(eligible_list, position_ids, found, taken)


def with_seats(facts: LineFacts, seats: Sequence[Seat]) -> LineFacts:
    """Facts with other positions on the referral."""
    here = [one for one in facts.pool if one.referral == facts.referral_id]
    filled = here[0].filled if here else 0
    others = [one for one in facts.pool if one.referral != facts.referral_id]
    return replace(
        facts,
        positions=frozenset(one.id for one in seats),
        departments=frozenset(one.department_id for one in seats),
        employments=frozenset(one.employment for one in seats),
        pool=[*others, PooledReferral(facts.referral_id, len(seats), filled)],
    )


def with_people(facts: LineFacts, people: Mapping[UUID, EligibleFacts]) -> LineFacts:
    """Facts in which other things are known of some people: a hire among them fills a position and holds the score."""
    freed = {one.eligible_id: one.has_freed for one in facts.individuals}
    known = [one for one in facts.individuals if one.eligible_id not in people]
    singled = [Individual(one, told, freed.get(one, False)) for one, told in people.items()]
    hired = [one for one, told in people.items() if told.disposition is Disposition.HIRED]
    hires = [Hire(one, people[one].score, facts.referral_id) for one in hired]
    pool = [
        replace(one, filled=one.filled + len(hired)) if one.referral == facts.referral_id else one for one in facts.pool
    ]
    return replace(facts, individuals=[*known, *singled], hires=[*facts.hires, *hires], pool=pool)


def _floor(rule: CertificationRule, before: Line, *, removed: bool, swapped: bool) -> Decimal | None:
    """The floor that would hold; one kept under a rule says nothing under another."""
    event = FloorEvent.POSITION_REMOVED if removed else FloorEvent.OTHER
    return None if swapped or clears_floor(rule, event) else before.reach.line


async def reached(session: AsyncSession, actor: Actor, line: Line) -> Reached:
    """A line with its rank."""
    end = standings.rank_end(line, line.reach.line)
    rank = None if end is None else await rank_queries.rank(session, actor.agency.id, line.facts.list_id, end)
    return Reached(line, rank)


async def _compared(
    session: AsyncSession, actor: Actor, before: Line, after: Line, named: Sequence[UUID], limit: int
) -> Simulated:
    top = await standings.standings_page(session, actor, before, standing=None, after=None, limit=limit)
    shown = {one.row.id for one in top}
    further = await standings.standings_of(session, actor, before, [one for one in named if one not in shown])
    now = [*top, *further.values()]
    then = await standings.describe(session, actor, after, [one.row for one in now])
    moved = [one for one in await standings.moves(session, actor, before, after) if one.row.id not in named]
    ends = (await reached(session, actor, before), await reached(session, actor, after))
    return Simulated(*ends, list(zip(now, then, strict=True)), moved)


@dataclass(frozen=True, slots=True)
class Pooled:
    """An open referral of the list now, and as the new one would widen it."""

    positions: int
    before: Reached
    after: Reached


@dataclass(frozen=True, slots=True)
class Previewed:
    """A certification before it is made."""

    reach: Reached
    rule: StoredRule
    report_back_on: date
    pooled: list[Pooled]
    people: list[PersonStanding]


async def preview(
    session: AsyncSession,
    actor: Actor,
    *,
    eligible_list_id: UUID,
    position_ids: Sequence[UUID],
    certification_rule_id: UUID | None,
    selective_criteria: Sequence[str],
    limit: int,
) -> Previewed:
    """What certifying a list to positions would do now.

    Raises:
        What certifying would: ListNotAdopted, ListExpired, PositionFilled, PositionOnOpenReferral, RuleNotActive,
        RuleNotSupported, Invalid, NotFound.
    """
    eligible_list = await queries.find_list(session, eligible_list_id)
    if eligible_list is None:
        raise NotFound("There is no such list.")
    positions = await _free(session, eligible_list, position_ids)
    today = await queries.today(session, actor.agency.zone)
    referrals.require_usable(eligible_list, today)
    rule = await referrals.usable_rule(session, certification_rule_id or eligible_list.certification_rule_id)

    facts = await line_queries.proposed_facts(
        session,
        actor.agency.id,
        actor.agency.zone,
        referral_id=new_id(),
        list_id=eligible_list_id,
        rule_id=rule.id,
        criteria=sorted(set(selective_criteria)),
    )
    seats = [Seat(one.id, one.department_id, one.employment) for one in positions]
    line = await lines.line_under(session, actor, with_seats(facts, seats), None)
    people = await standings.standings_page(session, actor, line, standing=Standing.REACHABLE, after=None, limit=limit)
    pooled = await _widened(session, actor, eligible_list_id, facts.referral_id, len(seats))
    days = periods.business_days_of(await agency.settings_of(session, actor.agency.id), "report_back")
    due = add_business_days(today, days, await queries.known_holidays(session, today))
    return Previewed(await reached(session, actor, line), rule, due, pooled, people)


async def _widened(
    session: AsyncSession, actor: Actor, list_id: UUID, new_referral: UUID, positions: int
) -> list[Pooled]:
    """The open referrals of a list as they are, and with one more beside them."""
    found = []
    for before in (await lines.open_lines(session, actor, list_id)).values():
        here = next(one for one in before.facts.pool if one.referral == before.facts.referral_id)
        pool = [*before.facts.pool, PooledReferral(new_referral, positions)]
        after = await lines.line_under(session, actor, replace(before.facts, pool=pool), lines.kept_floor(before))
        ends = (await reached(session, actor, before), await reached(session, actor, after))
        found.append(Pooled(here.positions, *ends))
    return found
