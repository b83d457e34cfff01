"""SQL of lists and their life."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.elements import ColumnElement

from api.models import (
    BandingModel,
    CertificationRule,
    EligibleList,
    Holiday,
    JobClass,
    ListScore,
    ListVersion,
    Protest,
    Referral,
    ScoringModel,
)

_NAMES = (
    JobClass.code.label("class_code"),
    JobClass.title.label("class_title"),
    CertificationRule.code.label("rule_code"),
    CertificationRule.title.label("rule_title"),
    CertificationRule.rule_version,
)


def _lists() -> Any:
    return (
        select(EligibleList, *_NAMES)
        .join(JobClass, (JobClass.agency_id == EligibleList.agency_id) & (JobClass.id == EligibleList.job_class_id))
        .join(
            CertificationRule,
            (CertificationRule.agency_id == EligibleList.agency_id)
            & (CertificationRule.id == EligibleList.certification_rule_id),
        )
    )


async def list_with_names(session: AsyncSession, list_id: UUID) -> Any | None:
    """A list with the names of its class and rule."""
    query = _lists().where(EligibleList.id == list_id).execution_options(populate_existing=True)
    return (await session.execute(query)).one_or_none()


async def list_by_code(session: AsyncSession, code: str) -> Any | None:
    """The same by the list's code."""
    return (await session.execute(_lists().where(EligibleList.code == code))).one_or_none()


async def find_list(session: AsyncSession, list_id: UUID) -> EligibleList | None:
    """A list, not locked."""
    return (await session.execute(select(EligibleList).where(EligibleList.id == list_id))).scalar_one_or_none()


def _list_filters(status: Sequence[str], q: str | None, job_class_id: UUID | None) -> list[ColumnElement[bool]]:
    filters: list[ColumnElement[bool]] = []
    if status:
        filters.append(EligibleList.status.in_(status))
    if job_class_id is not None:
        filters.append(EligibleList.job_class_id == job_class_id)
    if q:
        # An agency has hundreds of lists, not millions: looking at each is fine.
        places = (EligibleList.code, JobClass.code, JobClass.title, func.coalesce(EligibleList.specialty, ""))
        filters.append(or_(*(func.strpos(func.lower(place), q.casefold()) > 0 for place in places)))
    return filters


async def page_of_lists(
    session: AsyncSession,
    *,
    status: Sequence[str],
    q: str | None,
    job_class_id: UUID | None,
    sort: str,
    after: Sequence[Any] | None,
    limit: int,
) -> list[Any]:
    """Lists by code, or the newest first, after a key."""
    query = _lists().where(*_list_filters(status, q, job_class_id)).limit(limit)
    if sort == "code":
        query = query.order_by(EligibleList.code)
        query = query if after is None else query.where(EligibleList.code > after[0])
    else:
        query = query.order_by(EligibleList.id.desc())
        query = query if after is None else query.where(EligibleList.id < UUID(after[0]))
    return list(await session.execute(query))


async def count_lists(session: AsyncSession, *, status: Sequence[str], q: str | None, job_class_id: UUID | None) -> int:
    """How many lists the filters leave."""
    counted = _lists().where(*_list_filters(status, q, job_class_id)).with_only_columns(func.count())
    found: int = (await session.execute(counted)).scalar_one()
    return found


async def count_by_status(session: AsyncSession, *, q: str | None, job_class_id: UUID | None) -> dict[str, int]:
    """How many lists the filters leave, by status."""
    status = EligibleList.status
    counted = _lists().where(*_list_filters((), q, job_class_id)).with_only_columns(status, func.count())
    return {found: count for found, count in await session.execute(counted.group_by(status))}


async def add_list(session: AsyncSession, row: EligibleList) -> None:
    """Store a list."""
    session.add(row)
    await session.flush()


async def job_class(session: AsyncSession, class_id: UUID) -> JobClass | None:
    """A job class that is in use, held so until the end of the transaction."""
    query = select(JobClass).where(JobClass.id == class_id, JobClass.voided_at.is_(None)).with_for_update(read=True)
    return (await session.execute(query)).scalar_one_or_none()


async def certification_rule(session: AsyncSession, rule_id: UUID) -> CertificationRule | None:
    """A version of a certification rule."""
    query = select(CertificationRule).where(CertificationRule.id == rule_id)
    return (await session.execute(query)).scalar_one_or_none()


async def scoring_model(session: AsyncSession, model_id: UUID, *, keep: bool = False) -> ScoringModel | None:
    """A scoring model; with `keep` held as it is until the end of the transaction."""
    query = select(ScoringModel).where(ScoringModel.id == model_id)
    return (await session.execute(query.with_for_update(read=True) if keep else query)).scalar_one_or_none()


async def banding_model(session: AsyncSession, model_id: UUID) -> BandingModel | None:
    """A banding model."""
    return (await session.execute(select(BandingModel).where(BandingModel.id == model_id))).scalar_one_or_none()


async def holidays_from(session: AsyncSession, first: date, *, keep: bool = True) -> set[date]:
    """Days without business from a day on; with `keep` locked, so that a deadline is computed in one calendar."""
    query = select(Holiday.falls_on).where(Holiday.falls_on >= first)
    return set((await session.execute(query.with_for_update(read=True) if keep else query)).scalars())


async def count_open_referrals(session: AsyncSession, list_id: UUID) -> int:
    """Referrals of a list that are not closed."""
    query = (
        select(func.count()).select_from(Referral).where(Referral.list_id == list_id, Referral.status == "certified")
    )
    return (await session.execute(query)).scalar_one()


async def count_undecided_protests(session: AsyncSession, list_id: UUID) -> int:
    """Protests of a list that nobody has decided."""
    query = select(func.count()).select_from(Protest).where(Protest.list_id == list_id, Protest.status == "filed")
    return (await session.execute(query)).scalar_one()


async def count_available_ranks(session: AsyncSession, list_id: UUID) -> int:
    """Scores of a list at which somebody is available."""
    query = select(func.count()).select_from(ListScore).where(ListScore.list_id == list_id, ListScore.available > 0)
    return (await session.execute(query)).scalar_one()


async def add_version(
    session: AsyncSession, row: EligibleList, *, seq: int, cause: str, scoring_id: UUID | None
) -> None:
    """Note that a list has come to a new version, at an event."""
    await session.execute(
        insert(ListVersion).values(
            agency_id=row.agency_id,
            list_id=row.id,
            list_version=row.list_version,
            seq=seq,
            cause=cause,
            scoring_id=scoring_id,
            eligibles_count=row.eligibles_count,
        )
    )
