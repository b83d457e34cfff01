"""SQL of possible duplicates: the search by rule, the queue, the decisions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from api.models import DuplicatePair, Person
from api.people.records.queries import in_view
from api.platform.db import new_id

MOST_ALIKE = 20  # what more people than this share tells nothing about any two of them
SHORTEST = 8  # letters of a name that may differ in one from another
_OPEN = """
CREATE TEMP TABLE found_pairs (person_id uuid NOT NULL, other_id uuid NOT NULL, rule text NOT NULL) ON COMMIT DROP
"""
_PAIR = "INSERT INTO found_pairs SELECT least(a.id, b.id), greatest(a.id, b.id), "
# Everybody who was not merged, by what two who are one would share.
_ALIKE = """
WITH keyed AS (
  SELECT id, {key} AS key FROM persons WHERE agency_id = eligo_agency() AND merged_into_id IS NULL AND {has}
), few AS (SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND :most)
INSERT INTO found_pairs
SELECT a.id, b.id, '{rule}' FROM few
JOIN keyed a ON a.key = few.key JOIN keyed b ON b.key = few.key AND b.id > a.id
"""
_EMAIL = _ALIKE.format(key="lower(btrim(email))", has="email IS NOT NULL", rule="same_email")
_NAME_AND_PHONE = _ALIKE.format(
    key="(SELECT string_agg(w, ' ' ORDER BY w) FROM unnest(string_to_array(sort_name, ' ')) w) || '/' "
    "|| right(regexp_replace(phone, '[^0-9]', '', 'g'), 10)",
    has="sort_name <> '' AND length(regexp_replace(phone, '[^0-9]', '', 'g')) >= 7",
    rule="same_name_and_phone",
)
# On one list: the same words in any order; or one letter more, less, other, or two changed round. Two names are so
# close exactly when leaving out at most one letter of each makes them equal.
_ON_LIST = """
WITH people AS (
  SELECT DISTINCT p.id, p.sort_name,
         (SELECT string_agg(w, ' ' ORDER BY w) FROM unnest(string_to_array(p.sort_name, ' ')) w) AS words
  FROM (SELECT person_id FROM exam_results WHERE agency_id = eligo_agency() AND list_id = :list
        UNION SELECT person_id FROM eligibles WHERE agency_id = eligo_agency() AND list_id = :list) here
  JOIN persons q ON q.agency_id = eligo_agency() AND q.id = here.person_id
  JOIN persons p ON p.agency_id = q.agency_id AND p.id = coalesce(q.merged_into_id, q.id)
  WHERE p.sort_name <> ''
), shapes AS MATERIALIZED (
  SELECT id, 'same_name_on_list' AS rule, words AS shape FROM people
  UNION ALL SELECT id, 'close_name_on_list', sort_name FROM people WHERE length(sort_name) >= :shortest
  UNION ALL
  SELECT id, 'close_name_on_list', overlay(sort_name PLACING '' FROM place FOR 1)
  FROM people, generate_series(1, length(sort_name)) place WHERE length(sort_name) >= :shortest
), few AS (SELECT rule, shape FROM shapes GROUP BY rule, shape HAVING count(DISTINCT id) BETWEEN 2 AND :most)
INSERT INTO found_pairs
SELECT DISTINCT a.id, b.id, rule FROM few
JOIN shapes a USING (rule, shape) JOIN shapes b USING (rule, shape) WHERE b.id > a.id
"""
# Pairs that somebody decided on keep what was decided; of an open one the rules are brought up to date.
_NEW = """
SELECT f.person_id, f.other_id, array_agg(DISTINCT f.rule ORDER BY f.rule) AS rules
FROM (SELECT person_id, other_id, rule FROM found_pairs f WHERE rule <> 'close_name_on_list' OR NOT EXISTS (
        SELECT 1 FROM found_pairs s WHERE s.person_id = f.person_id AND s.other_id = f.other_id
           AND s.rule <> 'close_name_on_list')) f
