"""T9 and T10: scoring and publishing a million results, and scoring corrected ones again, beside plain SQL."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg

from api.bench import results
from api.bench.client import BadAnswerError, Connection
from api.bench.line import API, sign_in
from api.bench.report import Measure, Report, median, quantile, spread
from api.bench.results import Sitting
from api.bench.site import Site, connect

SINGLES = 15  # one person scored again, so often in a round
SHORT = 10  # the other list is this many times shorter
LONGEST = 900.0  # seconds for one job
LONGEST_SILENCE = 2.0  # seconds; less than after which the server closes an idle connection
FIRST_TARGET, ONE_TARGET, PART_TARGET, GROWTH_TARGET = 1.5, 3.0, 2.0, 1.3
WHY = "The protest was granted."


@dataclass
class Rounds:
    """Seconds, round by round."""

    computed: list[float] = field(default_factory=list)
    applied: list[float] = field(default_factory=list)
    posted: list[float] = field(default_factory=list)
    by_sql: list[float] = field(default_factory=list)
    one: list[float] = field(default_factory=list)
    one_short: list[float] = field(default_factory=list)
    key_update: list[float] = field(default_factory=list)
    part: list[float] = field(default_factory=list)
    part_update: list[float] = field(default_factory=list)

    @property
    def first(self) -> list[float]:
        """From asking for the scoring to the posted list."""
        return [sum(parts) for parts in zip(self.computed, self.applied, self.posted, strict=True)]


@dataclass(slots=True)
class Desk:
    """An analyst at one connection, which the server closes where it was long silent."""

    port: int
    headers: Mapping[str, str]
    connection: Connection | None = None
    used_at: float = 0.0

    async def _connected(self) -> Connection:
        if self.connection is None or time.monotonic() - self.used_at > LONGEST_SILENCE:
            await self.leave()
            self.connection = await Connection.open(self.port, self.headers)
        self.used_at = time.monotonic()
        return self.connection

    async def leave(self) -> None:
        """Hang up."""
        if self.connection is not None:
            await self.connection.close()

    async def read(self, path: str) -> dict[str, Any]:
        """What stands at a path."""
        found: dict[str, Any] = json.loads(await (await self._connected()).get(f"{API}{path}"))
        return found

    async def ask(self, method: str, path: str, body: Mapping[str, Any], **headers: str) -> dict[str, Any]:
        """Do something there.

        Raises:
            BadAnswerError: when it is refused.
        """
        sent = json.dumps(body).encode()
        key = {"Idempotency_Key": str(uuid4())} if method == "POST" else {}
        connection = await self._connected()
        status, _, answer = await connection.ask(method, f"{API}{path}", sent, **key, **headers)
        if status >= 300:
            raise BadAnswerError(f"{method} {path}: {status} {answer[:300]!r}")
        found: dict[str, Any] = json.loads(answer)
        return found

    async def job(self, path: str, body: Mapping[str, Any], **headers: str) -> dict[str, Any]:
        """Ask for background work and wait for its end; the result of the job.

        Raises:
            BadAnswerError: when it failed. TimeoutError.
        """
        job = await self.ask("POST", path, body, **headers)
        pause = 0.002
        async with asyncio.timeout(LONGEST):
            while job["status"] in ("queued", "running", "waiting_retry"):
                await asyncio.sleep(pause)
                pause = min(0.25, pause * 1.1)
                job = await self.read(f"/jobs/{job['id']}")
        if job["status"] != "succeeded":
            raise BadAnswerError(f"{path}: {job['error']}")
        found: dict[str, Any] = job["result"]
        return found

    async def scored(self, sitting: Sitting, reason: str | None = None) -> tuple[float, float]:
        """Score a list, and apply that; seconds for each."""
        begun = time.perf_counter()
        made = await self.job(f"/eligible-lists/{sitting.list_id}/scorings", {})
        computed = time.perf_counter()
        scoring = await self.read(f"/scorings/{made['scoring_id']}")
        body = {} if reason is None else {"reason": reason}
        await self.job(f"/scorings/{scoring['id']}/apply", body, If_Match=f'"{scoring["version"]}"')
        return computed - begun, time.perf_counter() - computed

    async def post(self, sitting: Sitting) -> float:
        """Post a scored list; seconds."""
        path = f"/eligible-lists/{sitting.list_id}"
        version = (await self.read(path))["version"]
        begun = time.perf_counter()
        await self.ask("POST", f"{path}/post", {}, If_Match=f'"{version}"')
        return time.perf_counter() - begun

    async def rescored(self, sitting: Sitting, one: str, points: str) -> float:
        """Correct one person's result and score it again; seconds of the scoring."""
        found = await self.read(f"/results/{one}")
        body = {"reason": WHY, "components": {**found["components"], "oral": points}}
        await self.ask("PATCH", f"/results/{one}", body, If_Match=f'"{found["version"]}"')
        return sum(await self.scored(sitting, WHY))


async def scoring(site: Site, *, people: int = 1_000_000, rounds: int = 2) -> Report:
    """Score, apply and post a list of so many and one a tenth as long, then score corrections; round after round."""
    admin = await connect(site.admin_url)
    found = Rounds()
    facts: dict[str, str] = {}
    try:
        with site.api() as port, site.worker("api.scorings.jobs"):
            desk = Desk(port, await sign_in(port))
            for _ in range(rounds):
                facts |= await _round(site, admin, desk, people, found)
            await desk.leave()
    finally:
        await admin.close()
    return Report(
        "scoring",
        _measures(found, people),
        {"Command": f"eligo bench scoring --people {people} --rounds {rounds}", **facts},
    )


