"""SQL of the people on a referral, in rank order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    any_,
    case,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.availability import EligibleFacts
from api.domain.lifecycle import Disposition, EligibleStatus
from api.eligible_lists.eligibles.queries import PASSED
from api.models import Eligible, Person, ReferralEligible, ReferralInquiry
from api.platform.schema import SCALE, unscaled

IN_POOL = ("active", "appointed_temporary")
NAMED_SCORES = 500  # a query names at most so many scores; beyond that it reads a range
PersonRow = Row[Any]


_IS_ASKED = ReferralInquiry.respond_by_at.is_not(None)  # the clock is read for these only


def scaled(score: Decimal) -> int:
    """A score as it is stored, cut to the stored digits: a bound may lie between two scores."""
    return int(score.scaleb(SCALE))


def _people(agency_id: UUID, list_id: UUID, referral_id: UUID) -> Select[Any]:
    return cast(
        "Select[Any]",
        select(
            Eligible.id,
            Eligible.external_id,
            Eligible.person_id,
            Eligible.score,
            Eligible.sort_name,
            Eligible.status,
            Eligible.available_since_seq,
            Eligible.expires_on,
            Eligible.conditions,
            Person.first_name,
            Person.middle_name,
            Person.last_name,
            func.coalesce(ReferralEligible.disposition, "pending").label("disposition"),
            ReferralEligible.reason_code,
            ReferralEligible.disposed_at,
            func.coalesce(ReferralEligible.version, 0).label("version"),
            ReferralInquiry.means.label("asked_by"),
            ReferralInquiry.sent_on,
            ReferralInquiry.respond_by_on,
            ReferralInquiry.received_on,
            ReferralInquiry.answer,
            ReferralInquiry.is_late,
            case((_IS_ASKED, ReferralInquiry.respond_by_at <= func.eligo_now()), else_=False).label("is_past"),
        )
        .join(Person, and_(Person.agency_id == agency_id, Person.id == Eligible.person_id))
        .outerjoin(
            ReferralEligible,
            and_(
                ReferralEligible.agency_id == agency_id,
                ReferralEligible.referral_id == referral_id,
                ReferralEligible.eligible_id == Eligible.id,
            ),
        )
        .outerjoin(
            ReferralInquiry,
            and_(
                ReferralInquiry.agency_id == agency_id,
                ReferralInquiry.referral_id == referral_id,
                ReferralInquiry.eligible_id == Eligible.id,
            ),
        )
        .where(Eligible.agency_id == agency_id, Eligible.list_id == list_id, Eligible.status != "merged_out", PASSED)
        .order_by(Eligible.score.desc(), Eligible.sort_name, Eligible.id),
    )


def facts(row: PersonRow) -> EligibleFacts:
    """A row as availability takes it; narrow waivers are not in it (those people are looked at singly)."""
    return EligibleFacts(
        score=unscaled(row.score),
        status=EligibleStatus(row.status),
        disposition=Disposition(row.disposition),
        available_since_seq=row.available_since_seq,
        expires_on=row.expires_on,
        attributes=frozenset(row.conditions),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """Bounds on a page: lowest and highest score, and whether only those not plainly available are wanted.

    `only_in` leaves out who cannot be available; `scores` names every score at which somebody may be, so that ranks
    long used up are not read through.
    """

    lowest: Decimal | None = None
    below: Decimal | None = None
    only_in: bool = False
    scores: Collection[Decimal] | None = None
    only_out: bool = False
    singly: Collection[UUID] = ()
    wanting: Collection[str] = ()  # conditions: only people without one of them
    having: Collection[str] = ()  # conditions: only people with all of them
    in_view: Decimal | None = None  # only people from this score up, or with something on record on the referral


def _bounds(window: Window) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if window.lowest is not None:
        found.append(Eligible.score >= scaled(window.lowest))
    if window.below is not None:
        found.append(Eligible.score < scaled(window.below))
    if window.only_in:
        found.append(Eligible.status.in_(IN_POOL))
    if window.scores is not None:
        found.append(Eligible.score == any_(literal([scaled(one) for one in window.scores], ARRAY(BigInteger))))
    if window.only_out:
        found.append(or_(Eligible.status.not_in(IN_POOL), Eligible.id.in_(list(window.singly))))
    if window.having:
        found.append(Eligible.conditions.contains(list(window.having)))
    if window.in_view is not None:
        recorded = ReferralEligible.eligible_id.is_not(None)
        found.append(or_(Eligible.score >= scaled(window.in_view), recorded))
    if window.wanting:
        found.append(~Eligible.conditions.contains(list(window.wanting)))
    return found


async def page(
    session: AsyncSession,
    agency_id: UUID,
    list_id: UUID,
    referral_id: UUID,
    *,
    after: Sequence[Any] | None,
    limit: int,
    window: Window,
) -> list[PersonRow]:
    """The next people after a key (score, sort name, id), within a window."""
    query = _people(agency_id, list_id, referral_id).where(*_bounds(window)).limit(limit)
    if after is not None:
        score, name, identity = after
        same = and_(Eligible.score == score, tuple_(Eligible.sort_name, Eligible.id) > (name, UUID(identity)))
        # The first comparison alone bounds the index; the second picks within one score.
        query = query.where(Eligible.score <= score, or_(Eligible.score < score, same))
    return list(await session.execute(query))


async def person(
    session: AsyncSession, agency_id: UUID, list_id: UUID, referral_id: UUID, eligible_id: UUID
) -> PersonRow | None:
    """One person on a referral."""
    query = _people(agency_id, list_id, referral_id).where(Eligible.id == eligible_id)
    found: PersonRow | None = (await session.execute(query)).one_or_none()
    return found


async def people(
    session: AsyncSession, agency_id: UUID, list_id: UUID, referral_id: UUID, eligible_ids: Collection[UUID]
) -> list[PersonRow]:
    """Some people on a referral, in rank order."""
    query = _people(agency_id, list_id, referral_id).where(Eligible.id.in_(list(eligible_ids)))
    return list(await session.execute(query))


async def between(
    session: AsyncSession,
    agency_id: UUID,
    list_id: UUID,
    referral_id: UUID,
    lowest: Decimal | None,
    below: Decimal | None,
    having: Collection[str] = (),
) -> list[PersonRow]:
    """Who may be available from one score up to, not with, another, and meets the conditions."""
    scores = None if having else await _peopled(session, agency_id, list_id, lowest, below)
    window = Window(lowest=lowest, below=below, only_in=True, scores=scores, having=having)
    return list(await session.execute(_people(agency_id, list_id, referral_id).where(*_bounds(window))))


async def _peopled(
    session: AsyncSession, agency_id: UUID, list_id: UUID, lowest: Decimal | None, below: Decimal | None
) -> list[Decimal] | None:
    """The scores between two at which somebody is available, or None when they are too many to be named."""
    names = {
        "agency": agency_id,
        "list": list_id,
        "lowest": -(2**62) if lowest is None else scaled(lowest),
        "below": 2**62 if below is None else scaled(below),
        "most": NAMED_SCORES + 1,
    }
    found = list((await session.execute(_PEOPLED, names)).scalars())
    return None if len(found) > NAMED_SCORES else [unscaled(score) for score in found]


@dataclass(frozen=True, slots=True)
class Point:
    """A score of the list: its rank, and how many ranks and people are available above it and at it."""

    rank: int
    available_ranks_above: int
    available_names_above: int
    available: int


async def points(
    session: AsyncSession, agency_id: UUID, list_id: UUID, scores: Collection[Decimal]
) -> dict[Decimal, Point]:
    """The counts of a list at and above scores, from the list's scores and never from its people.

    Each stretch between two of them is counted once, so many scores cost what the lowest alone costs.
    """
    wanted = sorted({scaled(score) for score in scores}, reverse=True)
    names = {"agency": agency_id, "list": list_id, "scores": wanted, "above": [2**62, *wanted[:-1]]}
    found, rank, ranks, people = {}, 0, 0, 0
    for score, more_ranks, available_ranks, available_names, here in await session.execute(_POINTS, names):
        rank, ranks, people = rank + more_ranks, ranks + available_ranks, people + available_names
        found[unscaled(score)] = Point(rank, ranks - int(here > 0), people - here, here)
    return found


_POINTS = text(
    """
    SELECT p.score,
           (SELECT count(*) FROM list_scores x WHERE x.agency_id = :agency AND x.list_id = :list AND x.eligibles > 0
               AND x.score >= p.score AND x.score < p.above),
           v.ranks, v.names,
           coalesce((SELECT available FROM list_scores x WHERE x.agency_id = :agency AND x.list_id = :list
               AND x.score = p.score), 0)
      FROM unnest(CAST(:scores AS bigint[]), CAST(:above AS bigint[])) AS p(score, above),
           LATERAL (SELECT count(*) AS ranks, coalesce(sum(available), 0) AS names FROM list_scores x
               WHERE x.agency_id = :agency AND x.list_id = :list AND x.available > 0
               AND x.score >= p.score AND x.score < p.above) v
     ORDER BY p.score DESC
    """
)
_PEOPLED = text(
    "SELECT score FROM list_scores WHERE agency_id = :agency AND list_id = :list AND available > 0 "
    "AND score >= :lowest AND score < :below ORDER BY score DESC LIMIT :most"
)


async def mark_reached(
    session: AsyncSession, agency_id: UUID, list_id: UUID, referral_id: UUID, eligible_ids: Sequence[UUID], seq: int
) -> None:
    """Remember who came into reach, at which event; the first time stands."""
    if not eligible_ids:
        return
    await session.execute(
        text(
            "INSERT INTO referral_eligibles (agency_id, referral_id, list_id, eligible_id, reached_seq) "
            "SELECT :agency, :referral, :list, one, :seq FROM unnest(CAST(:people AS uuid[])) AS one "
            "ON CONFLICT (agency_id, referral_id, eligible_id) "
            "DO UPDATE SET reached_seq = coalesce(referral_eligibles.reached_seq, :seq)"
        ),
        {
            "agency": agency_id,
            "referral": referral_id,
            "list": list_id,
            "seq": seq,
            "people": sorted(eligible_ids),
        },
    )


__all__ = ["Point", "Window", "between", "facts", "mark_reached", "page", "people", "person", "points", "scaled"]
