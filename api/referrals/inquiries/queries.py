"""SQL of inquiries and of the days by which they are to be answered."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, not_, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.eligible_lists.eligibles.queries import has_failed
from api.models import (
    Eligible,
    EligibleList,
    JobClass,
    Person,
    Referral,
    ReferralEligible,
    ReferralInquiry,
)
from api.referrals import queries as referral_queries
from api.referrals.standings.queries import UNDECIDED_SINCE

_ASKED = aliased(Eligible)
_HAS_FAILED = (
    select(_ASKED.id)
    .where(_ASKED.agency_id == ReferralInquiry.agency_id, _ASKED.id == ReferralInquiry.eligible_id, has_failed(_ASKED))
    .correlate(ReferralInquiry)
    .exists()
)
# What an inquiry waits for: nothing came back, nothing was decided since it was sent, its referral is open, and the
# person stands on the list.
_WAITING = and_(
    ReferralInquiry.answer.is_(None),
    func.coalesce(ReferralEligible.disposition, "pending") == "pending",
    UNDECIDED_SINCE,
    Referral.status == "certified",
    not_(_HAS_FAILED),
)
_DECIDED = and_(
    ReferralEligible.agency_id == ReferralInquiry.agency_id,
    ReferralEligible.referral_id == ReferralInquiry.referral_id,
    ReferralEligible.eligible_id == ReferralInquiry.eligible_id,
)
_REFERRAL = and_(Referral.agency_id == ReferralInquiry.agency_id, Referral.id == ReferralInquiry.referral_id)
_SEND = text(
    "INSERT INTO referral_inquiries (agency_id, referral_id, eligible_id, means, sent_on, respond_by_on, "
    "respond_by_at, sent_seq) "
    "SELECT :agency, :referral, one, :means, :sent_on, :respond_by_on, :respond_by_at, :seq "
    "FROM unnest(CAST(:people AS uuid[])) AS one ON CONFLICT (agency_id, referral_id, eligible_id) "
    "DO UPDATE SET means = EXCLUDED.means, sent_on = EXCLUDED.sent_on, respond_by_on = EXCLUDED.respond_by_on, "
    "respond_by_at = EXCLUDED.respond_by_at, sent_seq = EXCLUDED.sent_seq, received_on = NULL, answer = NULL, "
    "is_late = NULL, version = referral_inquiries.version + 1"
)


async def known(
    session: AsyncSession, referral_id: UUID, eligible_ids: Collection[UUID]
) -> dict[UUID, ReferralInquiry]:
    """The inquiries to some people on a referral, by eligible."""
    query = (
        select(ReferralInquiry)
        .where(ReferralInquiry.referral_id == referral_id, ReferralInquiry.eligible_id.in_(list(eligible_ids)))
        .execution_options(populate_existing=True)
    )
    return {one.eligible_id: one for one in (await session.execute(query)).scalars()}


async def add_sent(
    session: AsyncSession,
    *,
    agency_id: UUID,
    referral_id: UUID,
    eligible_ids: Sequence[UUID],
    means: str,
    sent_on: date,
    respond_by_on: date,
    respond_by_at: datetime,
    seq: int,
) -> None:
    """Record an inquiry to people; one sent again takes the place of what was recorded before."""
    names = {
        "agency": agency_id,
        "referral": referral_id,
        "people": sorted(eligible_ids),
        "means": means,
        "sent_on": sent_on,
        "respond_by_on": respond_by_on,
        "respond_by_at": respond_by_at,
        "seq": seq,
    }
    await session.execute(_SEND, names)


async def change_due(
    session: AsyncSession, referral_id: UUID, eligible_ids: Collection[UUID], on: date, at: datetime
) -> None:
    """Give inquiries another day to be answered by."""
    await session.execute(
        update(ReferralInquiry)
        .where(ReferralInquiry.referral_id == referral_id, ReferralInquiry.eligible_id.in_(list(eligible_ids)))
        .values(respond_by_on=on, respond_by_at=at, version=ReferralInquiry.version + 1)
    )


async def add_reply(
    session: AsyncSession, inquiry: ReferralInquiry, *, answer: str, received_on: date, is_late: bool
) -> None:
    """Record what came back; the list's lock protects the row."""
    inquiry.answer, inquiry.received_on, inquiry.is_late = answer, received_on, is_late
    inquiry.version += 1
    await session.flush()


async def waiting(session: AsyncSession, referral_id: UUID, *, by: datetime | None = None) -> list[UUID]:
    """Whose inquiry on a referral waits for an answer; with `by`, those whose time was over at that instant."""
    query = (
        select(ReferralInquiry.eligible_id)
        .join(Referral, _REFERRAL)
        .outerjoin(ReferralEligible, _DECIDED)
        .where(ReferralInquiry.referral_id == referral_id, _WAITING)
        .order_by(ReferralInquiry.eligible_id)
    )
    if by is not None:
        query = query.where(ReferralInquiry.respond_by_at <= by)
    return list((await session.execute(query)).scalars())


async def referrals_overdue(session: AsyncSession, by: datetime) -> list[UUID]:
    """The referrals on which an inquiry waits whose time was over at an instant."""
    query = (
        select(ReferralInquiry.referral_id)
        .join(Referral, _REFERRAL)
        .outerjoin(ReferralEligible, _DECIDED)
        .where(_WAITING, ReferralInquiry.respond_by_at <= by)
        .distinct()
        .order_by(ReferralInquiry.referral_id)
    )
    return list((await session.execute(query)).scalars())


