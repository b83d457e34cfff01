"""SQL of the commands."""

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import Agency, User
from api.models.eligible_lists import BLOCK_BITS, IN_POOL_SQL
from api.platform.auth import AgencyRef
from api.platform.passwords import email_key


@dataclass(frozen=True, slots=True)
class Invariant:
    """Something that holds for every row of an agency; `faults` is SQL that counts the rows where it does not."""

    name: str
    faults: str


INVARIANTS = (
    Invariant(
        "the counts at each score equal the eligibles",
        # Two sides of one comparison: rows counted and not there, rows there and not counted.
        f"""
        SELECT count(*) FROM (
            SELECT list_id, score, count(*) AS eligibles, count(*) FILTER (WHERE {IN_POOL_SQL}) AS available
            FROM eligibles GROUP BY list_id, score
        ) counted
        FULL JOIN (SELECT * FROM list_scores WHERE eligibles > 0) kept USING (list_id, score)
        WHERE counted.eligibles IS DISTINCT FROM kept.eligibles OR counted.available IS DISTINCT FROM kept.available
        """,  # noqa: S608 - our own words
    ),
    Invariant(
        "the blocks of scores equal the counts at the scores",
        f"""
        SELECT count(*) FROM (
            SELECT list_id, score >> {BLOCK_BITS} AS block, count(*) AS ranks, sum(eligibles) AS people,
                   count(*) FILTER (WHERE available > 0) AS available_ranks, sum(available) AS names
            FROM list_scores WHERE eligibles > 0 GROUP BY 1, 2
        ) counted
        FULL JOIN (SELECT * FROM list_score_blocks WHERE (ranks, eligibles) <> (0, 0)) kept USING (list_id, block)
        WHERE (counted.ranks, counted.available_ranks, counted.people, counted.names)
              IS DISTINCT FROM (kept.ranks, kept.available_ranks, kept.eligibles, kept.available)
        """,  # noqa: S608 - our own words
    ),
    Invariant(
        "the counts of each list equal its eligibles",
        f"""
        SELECT count(*) FROM eligible_lists l
        LEFT JOIN (
            SELECT list_id, count(*) AS eligibles, count(DISTINCT score) AS ranks,
                   count(*) FILTER (WHERE {IN_POOL_SQL}) AS active
            FROM eligibles GROUP BY list_id
        ) e ON e.list_id = l.id
        WHERE (l.eligibles_count, l.active_count, l.ranks_count)
              IS DISTINCT FROM (coalesce(e.eligibles, 0), coalesce(e.active, 0), coalesce(e.ranks, 0))
        """,  # noqa: S608 - our own words
    ),
    Invariant(
        "no referral has more hires than positions",
        """
        SELECT count(*) FROM referrals r
        WHERE (SELECT count(*) FROM appointments a WHERE a.referral_id = r.id AND a.status = 'active')
              > (SELECT count(*) FROM referral_positions p WHERE p.referral_id = r.id AND p.is_attached)
        """,
    ),
    Invariant(
        "a position is filled by exactly its active appointment",
        """
        SELECT count(*) FROM positions p
        JOIN appointments a ON a.position_id = p.id AND a.status = 'active'
        WHERE p.status <> 'filled'
        """,
    ),
    Invariant(
        "a referral's positions are open only while it is",
        """
        SELECT count(*) FROM referral_positions p JOIN referrals r ON r.id = p.referral_id
        WHERE p.is_open AND r.status <> 'certified'
        """,
    ),
    Invariant(
        "every decision on a referral has its history",
        """
        SELECT count(*) FROM referral_eligibles e
        WHERE e.disposed_seq IS NOT NULL AND NOT EXISTS (
            SELECT FROM referral_dispositions d
            WHERE d.referral_id = e.referral_id AND d.eligible_id = e.eligible_id AND d.seq = e.disposed_seq
              AND d.disposition = e.disposition
        )
        """,
    ),
    Invariant(
        "no running job has lost its worker for more than a minute",
        "SELECT count(*) FROM jobs WHERE status = 'running' AND lease_until < clock_timestamp() - interval '1 minute'",
    ),
)


async def agencies(session: AsyncSession) -> list[AgencyRef]:
    """Every agency, by slug."""
    rows = (await session.execute(select(Agency).order_by(Agency.slug))).scalars()
    return [AgencyRef(row.id, row.key, row.slug, row.name, row.zone, row.is_demo) for row in rows]


async def agency_by_slug(session: AsyncSession, slug: str) -> AgencyRef | None:
    """One agency."""
    return next((agency for agency in await agencies(session) if agency.slug == slug), None)


async def has_agency(session: AsyncSession) -> bool:
    """Whether anything was founded here."""
    return bool(await agencies(session))


async def real_agency(session: AsyncSession) -> str | None:
    """The slug of an agency that is none of a demo."""
    return next((agency.slug for agency in await agencies(session) if not agency.is_demo), None)


async def has_demo(session: AsyncSession) -> bool:
    """Whether the demo agency stands."""
    return any(agency.is_demo for agency in await agencies(session))


async def user_of(session: AsyncSession, email: str) -> User | None:
    """Somebody of the session's agency, by address."""
    return (await session.execute(select(User).where(User.email_key == email_key(email)))).scalar_one_or_none()


async def count_faults(session: AsyncSession, invariant: Invariant) -> int:
    """How many rows of the session's agency break an invariant."""
    return int((await session.execute(text(invariant.faults))).scalar_one())


async def server_version(session: AsyncSession) -> int:
    """The server's major version."""
    return int((await session.execute(text("SHOW server_version_num"))).scalar_one()) // 10_000


async def clock(session: AsyncSession) -> tuple[float, float]:
    """Seconds since 1970 by the server's clock, and the seconds the demo clock is ahead of it."""
    seconds = (
        "SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision), "
        "CAST(extract(epoch FROM offset_by) AS double precision) FROM demo_clock"
    )
    row = (await session.execute(text(seconds))).one()
    return row[0], row[1]


async def unforced_tables(session: AsyncSession, exempt: tuple[str, ...]) -> list[str]:
    """Tables whose rows are not bound to an agency."""
    query = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') "
        "AND NOT (relrowsecurity AND relforcerowsecurity) AND relname <> ALL (:exempt) ORDER BY 1"
    )
    return list((await session.execute(query, {"exempt": list(exempt)})).scalars())
