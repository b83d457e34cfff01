"""SQL of the people on a referral, in rank order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.availability import EligibleFacts
from api.domain.lifecycle import Disposition, EligibleStatus
from api.eligible_lists.eligibles.queries import FAILED, PASSED
from api.models import Eligible, Person, ReferralDisposition, ReferralEligible, ReferralInquiry
from api.models.eligible_lists import IN_POOL_SQL
from api.platform import db
from api.platform.composed import Composed, compose, fetch
from api.platform.schema import SCALE, unscaled

NAMED_SCORES = 500  # a query names at most so many scores; beyond that it reads a range


class PersonRow(NamedTuple):
    """Somebody on a referral as the database has it: who, the status on the list, what is on record here."""

    id: UUID
    external_id: str | None
    person_id: UUID
    score: int
    sort_name: str
    status: str
    available_since_seq: int
    expires_on: date | None
    conditions: list[str]
    first_name: str
    middle_name: str | None
    last_name: str
    disposition: str
    reason_code: str | None
    disposed_at: datetime | None
    version: int
    asked_by: str | None
    sent_on: date | None
    respond_by_on: date | None
    received_on: date | None
    answer: str | None
    is_late: bool | None
    is_past: bool
    is_waited_for: bool
    is_failed: bool


# Whoever a later scoring failed stands on the list no more, but what a referral has on record of them stays in sight.
_IS_SHOWN = or_(PASSED, ReferralEligible.eligible_id.is_not(None), ReferralInquiry.eligible_id.is_not(None))
_IS_ASKED = ReferralInquiry.respond_by_at.is_not(None)  # the clock is read for these only
# What the system writes when a referral closes or somebody is hired elsewhere, and what stands again after it: nobody
# decided anything by it, so whoever was waited for is waited for again.
_BY_ITSELF = ("pending", "not_considered", "hired_elsewhere")
_DECIDED_SINCE = (
    select(ReferralDisposition.seq)
    .where(
        ReferralDisposition.agency_id == ReferralInquiry.agency_id,
        ReferralDisposition.referral_id == ReferralInquiry.referral_id,
        ReferralDisposition.eligible_id == ReferralInquiry.eligible_id,
        ReferralDisposition.seq > ReferralInquiry.sent_seq,
        *(ReferralDisposition.disposition != word for word in _BY_ITSELF),
    )
    .correlate(ReferralInquiry)
    .exists()
)
UNDECIDED_SINCE = or_(func.coalesce(ReferralEligible.disposed_seq, 0) <= ReferralInquiry.sent_seq, ~_DECIDED_SINCE)


def scaled(score: Decimal) -> int:
    """A score as it is stored, cut to the stored digits: a bound may lie between two scores."""
    return int(score.scaleb(SCALE))


def _people() -> Select[Any]:
    agency, listing, referral = (bindparam(name, type_=Uuid()) for name in ("agency", "list", "referral"))
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
            case((_IS_ASKED, UNDECIDED_SINCE), else_=False).label("is_waited_for"),
            FAILED.label("is_failed"),
        )
        .join(Person, and_(Person.agency_id == agency, Person.id == Eligible.person_id))
        .outerjoin(
            ReferralEligible,
            and_(
                ReferralEligible.agency_id == agency,
                ReferralEligible.referral_id == referral,
                ReferralEligible.eligible_id == Eligible.id,
            ),
        )
        .outerjoin(
            ReferralInquiry,
            and_(
                ReferralInquiry.agency_id == agency,
                ReferralInquiry.referral_id == referral,
                ReferralInquiry.eligible_id == Eligible.id,
            ),
        )
        .where(Eligible.agency_id == agency, Eligible.list_id == listing, Eligible.status != "merged_out", _IS_SHOWN)
        .order_by(Eligible.score.desc(), Eligible.sort_name, Eligible.id),
    )


def facts(row: PersonRow) -> EligibleFacts:
    """A row as availability takes it; narrow waivers are not in it (those people are looked at singly)."""
    return _facts(
        row.score,
        row.status,
        row.disposition,
        row.available_since_seq,
        row.expires_on,
        tuple(row.conditions),
        row.is_failed,
    )


@lru_cache(maxsize=4096)
def _facts(
    score: int,
    status: str,
    disposition: str,
    available_since_seq: int,
    expires_on: date | None,
    conditions: tuple[str, ...],
    is_failed: bool,
) -> EligibleFacts:
    """Of most people at one score the same is known."""
    return EligibleFacts(
        score=unscaled(score),
        status=EligibleStatus(status),
        disposition=Disposition(disposition),
        available_since_seq=available_since_seq,
        expires_on=expires_on,
        attributes=frozenset(conditions),
        is_failed=is_failed,
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


def _names(window: Window) -> dict[str, Any]:
    """What bounds a page, by the name of each bound in `_BOUNDS`."""
    found = {
        "lowest": None if window.lowest is None else scaled(window.lowest),
        "below": None if window.below is None else scaled(window.below),
        "in_pool": window.only_in or None,
        "scores": None if window.scores is None else [scaled(one) for one in window.scores],
        "singly": list(window.singly) if window.only_out else None,
        "having": list(window.having) or None,
        "in_view": None if window.in_view is None else scaled(window.in_view),
        "wanting": list(window.wanting) or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def _any(name: str, kind: Any) -> ColumnElement[Any]:
    return any_(bindparam(name, type_=ARRAY(kind)))


def _written(condition: str) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", text(f"({condition})"))


def _number(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=BigInteger())


_SAME_SCORE = and_(
    Eligible.score == _number("after_score"),
    tuple_(Eligible.sort_name, Eligible.id)
    > tuple_(bindparam("after_name", type_=Text()), bindparam("after_id", type_=Uuid())),
)
_BOUNDS: dict[str, ColumnElement[bool]] = {
    "lowest": Eligible.score >= _number("lowest"),
    "below": Eligible.score < _number("below"),
    # No parameter: an index of those available is used for what says so by itself.
    "in_pool": _written(f"eligibles.{IN_POOL_SQL}"),
    "scores": Eligible.score == _any("scores", BigInteger()),
    "singly": or_(_written(f"NOT eligibles.{IN_POOL_SQL}"), Eligible.id == _any("singly", Uuid())),
    "having": Eligible.conditions.contains(bindparam("having", type_=ARRAY(Text()))),
    "in_view": or_(Eligible.score >= _number("in_view"), ReferralEligible.eligible_id.is_not(None)),
    "wanting": ~Eligible.conditions.contains(bindparam("wanting", type_=ARRAY(Text()))),
    "one": Eligible.id == bindparam("one", type_=Uuid()),
    "some": Eligible.id == _any("some", Uuid()),
    # The first comparison alone bounds the index; the second picks within one score.
    "after_score": and_(
        Eligible.score <= _number("after_score"), or_(Eligible.score < _number("after_score"), _SAME_SCORE)
    ),
}


@cache
def _statement(bounds: tuple[str, ...]) -> Composed:
    """A page under these bounds."""
    query = _people().where(*(_BOUNDS[name] for name in bounds if name in _BOUNDS))
    return compose(query.limit(bindparam("limit", type_=Integer())) if "limit" in bounds else query)


async def _read(
    session: AsyncSession,
    agency_id: UUID,
    list_id: UUID,
    referral_id: UUID,
    bounds: dict[str, Any],
) -> list[PersonRow]:
    values = bounds | {"agency": agency_id, "list": list_id, "referral": referral_id}
    return [PersonRow(*row) for row in await fetch(session, _statement(tuple(bounds)), values)]


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
    bounds = _names(window) | {"limit": limit}
    if after is not None:
        score, name, identity = after
        bounds |= {"after_score": score, "after_name": name, "after_id": UUID(identity)}
    return await _read(session, agency_id, list_id, referral_id, bounds)


async def person(
    session: AsyncSession, agency_id: UUID, list_id: UUID, referral_id: UUID, eligible_id: UUID
) -> PersonRow | None:
    """One person on a referral."""
    found = await _read(session, agency_id, list_id, referral_id, {"one": eligible_id})
    return found[0] if found else None


async def people(
    session: AsyncSession, agency_id: UUID, list_id: UUID, referral_id: UUID, eligible_ids: Collection[UUID]
) -> list[PersonRow]:
    """Some people on a referral, in rank order."""
    return await _read(session, agency_id, list_id, referral_id, {"some": list(eligible_ids)})


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
    return await _read(session, agency_id, list_id, referral_id, _names(window))


async def _peopled(
    session: AsyncSession, agency_id: UUID, list_id: UUID, lowest: Decimal | None, below: Decimal | None
) -> list[Decimal] | None:
    """The scores between two at which somebody is available, or None when they are too many to be named."""
    bounds = -(2**62) if lowest is None else scaled(lowest), 2**62 if below is None else scaled(below)
    found = await db.fetch_rows(session, _PEOPLED, agency_id, list_id, *bounds)
    return None if len(found) > NAMED_SCORES else [unscaled(row["score"]) for row in found]


_PEOPLED = f"""
SELECT score FROM list_scores WHERE agency_id = $1 AND list_id = $2 AND available > 0
   AND score >= $3 AND score < $4 ORDER BY score DESC LIMIT {NAMED_SCORES + 1}
"""  # noqa: S608  (a number of ours)


async def mark_reached(
    session: AsyncSession, agency_id: UUID, list_id: UUID, referral_id: UUID, eligible_ids: Sequence[UUID], seq: int
) -> None:
    """Remember who came into reach, at which event; the first time stands."""
    if not eligible_ids:
        return
    await db.fetch_row(session, _MARK_REACHED, agency_id, referral_id, list_id, sorted(eligible_ids), seq)


_MARK_REACHED = """
INSERT INTO referral_eligibles (agency_id, referral_id, list_id, eligible_id, reached_seq)
SELECT $1, $2, $3, one, $5 FROM unnest($4::uuid[]) AS one
ON CONFLICT (agency_id, referral_id, eligible_id)
DO UPDATE SET reached_seq = coalesce(referral_eligibles.reached_seq, excluded.reached_seq)
"""


__all__ = ["Window", "between", "facts", "mark_reached", "page", "people", "person", "scaled"]
