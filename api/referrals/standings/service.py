"""Standings of people on a referral: a page of them, one of them, and who moved between two states of the line."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import availability, explanations, reasoning
from api.domain.availability import EligibleFacts, Standing
from api.domain.certification import ScoreRounding, Unit
from api.domain.explanations import Explanation, Place
from api.domain.reasoning import Step
from api.eligible_lists.ranks import queries as ranks
from api.eligible_lists.ranks.queries import Point
from api.platform.auth import Actor
from api.platform.errors import NotFound
from api.platform.paging import PageRequest
from api.platform.schema import score_text, unscaled
from api.referrals.line import service as lines
from api.referrals.line.service import Line, scores_in_reach
from api.referrals.standings import queries
from api.referrals.standings.queries import PersonRow, Window

# What a department may say of the people it was given; the rest is the certification unit's.
DEPARTMENT_MAY = frozenset({"interested", "selected", "not_selected", "failed_to_appear", "declined"})
# An offer and a hire are for people in reach only.
NEEDS_REACH = frozenset({"selected", "hired"})


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """A person on a referral with where they stand and why; no rank: a new score took them off the list."""

    row: PersonRow
    facts: EligibleFacts
    place: Place
    explanation: Explanation
    standing: Standing
    shown_as: str

    @property
    def rank(self) -> int | None:
        """Dense rank on the whole list."""
        return None if self.facts.is_failed else self.place.rank


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody shown differently after a change."""

    row: PersonRow
    before: str
    after: str


def shown_on(line: Line, facts: EligibleFacts) -> str:
    """The one word shown for a person on a referral."""
    standing = availability.standing(facts, line.referral, line.rule, line.reach)
    return availability.shown_as(facts.disposition, standing)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of people on a referral, and the decimals of their scores."""

    people: list[PersonStanding]
    next_cursor: str | None
    decimals: int


async def read_page(
    session: AsyncSession, actor: Actor, referral_id: UUID, paging: PageRequest, standing: Standing | None
) -> Found:
    """One page of everybody on a referral's list in rank order, of one standing if asked.

    Raises:
        NotFound: for an unknown referral, or one outside the actor's departments.
    """
    line = await lines.line_of(session, actor, referral_id)
    scope = f"standings:{referral_id}:{standing or ''}"
    after = paging.after(scope)
    people = await standings_page(session, actor, line, standing=standing, after=after, limit=paging.limit + 1)
    last = people[paging.limit - 1].row if len(people) > paging.limit else None
    keys = None if last is None else [last.score, last.sort_name, last.id]
    return Found(people, paging.next_cursor(people, keys, scope), line.facts.score_decimals)


async def standings_page(
    session: AsyncSession,
    actor: Actor,
    line: Line,
    *,
    standing: Standing | None,
    after: Sequence[Any] | None,
    limit: int,
) -> list[PersonStanding]:
    """Up to `limit` people in rank order after a key, of one standing if asked.

    The database narrows the search to who could stand so; who does, the domain says.
    """
    if standing is Standing.BLOCKED:
        return []  # no rule that can be certified by here sets an order of choice
    found: list[PersonRow] = []
    judge = _Judge(line)
    window = _window(line, standing)
    if actor.departments is not None:
        window = replace(window, in_view=_in_view(line))
    fetch = limit
    while len(found) < limit:
        rows = await queries.page(
            session,
            actor.agency.id,
            line.facts.list_id,
            line.facts.referral_id,
            after=after,
            limit=fetch,
            window=window,
        )
        found += [row for row in rows if _is_asked_for(actor, judge, row, standing)]
        if len(rows) < fetch:
            break
        after = (rows[-1].score, rows[-1].sort_name, str(rows[-1].id))
    return await describe(session, actor, line, found[:limit])


class _Judge:
    """Where people stand on a referral: those of whom the same is known are judged once."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._singles = {one.eligible_id: one.facts for one in line.facts.individuals}
        self._known: dict[EligibleFacts, Standing] = {}

    def facts(self, row: PersonRow) -> EligibleFacts:
        """What is known of somebody."""
        return self._singles.get(row.id) or queries.facts(row)

    def standing(self, facts: EligibleFacts) -> Standing:
        """Where somebody stands of whom this is known."""
        known = self._known.get(facts)
        if known is None:
            line = self._line
            known = self._known[facts] = availability.standing(facts, line.referral, line.rule, line.reach)
        return known

    def shown(self, facts: EligibleFacts) -> str:
        """The one word shown for them."""
        return availability.shown_as(facts.disposition, self.standing(facts))


