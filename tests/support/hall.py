"""A long list with many positions, made straight in the database: room for hundreds of races without a new start."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import func, insert, text
from sqlalchemy.dialects.postgresql import insert as upsert

from api.models import (
    Department,
    Eligible,
    EligibleList,
    JobClass,
    ListScore,
    Person,
    Position,
    ReferralDisposition,
    ReferralEligible,
)
from api.platform import ledger
from api.platform.auth import system_actor
from api.platform.db import new_id
from api.platform.ledger import Subject
from tests.conftest import World
from tests.support.clerk import Clerk

SCALE = 10**8


@dataclass
class Hall:
    """An adopted list of people with descending scores, and vacant positions of its class."""

    world: World
    job_class: UUID
    department: UUID
    rules: dict[str, UUID]
    lists: list[UUID] = field(default_factory=list)
    people: list[UUID] = field(default_factory=list)  # of the first list, best first
    positions: list[UUID] = field(default_factory=list)

    @classmethod
    async def build(cls, world: World, *, people: int, positions: int, rule: str = "LIST", each: int = 10) -> "Hall":
        """`people` on a list under a rule, `each` of them with the same score, and vacant positions."""
        agency, job_class, department = world.agency.id, new_id(), new_id()
        async with world.database.transaction(agency) as session:
            session.add(JobClass(agency_id=agency, id=job_class, code=f"C{job_class.hex[-8:]}", title="Analyst"))
            session.add(
                Department(agency_id=agency, id=department, code=f"D{department.hex[-8:]}", title="Public Health")
            )
            rules = await session.execute(text("SELECT code, id FROM certification_rules WHERE status = 'active'"))
            hall = cls(world, job_class, department, {code: rule_id for code, rule_id in rules})
        await hall.add_positions(positions)
        hall.lists.append(await hall.add_list(people, rule=rule, each=each))
        return hall

    async def add_positions(self, count: int, *, employment: str = "permanent") -> list[UUID]:
        """More vacant positions."""
        first = len(self.positions)
        made: list[dict[str, Any]] = [
            {
                "agency_id": self.world.agency.id,
                "id": new_id(),
                "number": f"{self.department.hex[-8:]}-{first + place:05}",
                "title": "Analyst",
                "job_class_id": self.job_class,
                "department_id": self.department,
                "employment": employment,
            }
            for place in range(count)
        ]
        async with self.world.database.transaction(self.world.agency.id) as session:
            await session.execute(insert(Position), made)
        self.positions += [one["id"] for one in made]
        return [one["id"] for one in made]

    async def add_list(self, people: int, *, rule: str = "LIST", each: int = 10) -> UUID:
        """An adopted list with people of its own; those of the first list are kept in `people`."""
        agency, list_id = self.world.agency.id, new_id()
        scores = [(1000 * SCALE - (place // each) * SCALE // 10) for place in range(people)]
        names = [f"person{place:05}" for place in range(people)]
        persons: list[dict[str, Any]] = [
            {"agency_id": agency, "id": new_id(), "first_name": "", "last_name": name, "sort_name": name}
            for name in names
        ]
        made: list[dict[str, Any]] = [
            {
                "agency_id": agency,
                "id": new_id(),
                "list_id": list_id,
                "person_id": person["id"],
                "external_id": name,
                "score": score,
                "sort_name": name,
                "entered_version": 1,
            }
            for person, name, score in zip(persons, names, scores, strict=True)
        ]
        async with self.world.database.transaction(agency) as session:
            session.add(
                EligibleList(
                    agency_id=agency,
                    id=list_id,
                    code=f"L{list_id.hex[-8:]}",
                    job_class_id=self.job_class,
                    list_type="discrete",
                    certification_rule_id=self.rules[rule],
                    status="adopted",
                    list_version=2,
                    score_decimals=1,
                    eligibles_count=people,
                    active_count=people,
                    ranks_count=len(set(scores)),
                )
            )
            await session.flush()
            await session.execute(insert(Person), persons)
            await session.execute(insert(Eligible), made)
            counts = [
                {
                    "agency_id": agency,
                    "list_id": list_id,
                    "score": score,
                    "eligibles": scores.count(score),
                    "available": scores.count(score),
                }
                for score in sorted(set(scores))
            ]
            await session.execute(insert(ListScore), counts)
        if not self.people:
            self.people = [one["id"] for one in made]
        return list_id

    async def certify(self, clerk: Clerk, positions: Sequence[UUID], *, list_id: UUID | None = None) -> str:
        """Certify a list to positions; the referral's id."""
        body = {
            "eligible_list_id": str(list_id or self.lists[0]),
            "position_ids": [str(position) for position in positions],
        }
        return str((await clerk.make("/referrals", body))["id"])


async def dispose(
    clerk: Clerk, referral: str, person: UUID, disposition: str, *, key: str | None = None, **more: Any
) -> httpx.Response:
    """Record a disposition; the response."""
    body = {"disposition": disposition, "reason_code": "other", "note": "test", **more}
    headers = {} if key is None else {"Idempotency-Key": key}
    return await clerk.post(f"/referrals/{referral}/eligibles/{person}/dispositions", body, headers=headers)


async def offer(world: World, referral: str, list_id: UUID, people: Sequence[UUID]) -> None:
    """Make an offer to everybody, with history and ledger as the service writes them, in one transaction."""
    agency, subject = world.agency.id, Subject("referral", UUID(referral))
    actor = system_actor(world.agency)
    async with world.database.transaction(agency) as session:
        for person in people:
            facts: dict[str, Any] = {
                "eligible": str(person),
                "from": "pending",
                "to": "selected",
                "position": None,
                "moved": {},
            }
            seq = await ledger.append(session, actor, "disposition.recorded", subject, facts)
            keys = {"agency_id": agency, "referral_id": subject.id, "eligible_id": person}
            await session.execute(insert(ReferralDisposition).values(**keys, seq=seq, disposition="selected"))
            values = {"disposition": "selected", "disposed_seq": seq, "disposed_at": func.clock_timestamp()}
            row = upsert(ReferralEligible).values(**keys, list_id=list_id, **values)
            await session.execute(
                row.on_conflict_do_update(index_elements=["agency_id", "referral_id", "eligible_id"], set_=values)
            )