LEFT JOIN duplicate_pairs d ON d.agency_id = eligo_agency() AND d.person_id = f.person_id AND d.other_id = f.other_id
WHERE d.id IS NULL OR d.status = 'open'
GROUP BY f.person_id, f.other_id, d.rules
HAVING d.rules IS NULL OR d.rules <> array_agg(DISTINCT f.rule ORDER BY f.rule)
"""


async def open_search(session: AsyncSession) -> None:
    """Make the table of this search."""
    await session.execute(text(_OPEN))
    await session.execute(text("SELECT set_config('statement_timeout', '10min', true)"))


async def search_everybody(session: AsyncSession) -> None:
    """Find people who share an address, or a name and a telephone number."""
    for query in (_EMAIL, _NAME_AND_PHONE):
        await session.execute(text(query), {"most": MOST_ALIKE})


async def lists_with_people(session: AsyncSession) -> list[UUID]:
    """Every list with a result or an eligible."""
    query = "SELECT id FROM eligible_lists WHERE results_count > 0 OR eligibles_count > 0 ORDER BY id"
    return list((await session.execute(text(query))).scalars())


async def search_list(session: AsyncSession, list_id: UUID) -> None:
    """Find people of one list whose names are the same or close."""
    values = {"list": list_id, "most": MOST_ALIKE, "shortest": SHORTEST}
    await session.execute(text(_ON_LIST), values)


async def keep_found(session: AsyncSession, agency_id: UUID) -> int:
    """Keep what was found and is new; returns how many pairs."""
    await session.execute(text("ANALYZE found_pairs"))
    rows = [{"agency_id": agency_id, "id": new_id(), **row._mapping} for row in await session.execute(text(_NEW))]
    for start in range(0, len(rows), 1000):
        made = insert(DuplicatePair).values(rows[start : start + 1000])
        await session.execute(
            made.on_conflict_do_update(
                index_elements=["agency_id", "person_id", "other_id"],
                set_={"rules": made.excluded.rules, "version": DuplicatePair.version + 1},
                where=DuplicatePair.status == "open",
            )
        )
    return len(rows)


async def page(
    session: AsyncSession,
    status: str,
    departments: frozenset[UUID] | None,
    *,
    person_id: UUID | None,
    after: UUID | None,
    limit: int,
) -> list[Any]:
    """Pairs of a status with both persons, in the order in which they were found, after one.

    Open pairs of who was merged meanwhile wait until that is undone.
    """
    other = aliased(Person)
    query = (
        select(DuplicatePair, Person, other)
        .join(Person, Person.id == DuplicatePair.person_id)
        .join(other, other.id == DuplicatePair.other_id)
        .where(DuplicatePair.status == status, *in_view(departments), *in_view(departments, other))
        .order_by(DuplicatePair.id)
        .limit(limit)
    )
    if status == "open":
        query = query.where(Person.merged_into_id.is_(None), other.merged_into_id.is_(None))
    if person_id is not None:
        query = query.where((DuplicatePair.person_id == person_id) | (DuplicatePair.other_id == person_id))
    if after is not None:
        query = query.where(DuplicatePair.id > after)
    return list(await session.execute(query))


async def lock(session: AsyncSession, pair_id: UUID) -> DuplicatePair | None:
    """Lock a pair."""
    query = select(DuplicatePair).where(DuplicatePair.id == pair_id).with_for_update(key_share=True)
    return (await session.execute(query.execution_options(populate_existing=True))).scalar_one_or_none()


async def decide(
    session: AsyncSession, pair: DuplicatePair, *, status: str, by: str | None, at: datetime | None, reason: str | None
) -> None:
    """Write what was decided on a locked pair, or open it again."""
    pair.status, pair.decided_by, pair.decided_at, pair.reason = status, by, at, reason
    pair.version += 1
    await session.flush()


async def keep_merged(session: AsyncSession, agency_id: UUID, ids: Sequence[UUID], *, by: str, at: datetime) -> None:
    """Note that two locked persons were merged, whether or not anybody had thought so."""
    lesser, greater = sorted(ids)
    decided = {"status": "merged", "decided_by": by, "decided_at": at, "reason": None}
    keys = {"agency_id": agency_id, "person_id": lesser, "other_id": greater}
    made = insert(DuplicatePair).values(id=new_id(), rules=[], **keys, **decided)
    await session.execute(
        made.on_conflict_do_update(
            index_elements=["agency_id", "person_id", "other_id"],
            set_={**decided, "version": DuplicatePair.version + 1},
        )
    )


async def reopen_merged(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """The merge of two persons was undone: whether they are one is open again."""
    lesser, greater = sorted(ids)
    await session.execute(
        update(DuplicatePair)
        .where(DuplicatePair.person_id == lesser, DuplicatePair.other_id == greater, DuplicatePair.status == "merged")
        .values(status="open", decided_by=None, decided_at=None, reason=None, version=DuplicatePair.version + 1)
    )