async def _round(site: Site, admin: asyncpg.Connection, desk: Desk, people: int, found: Rounds) -> dict[str, str]:
    long = await results.sit(admin, site.agency, people=people)
    short = await results.sit(admin, site.agency, people=people // SHORT)
    await desk.scored(short)  # first, so that the worker is there when it counts
    await desk.post(short)
    begun = time.perf_counter()
    written = await results.publish_by_sql(admin, site.agency, long)
    found.by_sql.append(time.perf_counter() - begun)
    computed, applied = await desk.scored(long)
    found.computed.append(computed)
    found.applied.append(applied)
    found.posted.append(await desk.post(long))
    made = await desk.read(f"/eligible-lists/{long.list_id}")
    if (made["counts"]["eligibles"], made["counts"]["ranks"]) != written:
        raise BadAnswerError(f"{made['counts']} where SQL makes {written}")
    await admin.execute("VACUUM (ANALYZE) eligibles, exam_results, scoring_rows, list_scores, list_version_scores")
    await _corrections(site, admin, desk, found, long, short)
    for one in (long, short):
        await results.forget(admin, site.agency, one)
    return {
        "List": f"{written[0]} people, {written[1]} ranks; raw scores of three components and veterans' points",
        "Limit of T9": "score, dense rank, INSERT .. SELECT into one table, its key and its order, VACUUM ANALYZE",
    }


async def _corrections(
    site: Site, admin: asyncpg.Connection, desk: Desk, found: Rounds, long: Sitting, short: Sitting
) -> None:
    singles: dict[Sitting, list[float]] = {}
    for sitting in (long, short):
        ids = await admin.fetch(
            "SELECT id FROM exam_results WHERE agency_id = $1 AND list_id = $2 AND components ->> 'oral' = '40' "
            "ORDER BY external_id LIMIT $3",
            site.agency.id,
            sitting.list_id,
            SINGLES + 2,
        )
        taken = [await desk.rescored(sitting, str(row["id"]), "41.5") for row in ids]
        singles[sitting] = taken[2:]  # the first plans of a connection are not measured
    found.one.append(quantile(singles[long], 0.5))
    found.one_short.append(quantile(singles[short], 0.5))
    found.key_update.append(await _key_updates(site, admin, long))

    part = long.people // 100
    found.part_update.append(await _part_update(site, admin, long, part))
    await results.correct(admin, site.agency, long, part)
    found.part.append(sum(await desk.scored(long, WHY)))


async def _key_updates(site: Site, admin: asyncpg.Connection, sitting: Sitting) -> float:
    """The middle of some updates of one person's score by key, each with its commit."""
    ids = await admin.fetch("SELECT id FROM eligibles WHERE list_id = $1 LIMIT 200", sitting.list_id)
    seconds = []
    for row in ids:
        begun = time.perf_counter()
        await admin.execute(
            "UPDATE eligibles SET score = score WHERE agency_id = $1 AND id = $2", site.agency.id, row["id"]
        )
        seconds.append(time.perf_counter() - begun)
    return quantile(seconds, 0.5)


async def _part_update(site: Site, admin: asyncpg.Connection, sitting: Sitting, people: int) -> float:
    """New scores for so many, by one statement with its commit, taken back afterwards."""
    rows = await admin.fetch(
        "SELECT id FROM eligibles WHERE agency_id = $1 AND list_id = $2 ORDER BY id LIMIT $3",
        site.agency.id,
        sitting.list_id,
        people,
    )
    ids = [row["id"] for row in rows]
    statement = "UPDATE eligibles SET score = score + $3 WHERE agency_id = $1 AND id = ANY ($2)"
    begun = time.perf_counter()
    await admin.execute(statement, site.agency.id, ids, 1000)
    lasted = time.perf_counter() - begun
    await admin.execute(statement, site.agency.id, ids, -1000)
    return lasted


def _measures(found: Rounds, people: int) -> list[Measure]:
    slower = _ratios(found.first, found.by_sql)
    parts = f"{_seconds(found.computed)} scored, {_seconds(found.applied)} applied, {_seconds(found.posted)} posted"
    one, part = _ratios(found.one, found.key_update), _ratios(found.part, found.part_update)
    growth = _ratios(found.one, found.one_short)
    return [
        Measure(
            f"T9 score, rank, index, publish {people}",
            f"<= {FIRST_TARGET} x",
            f"{spread(slower)} x; {parts}",
            f"plain SQL: {_seconds(found.by_sql)}",
            median(slower) <= FIRST_TARGET,
        ),
        Measure(
            f"T10 score one person again on {people}",
            f"<= {ONE_TARGET} x",
            f"{spread(one)} x; {median(found.one) * 1000:.1f} ms",
            f"update by key: {median(found.key_update) * 1000:.2f} ms",
            median(one) <= ONE_TARGET,
        ),
        Measure(
            f"T10 the same, beside a list of {people // SHORT}",
            f"<= {GROWTH_TARGET} x",
            f"{spread(growth)} x; {median(found.one) * 1000:.1f} ms",
            f"the shorter list: {median(found.one_short) * 1000:.1f} ms",
            median(growth) <= GROWTH_TARGET,
        ),
        Measure(
            f"T10 score {people // 100} people again on {people}",
            f"<= {PART_TARGET} x",
            f"{spread(part)} x; {_seconds(found.part)}",
            f"UPDATE of those rows: {_seconds(found.part_update)}",
            median(part) <= PART_TARGET,
        ),
    ]


def _ratios(ours: Sequence[float], limits: Sequence[float]) -> list[float]:
    return [one / limit for one, limit in zip(ours, limits, strict=True)]


def _seconds(values: Sequence[float]) -> str:
    return f"{median(values):.2f} s"