def deadlines(
    *,
    in_view: frozenset[UUID] | None,
    referral_id: UUID | None,
    eligible_list_id: UUID | None,
    department_id: UUID | None,
    due_by: date | None,
) -> Select[Any]:
    """The days by which inquiries are to be answered, one row a referral and day, with how many wait."""
    query: Select[Any] = cast(
        "Select[Any]",
        select(
            ReferralInquiry.respond_by_on,
            ReferralInquiry.respond_by_at,
            Referral.id.label("referral_id"),
            Referral.number,
            EligibleList.id.label("list_id"),
            EligibleList.code.label("list_code"),
            EligibleList.status.label("list_status"),
            JobClass.id.label("class_id"),
            JobClass.code.label("class_code"),
            JobClass.title.label("class_title"),
            func.count().label("waiting"),
        )
        .join(Referral, _REFERRAL)
        .join(EligibleList, and_(EligibleList.agency_id == Referral.agency_id, EligibleList.id == Referral.list_id))
        .join(JobClass, and_(JobClass.agency_id == EligibleList.agency_id, JobClass.id == EligibleList.job_class_id))
        .outerjoin(ReferralEligible, _DECIDED)
        .where(_WAITING)
        .group_by(*_DEADLINE),
    )
    if in_view is not None:
        query = query.where(referral_queries.of_departments(in_view))
    if department_id is not None:
        query = query.where(referral_queries.of_departments([department_id]))
    if referral_id is not None:
        query = query.where(Referral.id == referral_id)
    if eligible_list_id is not None:
        query = query.where(Referral.list_id == eligible_list_id)
    return query if due_by is None else query.where(ReferralInquiry.respond_by_on <= due_by)


def parted(query: Select[Any], now: datetime, *, is_past: bool | None) -> Select[Any]:
    """Only the days that are over by an instant, or only those that are not."""
    if is_past is None:
        return query
    return query.where(ReferralInquiry.respond_by_at <= now if is_past else ReferralInquiry.respond_by_at > now)


_DEADLINE = (
    ReferralInquiry.agency_id,
    ReferralInquiry.respond_by_on,
    ReferralInquiry.respond_by_at,
    Referral.id,
    Referral.number,
    EligibleList.id,
    EligibleList.code,
    EligibleList.status,
    JobClass.id,
    JobClass.code,
    JobClass.title,
)


async def page_of_deadlines(
    session: AsyncSession, query: Select[Any], after: Sequence[Any] | None, limit: int
) -> list[Row[Any]]:
    """One page of days, the earliest first."""
    if after is not None:
        keys = (date.fromisoformat(after[0]), UUID(after[1]))
        query = query.where(tuple_(ReferralInquiry.respond_by_on, Referral.id) > keys)
    return list(await session.execute(query.order_by(ReferralInquiry.respond_by_on, Referral.id).limit(limit)))


def inquiries(referral_id: UUID, *, state: str | None, now: datetime) -> Select[Any]:
    """The inquiries of a referral with their people; of one state, if asked."""
    is_waiting = _WAITING
    query = cast(
        "Select[Any]",
        select(
            ReferralInquiry,
            Person.id.label("person_id"),
            Person.first_name,
            Person.middle_name,
            Person.last_name,
            Eligible.sort_name,
            func.coalesce(ReferralEligible.disposition, "pending").label("disposition"),
            is_waiting.label("is_waiting"),
        )
        .join(Referral, _REFERRAL)
        .join(
            Eligible, and_(Eligible.agency_id == ReferralInquiry.agency_id, Eligible.id == ReferralInquiry.eligible_id)
        )
        .join(Person, and_(Person.agency_id == Eligible.agency_id, Person.id == Eligible.person_id))
        .outerjoin(ReferralEligible, _DECIDED)
        .where(ReferralInquiry.referral_id == referral_id),
    )
    conditions = {
        "waiting": (is_waiting, ReferralInquiry.respond_by_at > now),
        "overdue": (is_waiting, ReferralInquiry.respond_by_at <= now),
        "answered": (ReferralInquiry.answer.is_not(None), ReferralInquiry.is_late.is_(False)),
        "answered_late": (ReferralInquiry.is_late.is_(True),),
        "decided": (ReferralInquiry.answer.is_(None), not_(is_waiting)),
    }
    return query if state is None else query.where(*conditions[state])


async def page_of_inquiries(
    session: AsyncSession, query: Select[Any], after: Sequence[Any] | None, limit: int
) -> list[Row[Any]]:
    """One page of inquiries, the earliest deadline first and those of a day by name."""
    keys = (ReferralInquiry.respond_by_on, Eligible.sort_name, ReferralInquiry.eligible_id)
    if after is not None:
        query = query.where(tuple_(*keys) > (date.fromisoformat(after[0]), after[1], UUID(after[2])))
    return list(await session.execute(query.order_by(*keys).limit(limit)))


async def count_of(session: AsyncSession, query: Select[Any]) -> int:
    """How many rows a collection has in all."""
    return (await session.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