def _is_asked_for(actor: Actor, judge: _Judge, row: PersonRow, standing: Standing | None) -> bool:
    """Whether a person is of the standing asked for, and in view: a department sees whom it was given, not the list."""
    stands = judge.standing(judge.facts(row))
    in_view = actor.departments is None or stands is Standing.REACHABLE or row.version > 0
    return in_view and standing in (None, stands)


def _in_view(line: Line) -> Decimal:
    coarse = line.rule.score_rounding is not ScoreRounding.NONE
    return Decimal(10) ** 9 if line.reach.line is None else _loose(line.reach.line, coarse, -1)


async def standing_of(session: AsyncSession, actor: Actor, line: Line, eligible_id: UUID) -> PersonStanding:
    """One person on a referral.

    Raises:
        NotFound: when nobody of that id stands on the referral's list.
    """
    row = await queries.person(session, actor.agency.id, line.facts.list_id, line.facts.referral_id, eligible_id)
    if row is None or not _is_asked_for(actor, _Judge(line), row, None):
        raise NotFound("There is no such eligible on this referral.")
    return (await describe(session, actor, line, [row]))[0]


async def standings_of(
    session: AsyncSession, actor: Actor, line: Line, eligible_ids: Collection[UUID]
) -> dict[UUID, PersonStanding]:
    """Some people on a referral, in rank order; whoever is not on its list, or not in view, is left out."""
    places = (actor.agency.id, line.facts.list_id, line.facts.referral_id)
    rows = await queries.people(session, *places, eligible_ids)
    judge = _Judge(line)
    seen = [row for row in rows if _is_asked_for(actor, judge, row, None)]
    return {one.row.id: one for one in await describe(session, actor, line, seen)}


def steps_to(line: Line, person: PersonStanding) -> tuple[Step, ...]:
    """How a person came to stand where they stand, question by question."""
    score = Decimal(score_text(person.row.score, line.facts.score_decimals))
    facts = replace(person.facts, score=score)  # as the list writes it
    return reasoning.steps(facts, line.referral, line.rule, line.reach, person.place, positions=line.positions)


def _window(line: Line, standing: Standing | None) -> Window:
    reached = line.reach.line
    singly = tuple(one.eligible_id for one in line.facts.individuals)
    coarse = line.rule.score_rounding is not ScoreRounding.NONE
    if standing is Standing.REACHABLE:
        if reached is None:
            return Window(lowest=Decimal(10) ** 9)
        scores = None if coarse else scores_in_reach(line)
        return Window(lowest=_loose(reached, coarse, -1), only_in=True, scores=scores)
    if standing is Standing.ALTERNATE and reached is not None:
        return Window(below=_loose(reached, coarse, +1), only_in=True)
    if standing is Standing.UNAVAILABLE:
        return Window(only_out=True, singly=singly)
    if standing is Standing.EXCLUDED:
        wanting = line.facts.criteria | frozenset(line.rule.requires)
        return Window(wanting=wanting) if wanting else Window(lowest=Decimal(10) ** 9)
    return Window()


def _loose(score: Decimal, coarse: bool, by: int) -> Decimal:
    """A bound that a coarsened score cannot slip past."""
    return score + by if coarse else score


async def describe(session: AsyncSession, actor: Actor, line: Line, rows: Sequence[PersonRow]) -> list[PersonStanding]:
    """Rank, standing and reason of people in rank order; costs the same few reads for one and for five hundred."""
    if not rows:
        return []
    end, easiest = rank_end(line, line.reach.line), rank_end(line, line.reach.easiest_score)
    ends = [score for score in (end, easiest) if score is not None]
    asked = {unscaled(row.score) for row in rows} | set(ends) | set(line.deducted) | set(line.held)
    points = await ranks.points(session, actor.agency.id, line.facts.list_id, asked)
    above = _units_above(line, points)
    judge = _Judge(line)
    told: dict[EligibleFacts, tuple[Place, Explanation]] = {}
    described = []
    for row in rows:
        facts = judge.facts(row)
        if facts not in told:
            place = Place(
                rank=points[facts.score].rank,
                line_rank=None if end is None else points[end].rank,
                easiest_rank=None if easiest is None else points[easiest].rank,
                counted_above=None if above is None else above[facts.score],
            )
            why = explanations.explain(facts, line.referral, line.rule, line.reach, place, positions=line.positions)
            told[facts] = place, why
        described.append(PersonStanding(row, facts, *told[facts], judge.standing(facts), judge.shown(facts)))
    return described


