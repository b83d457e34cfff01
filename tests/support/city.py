"""A small adopted list, made straight in the database: what tests of referrals start from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text

from api.models import Eligible, EligibleList, ListScore, Person
from api.platform.db import Database, new_id
from tests.conftest import World
from tests.support.clerk import Clerk

SCALE = 10**8


@dataclass
class City:
    """Departments, a class, positions and one adopted list in the first agency."""

    clerk: Clerk
    database: Database
    world: World
    departments: list[UUID] = field(default_factory=list)
    job_class: UUID | None = None
    positions: list[UUID] = field(default_factory=list)
    list_id: UUID | None = None
    people: dict[str, UUID] = field(default_factory=dict)
    rules: dict[str, UUID] = field(default_factory=dict)

    @classmethod
    async def build(
        cls, clerk: Clerk, world: World, scores: Sequence[tuple[str, int]], *, positions: int = 4, rule: str = "R3"
    ) -> "City":
        """Two departments, `positions` vacant positions and an adopted list of (name, score) under a rule."""
        city = cls(clerk, world.database, world)
        for number in (1, 2):
            made = await clerk.make("/departments", {"code": f"D{number}", "title": f"Department {number}"})
            city.departments.append(UUID(made["id"]))
        city.job_class = UUID((await clerk.make("/job-classes", {"code": "1823", "title": "Analyst"}))["id"])
        for number in range(positions):
            await city.position(f"P{number}", department=number % 2)
        async with city.database.transaction(world.agency.id, read_only=True) as session:
            rules = await session.execute(text("SELECT code, id FROM certification_rules WHERE status = 'active'"))
            city.rules = {code: rule_id for code, rule_id in rules}
        city.list_id = await city.adopted_list("L1", scores, rule)
        return city

    async def position(self, number: str, *, department: int = 0, employment: str = "permanent") -> None:
        """One more vacant position of the class."""
        body = {
            "number": number,
            "title": "Analyst",
            "job_class_id": str(self.job_class),
            "department_id": str(self.departments[department]),
            "employment": employment,
        }
        self.positions.append(UUID((await self.clerk.make("/positions", body))["id"]))

    async def adopted_list(self, code: str, scores: Sequence[tuple[str, int]], rule: str) -> UUID:
        """Store an adopted list with these people."""
        agency = self.world.agency.id
        list_id = new_id()
        counts: dict[int, int] = {}
        async with self.database.transaction(agency) as session:
            session.add(
                EligibleList(
                    agency_id=agency,
                    id=list_id,
                    code=code,
                    job_class_id=self.job_class,
                    list_type="discrete",
                    certification_rule_id=self.rules[rule],
                    status="adopted",
                    list_version=2,
                    score_decimals=0,
                    eligibles_count=len(scores),
                    active_count=len(scores),
                    ranks_count=len({score for _, score in scores}),
                )
            )
            await session.flush()
            for name, score in scores:
                person, eligible = new_id(), new_id()
                session.add(
                    Person(agency_id=agency, id=person, first_name="", last_name=name, sort_name=name.casefold())
                )
                await session.flush()
                session.add(
                    Eligible(
                        agency_id=agency,
                        id=eligible,
                        list_id=list_id,
                        person_id=person,
                        external_id=name,
                        score=score * SCALE,
                        sort_name=name.casefold(),
                        entered_version=1,
                    )
                )
                self.people[name] = eligible
                counts[score] = counts.get(score, 0) + 1
            for score, count in counts.items():
                session.add(
                    ListScore(agency_id=agency, list_id=list_id, score=score * SCALE, eligibles=count, available=count)
                )
        return list_id

    async def certify(self, *positions: int, **more: Any) -> dict[str, Any]:
        """Certify the list to positions by their place."""
        body = {"eligible_list_id": str(self.list_id), "position_ids": [str(self.positions[one]) for one in positions]}
        made: dict[str, Any] = await self.clerk.make("/referrals", body | more)
        return made

    async def shown(self, referral: str) -> dict[str, str]:
        """Name -> what is shown, for everybody on a referral."""
        items = await self.clerk.all(f"/referrals/{referral}/eligibles")
        return {one["external_id"]: one["shown_as"] for one in items}

    async def dispose(
        self, referral: str, name: str, disposition: str, *, clerk: Clerk | None = None, **more: Any
    ) -> Any:
        """Record a disposition with a reason; returns the response."""
        body = {"disposition": disposition, "reason_code": "other", "note": "test", **more}
        path = f"/referrals/{referral}/eligibles/{self.people[name]}/dispositions"
        return await (clerk or self.clerk).post(path, body)

    async def counts_agree(self) -> bool:
        """Whether list_scores and the list's counters equal a count of the rows."""
        query = text(
            "SELECT NOT EXISTS (SELECT 1 FROM list_scores s WHERE s.available <> (SELECT count(*) FROM eligibles e "
            "WHERE e.list_id = s.list_id AND e.score = s.score AND e.status IN ('active', 'appointed_temporary'))) "
            "AND NOT EXISTS (SELECT 1 FROM eligible_lists l WHERE l.active_count <> (SELECT count(*) FROM eligibles e "
            "WHERE e.list_id = l.id AND e.status IN ('active', 'appointed_temporary')))"
        )
        async with self.database.transaction(self.world.agency.id, read_only=True) as session:
            return bool((await session.execute(query)).scalar_one())
