"""SQL of the demo city: how far it is built, and finding again what it made."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Row, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import (
    CertificationRule,
    Department,
    Eligible,
    EligibleList,
    ExamResult,
    Job,
    JobClass,
    ListImport,
    Person,
    Position,
    Protest,
    Referral,
    ReferralEligible,
    Scoring,
    ScoringModel,
    User,
)

SERIES = "demo:{}"
UNFINISHED = ("queued", "running", "waiting_retry")


async def lock_progress(session: AsyncSession, size: str) -> int:
    """How many steps of a city are done; nobody else takes one until the end of the transaction."""
    query = text(
        "INSERT INTO counters (agency_id, name, value) VALUES (eligo_agency(), :name, 0) "
        "ON CONFLICT (agency_id, name) DO UPDATE SET value = counters.value RETURNING value"
    )
    return (await session.execute(query, {"name": SERIES.format(size)})).scalar_one()  # type: ignore[no-any-return]


async def note_progress(session: AsyncSession, size: str, done: int) -> None:
    """Note how many steps are done."""
    await session.execute(
        text("UPDATE counters SET value = :done WHERE agency_id = eligo_agency() AND name = :name"),
        {"done": done, "name": SERIES.format(size)},
    )


async def codes(session: AsyncSession) -> tuple[dict[str, UUID], dict[str, UUID], dict[str, UUID]]:
    """Departments by code, job classes by code, positions by number."""
    departments = {code: row_id for code, row_id in await session.execute(select(Department.code, Department.id))}
    classes = {code: row_id for code, row_id in await session.execute(select(JobClass.code, JobClass.id))}
    positions = {number: row_id for number, row_id in await session.execute(select(Position.number, Position.id))}
    return departments, classes, positions


async def rules(session: AsyncSession) -> dict[str, UUID]:
    """The active certification rules by code."""
    query = select(CertificationRule.code, CertificationRule.id).where(CertificationRule.status == "active")
    return {code: row_id for code, row_id in await session.execute(query)}


async def scoring_models(session: AsyncSession) -> dict[str, UUID]:
    """Scoring models by code."""
    return {code: row_id for code, row_id in await session.execute(select(ScoringModel.code, ScoringModel.id))}


async def list_by_code(session: AsyncSession, code: str) -> EligibleList:
    """A list that is there."""
    return (await session.execute(select(EligibleList).where(EligibleList.code == code))).scalar_one()


async def latest_import(session: AsyncSession, list_id: UUID) -> ListImport:
    """The last import of a list."""
    query = select(ListImport).where(ListImport.list_id == list_id).order_by(ListImport.id.desc()).limit(1)
    return (await session.execute(query)).scalar_one()


async def latest_scoring(session: AsyncSession, list_id: UUID) -> Scoring:
    """The last scoring of a list."""
    query = select(Scoring).where(Scoring.list_id == list_id).order_by(Scoring.id.desc()).limit(1)
    return (await session.execute(query)).scalar_one()


async def unfinished_jobs(session: AsyncSession, kinds: Sequence[str]) -> list[UUID]:
    """Jobs of these kinds that have not ended."""
    query = select(Job.id).where(Job.kind.in_(kinds), Job.status.in_(UNFINISHED)).order_by(Job.id)
    return list((await session.execute(query)).scalars())


async def failed_job(session: AsyncSession, kinds: Sequence[str]) -> Row[tuple[str, dict[str, str] | None]] | None:
    """A job of these kinds that ended otherwise than well, with its reason."""
    query = select(Job.kind, Job.error).where(Job.kind.in_(kinds), Job.status.in_(("failed", "cancelled"))).limit(1)
    return (await session.execute(query)).one_or_none()


async def referral_of(session: AsyncSession, list_id: UUID, position_id: UUID) -> Referral:
    """The referral of a list that a position was first attached to."""
    query = text(
        "SELECT referral_id FROM referral_positions rp JOIN referrals r ON r.agency_id = rp.agency_id "
        "AND r.id = rp.referral_id WHERE r.list_id = :list AND rp.position_id = :position ORDER BY attached_seq LIMIT 1"
    )
    found = (await session.execute(query, {"list": list_id, "position": position_id})).scalar_one()
    return (await session.execute(select(Referral).where(Referral.id == found))).scalar_one()


async def hired(session: AsyncSession, referral_id: UUID) -> list[UUID]:
    """The eligibles hired on a referral, the last one last."""
    query = (
        select(ReferralEligible.eligible_id)
        .where(ReferralEligible.referral_id == referral_id, ReferralEligible.disposition == "hired")
        .order_by(ReferralEligible.disposed_seq)
    )
    return list((await session.execute(query)).scalars())


async def eligible_from_end(session: AsyncSession, list_id: UUID, place: int) -> UUID:
    """The eligible at a place counted from the end of a list."""
    query = (
        select(Eligible.id)
        .where(Eligible.list_id == list_id)
        .order_by(Eligible.score, Eligible.external_id)
        .offset(place - 1)
        .limit(1)
    )
    return (await session.execute(query)).scalar_one()


async def person_of(session: AsyncSession, eligible_id: UUID) -> UUID:
    """Who an eligible is."""
    return (await session.execute(select(Eligible.person_id).where(Eligible.id == eligible_id))).scalar_one()


async def result_of(session: AsyncSession, eligible_id: UUID) -> ExamResult:
    """The examination result that brought somebody onto a list; it has the eligible's id."""
    return (await session.execute(select(ExamResult).where(ExamResult.id == eligible_id))).scalar_one()


async def protest_of(session: AsyncSession, list_id: UUID, person_id: UUID) -> Protest:
    """The last protest of a list by somebody."""
    query = select(Protest).where(Protest.list_id == list_id, Protest.person_id == person_id)
    return (await session.execute(query.order_by(Protest.id.desc()).limit(1))).scalar_one()


async def find_user(session: AsyncSession, email_key: str) -> User | None:
    """Somebody who works for the agency."""
    return (await session.execute(select(User).where(User.email_key == email_key))).scalar_one_or_none()


async def first_administrator(session: AsyncSession) -> User | None:
    """The administrator that the agency was founded with."""
    query = select(User).where(User.roles.contains(["administrator"]), User.is_active).order_by(User.id).limit(1)
    return (await session.execute(query)).scalar_one_or_none()


async def staff_with_another_password(session: AsyncSession, keys: Sequence[str], password_hash: str) -> list[User]:
    """Those of the demo's staff whose password is not this one, locked."""
    query = (
        select(User)
        .where(User.email_key.in_(keys), User.password_hash.is_distinct_from(password_hash))
        .order_by(User.id)
        .with_for_update(key_share=True)
    )
    return list((await session.execute(query)).scalars())


async def counts(session: AsyncSession) -> dict[str, int]:
    """How much of everything the agency has."""
    found = {}
    for name, model in (
        ("departments", Department),
        ("job_classes", JobClass),
        ("positions", Position),
        ("lists", EligibleList),
        ("people", Person),
        ("referrals", Referral),
        ("users", User),
    ):
        found[name] = (await session.execute(select(func.count()).select_from(model))).scalar_one()
    return found