def rank_end(line: Line, score: Decimal | None) -> Decimal | None:
    """The score whose rank on the list is that of the line: where the rule coarsens scores, the lowest it joins."""
    return None if score is None else line.rule.lowest_score(score)


def _units_above(line: Line, points: Mapping[Decimal, Point]) -> dict[Decimal, int] | None:
    """Units of the rule that count on the referral above each of some scores; None where scores are coarsened.

    `points` holds every score at which the referral sees another number than the list has.
    """
    if line.rule.score_rounding is not ScoreRounding.NONE:
        return None
    by_name = line.rule.unit is Unit.PERSON
    if line.selective is not None:
        return {score: _selected_above(line, score, by_name) for score in points}
    above, different = {}, 0
    for score in sorted(points, reverse=True):
        point = points[score]
        above[score] = different + (point.available_names_above if by_name else point.available_ranks_above)
        counted = point.available if by_name else int(point.available > 0)
        different += _unit(line, score, point.available, by_name) - counted
    return above


def _unit(line: Line, score: Decimal, available: int, by_name: bool) -> int:
    count = available - line.deducted.get(score, 0) + line.held.get(score, 0)
    return count if by_name else int(count > 0)


def _selected_above(line: Line, score: Decimal, by_name: bool) -> int:
    known = dict(line.selective or ())
    scores = [one for one in set(known) | set(line.held) if one > score]
    return sum(_unit(line, one, known.get(one, 0), by_name) for one in scores)


async def moves(session: AsyncSession, actor: Actor, before: Line | None, after: Line) -> list[Moved]:
    """Who is shown differently because the line moved; `before` None means that the referral is new.

    Whoever the change itself was about is told by the caller: here only the line's own effect is looked at, so the
    people between the two lines are enough.
    """
    old = before.reach.line if before is not None else None
    new = after.reach.line
    if old == new and before is not None:
        return []
    lowest = None if old is None and new is None else min(score for score in (old, new) if score is not None)
    below = None if old is None or new is None else max(old, new)
    if after.rule.score_rounding is not ScoreRounding.NONE:
        lowest, below = _loose_bounds(lowest, below)
    if lowest is None:
        return []
    rows = await _between(session, actor, after, lowest, below)
    was_judge, judge = None if before is None else _Judge(before), _Judge(after)
    moved = []
    for row in rows:
        facts = judge.facts(row)
        was = "" if was_judge is None else was_judge.shown(facts)
        now = judge.shown(facts)
        if was != now:
            moved.append(Moved(row, was, now))
    return moved


def _loose_bounds(lowest: Decimal | None, below: Decimal | None) -> tuple[Decimal | None, Decimal | None]:
    return None if lowest is None else lowest - 1, None if below is None else below + 1


async def _between(
    session: AsyncSession, actor: Actor, line: Line, lowest: Decimal, below: Decimal | None
) -> list[PersonRow]:
    having = sorted(line.facts.criteria | frozenset(line.rule.requires))
    places = (actor.agency.id, line.facts.list_id, line.facts.referral_id)
    return await queries.between(session, *places, lowest, below, having)


async def reachable(session: AsyncSession, actor: Actor, line: Line) -> list[tuple[UUID, Decimal]]:
    """Everybody reachable on a referral, with their score, in rank order."""
    if line.reach.line is None:
        return []
    coarse = line.rule.score_rounding is not ScoreRounding.NONE
    lowest = _loose(line.reach.line, coarse, -1)
    rows = await _between(session, actor, line, lowest, None)
    judge = _Judge(line)
    return [(row.id, unscaled(row.score)) for row in rows if judge.shown(judge.facts(row)) == "reachable"]
