"""A referral's line and what follows from it: computed from facts, decided by the domain, never stored as truth."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from uuid import UUID

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain import pooling
from api.domain.availability import ReferralFacts, absence
from api.domain.certification import Bucket, CertificationRule, FloorEvent, Reach, clears_floor, next_floor, reach
from api.domain.lifecycle import IN_POOL, Disposition
from api.platform.auth import Actor
from api.platform.errors import NotFound
from api.referrals.line import queries
from api.referrals.line.queries import LineFacts


@dataclass(frozen=True, slots=True)
class Line:
    """One referral as it stands: its facts, its rule, how many positions count, and how far it reaches.

    `deducted`, `settled` and `held` are people per score: counted on the list but not here; not selected here; hired
    and still holding the score.
    """

    facts: LineFacts
    rule: CertificationRule
    positions: int
    reach: Reach
    referral: ReferralFacts
    deducted: Mapping[Decimal, int]
    settled: Mapping[Decimal, int]
    held: Mapping[Decimal, int]
    selective: Sequence[tuple[Decimal, int]] | None  # all scores of a selective certification, else None


@lru_cache(maxsize=512)
def _parsed(parameters: bytes) -> CertificationRule:
    return CertificationRule.parse(orjson.loads(parameters))


def rule_of(parameters: Mapping[str, object]) -> CertificationRule:
    """A stored rule; active versions never change, so parsing is remembered."""
    return _parsed(orjson.dumps(parameters, option=orjson.OPT_SORT_KEYS))


async def line_of(session: AsyncSession, actor: Actor, referral_id: UUID) -> Line:
    """The line of one referral, as of now.

    Raises:
        NotFound: when there is no such referral, or it lies outside the actor's departments.
    """
    facts = await queries.facts_of(session, actor.agency.id, actor.agency.zone, referral_id)
    if facts is None:
        raise NotFound("There is no such referral.")
    actor.require_department(facts.departments)
    return await line_under(session, actor, facts, facts.floor)


async def lines_of(session: AsyncSession, actor: Actor, referral_ids: Sequence[UUID]) -> dict[UUID, Line]:
    """The lines of a page of referrals that the actor may see."""
    found = await queries.facts_of_many(session, actor.agency.id, actor.agency.zone, referral_ids)
    return {facts.referral_id: await line_under(session, actor, facts, facts.floor) for facts in found}


async def lines_in_view(session: AsyncSession, actor: Actor, list_id: UUID) -> list[Line]:
    """The lines of the open referrals of a list that the actor may see, the oldest first."""
    found = await queries.open_facts(session, actor.agency.id, actor.agency.zone, list_id)
    seen = [one for one in found if actor.departments is None or actor.departments & one.departments]
    return [await line_under(session, actor, facts, facts.floor) for facts in seen]


@dataclass(frozen=True, slots=True)
class Happening:
    """What has just happened to a pool, and on which referral; some rules let people fall out of reach by it."""

    event: FloorEvent
    referral_id: UUID


async def open_lines(
    session: AsyncSession,
    actor: Actor,
    list_id: UUID,
    happening: Happening | None = None,
    before: Mapping[UUID, "Line"] | None = None,
    floors: Mapping[UUID, Decimal | None] | None = None,
) -> dict[UUID, Line]:
    """The lines of every open referral of a locked list, after what has just happened.

    Whoever was in reach before stays so, unless a rule lets the happening take it away: also those whom a date, and
    no event, had brought into reach. `floors`, where given, take the place of what was in reach before.
    """
    found = await queries.open_facts(session, actor.agency.id, actor.agency.zone, list_id)
    lines = {}
    for facts in found:
        floor = floors.get(facts.referral_id) if floors is not None else None
        if floors is None and not _clears(rule_of(facts.parameters), facts.referral_id, happening):
            was = before.get(facts.referral_id) if before else None
            floor = facts.floor if was is None else was.reach.line
        lines[facts.referral_id] = await line_under(session, actor, facts, floor)
    return lines


def _clears(rule: CertificationRule, referral_id: UUID, happening: Happening | None) -> bool:
    event = FloorEvent.OTHER
    if happening is not None and pooling.concerns(rule, referral_id, happening.referral_id):
        event = happening.event
    return clears_floor(rule, event)


def kept_floor(line: Line) -> Decimal | None:
    """The floor under which a line is computed again after something that lets nobody fall out of reach by itself."""
    return None if clears_floor(line.rule, FloorEvent.OTHER) else line.reach.line


def floor_after(line: Line) -> Decimal | None:
    """The floor to keep with the referral from here on."""
    return next_floor(line.rule, line.reach)


def settled(line: Line, floor: Decimal | None) -> Line:
    """A line once the floor that follows from it is kept: the same reach, since whoever is in reach stays so."""
    return replace(line, facts=replace(line.facts, floor=floor))


async def line_under(session: AsyncSession, actor: Actor, facts: LineFacts, floor: Decimal | None) -> Line:
    """The line that follows from facts, which may be supposed ones, and a floor."""
    rule = rule_of(facts.parameters)
    referral = referral_facts(facts)
    deducted, settled = _individual_counts(facts, rule, referral)
    freed = {one.eligible_id for one in facts.individuals if one.has_freed}
    hired = pooling.holders(rule, facts.referral_id, facts.pool, facts.hires, freed_here=freed)
    held = pooling.held_scores(hired)
    positions = pooling.positions_counted(rule, facts.referral_id, facts.pool)
    floor = None if referral.is_over else floor

    source = _Scores(session, actor.agency.id, facts, rule)
    decided = None
    while decided is None:
        buckets = _buckets(source.known, source.is_complete, deducted, settled, held)
        try:
            decided = reach(buckets, rule, positions=positions, floor=floor, list_size=facts.list_size)
        except _NeedsMore:
            await source.read_on()
    selective = source.known if source.is_selective else None
    return Line(facts, rule, positions, decided, referral, deducted, settled, held, selective)


def scores_in_reach(line: Line) -> list[Decimal] | None:
    """The scores in reach at which somebody is available, or None when they were too many to be read at once."""
    known, lowest = line.facts.scores if line.selective is None else line.selective, line.reach.line
    if lowest is None or (line.selective is None and len(known) == queries.SCORES and known[-1][0] > lowest):
        return None
    found = [score for score, _ in known if score >= lowest]
    return found if len(found) <= queries.SCORES else None


def referral_facts(facts: LineFacts) -> ReferralFacts:
    """What availability needs to know of the referral."""
    only = next(iter(facts.departments)) if len(facts.departments) == 1 else None
    employment = next(iter(facts.employments)) if len(facts.employments) == 1 else None
    return ReferralFacts(
        as_of=facts.today,
        certified_seq=facts.certified_seq,
        referral=str(facts.referral_id),
        positions=frozenset(str(one) for one in facts.positions),
        department=None if only is None else str(only),
        employment=employment,
        requires=facts.criteria,
        is_over=facts.status != "certified",
    )


def _individual_counts(
    facts: LineFacts, rule: CertificationRule, referral: ReferralFacts
) -> tuple[Counter[Decimal], Counter[Decimal]]:
    """People at each score who count on the list but not here, and those who count but were not selected."""
    deducted: Counter[Decimal] = Counter()
    settled: Counter[Decimal] = Counter()
    needed = facts.criteria | frozenset(rule.requires)
    for one in facts.individuals:
        if one.facts.status not in IN_POOL or not needed <= one.facts.attributes:
            continue
        if absence(one.facts, referral, rule) is not None:
            deducted[one.facts.score] += 1
        elif one.facts.disposition is Disposition.NOT_SELECTED:
            settled[one.facts.score] += 1
    return deducted, settled


class _NeedsMore(Exception):  # noqa: N818  (a signal between the walk and its source)
    """The walk went past the scores read so far."""


class _Scores:
    """The scores of a list with somebody available, read as far as the walk asks."""

    def __init__(self, session: AsyncSession, agency_id: UUID, facts: LineFacts, rule: CertificationRule) -> None:
        self._session, self._agency_id, self._facts = session, agency_id, facts
        self._criteria = sorted(facts.criteria | frozenset(rule.requires))
        self.is_selective = bool(self._criteria)
        self.known: list[tuple[Decimal, int]] = [] if self._criteria else list(facts.scores)
        self.is_complete = not self._criteria and len(facts.scores) < queries.SCORES

    async def read_on(self) -> None:
        """Read the next scores; ten times as many each time, so a deep line costs few reads."""
        list_id = self._facts.list_id
        if self._criteria:
            self.known = await queries.selective_scores(self._session, self._agency_id, list_id, self._criteria)
            self.is_complete = True
            return
        limit = max(len(self.known), queries.SCORES) * 10
        below = self.known[-1][0] if self.known else None
        more = await queries.further_scores(self._session, self._agency_id, list_id, below, limit)
        self.known += more
        self.is_complete = len(more) < limit


def _buckets(
    known: Sequence[tuple[Decimal, int]],
    is_complete: bool,
    deducted: Mapping[Decimal, int],
    settled: Mapping[Decimal, int],
    held: Mapping[Decimal, int],
) -> Iterator[Bucket]:
    """The list's counts as the referral sees them, in descending order; asks for more when the walk goes on."""
    available = dict(known)
    last = known[-1][0] if known else None
    extra = [score for score in held if score not in available and (is_complete or (last is not None and score > last))]
    for score in sorted([*available, *extra], reverse=True):
        count = available.get(score, 0) - deducted.get(score, 0)
        yield Bucket(score, count, held.get(score, 0), settled.get(score, 0))
    if not is_complete:
        raise _NeedsMore
