"""T6: reading how far a referral reaches on a list of a million, beside reading one eligible by key, over HTTP."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from api.bench import stock
from api.bench.client import BadAnswerError, Connection, Load, load
from api.bench.plans import walk_plan
from api.bench.report import Measure, Report, median, spread
from api.bench.site import ADDRESS, PASSWORD, Site, connect
from api.bench.stock import Stock

API = "/api/v1"
KEY, REFERRAL, REACHABLE = "one eligible by key", "the referral with its line", "50 reachable people with reasons"
CONNECTIONS = (1, 16)
P50_TARGET, RATE_TARGET, CHURNED_TARGET = 1.5, 0.6, 2.0


@dataclass
class Rounds:
    """The loads of each endpoint and number of connections, round by round."""

    loads: dict[tuple[str, int], list[Load]] = field(default_factory=dict)

    def slower(self, name: str, connections: int) -> list[float]:
        """How many times the middle answer time of the key read, per round."""
        pairs = zip(self.loads[name, connections], self.loads[KEY, connections], strict=True)
        return [ours.p50 / key.p50 for ours, key in pairs]

    def share(self, name: str, connections: int) -> list[float]:
        """What share of the key read's answers a second, per round."""
        pairs = zip(self.loads[name, connections], self.loads[KEY, connections], strict=True)
        return [ours.rate / key.rate for ours, key in pairs]

    def middle(self, name: str, connections: int) -> str:
        """p50 and answers a second, the middle of the rounds."""
        loads = self.loads[name, connections]
        return f"{median([one.p50 for one in loads]):.2f} ms, {median([one.rate for one in loads]):.0f}/s"


async def line(
    site: Site, *, people: int = 1_000_000, scores: int = 30_000, rounds: int = 4, seconds: float = 2.0
) -> Report:
    """Measure, change the status of a tenth of the list, vacuum, and measure again."""
    admin = await connect(site.admin_url)
    try:
        built = await stock.build(admin, site.agency, people=people, scores=scores)
        with site.api() as port:
            headers = await sign_in(port)
            referral = await certified(port, headers, built)
            paths = {
                KEY: f"{API}/eligible-lists/{built.list_id}/eligibles/{built.first_eligible}",
                REFERRAL: f"{API}/referrals/{referral}",
                REACHABLE: f"{API}/referrals/{referral}/eligibles?standing=reachable&limit=50",
            }
            fresh = await measured(port, headers, paths, rounds, seconds)
            plan = await walk_plan(site.urls.app, site.agency.id, built.list_id)
            seen = json.loads(await once(port, headers, paths[REFERRAL]))
            changed = await stock.use_up(admin, site.agency.id, built.list_id, people // 10)
            await admin.execute("VACUUM eligibles, list_scores, list_score_blocks")
            churned = await measured(port, headers, paths, rounds, seconds)
        await stock.give_back(admin, site.agency.id, built.list_id)
    finally:
        await admin.close()
    return Report(
        "line",
        [*_measures(fresh, ""), *_churned(churned, changed)],
        {
            "Command": f"eligo bench line --people {people} --rounds {rounds} --seconds {seconds:g}",
            "List": f"{people} eligibles, {scores} scores, the best 40 % of the ranks used up but for three people",
            "Line": f"rank {seen['line']['rank']}, {seen['names_in_reach']} people in {seen['ranks_in_reach']} ranks",
        },
        {"The walk of the line (EXPLAIN ANALYZE, as eligo_app under row-level security)": plan},
    )


async def sign_in(port: int) -> dict[str, str]:
    """Sign in as the bench's administrator; returns the headers that later calls carry."""
    connection = await Connection.open(port, {})
    body = json.dumps({"email": ADDRESS, "password": PASSWORD}).encode()
    status, head, answer = await connection.ask("POST", f"{API}/session", body)
    await connection.close()
    if status != 200:
        raise BadAnswerError(f"sign-in: {status} {answer[:300]!r}")
    cookie = next(
        row.split(":", 1)[1].split(";")[0].strip()
        for row in head.decode().split("\r\n")
        if row.lower().startswith("set-cookie:")
    )
    return {"Cookie": cookie, "X-CSRF-Token": json.loads(answer)["csrf_token"]}


async def once(port: int, headers: Mapping[str, str], path: str) -> bytes:
    """One answer."""
    connection = await Connection.open(port, headers)
    try:
        return await connection.get(path)
    finally:
        await connection.close()


async def certified(port: int, headers: Mapping[str, str], built: Stock) -> UUID:
    """The open referral of the list, certified to one position unless it stands from before."""
    known = json.loads(
        await once(port, headers, f"{API}/referrals?status=certified&eligible_list_id={built.list_id}&limit=1")
    )["items"]
    if known:
        return UUID(known[0]["id"])
    body = json.dumps({"eligible_list_id": str(built.list_id), "position_ids": [str(built.positions[0])]}).encode()
    connection = await Connection.open(port, headers)
    status, _, answer = await connection.ask("POST", f"{API}/referrals", body, Idempotency_Key=str(uuid4()))
    await connection.close()
    if status != 201:
        raise BadAnswerError(f"certify: {status} {answer[:300]!r}")
    return UUID(json.loads(answer)["id"])


async def measured(
    port: int, headers: Mapping[str, str], paths: Mapping[str, str], rounds: int, seconds: float
) -> Rounds:
    """Ask for each path in turn, round after round, so that what the machine does besides falls on all alike."""
    found = Rounds()
    for path in paths.values():
        await load(port, headers, path, connections=4, seconds=min(seconds, 1.0))  # warm plans and caches
    for _ in range(rounds):
        for connections in CONNECTIONS:
            for name, path in paths.items():
                made = await load(port, headers, path, connections=connections, seconds=seconds)
                found.loads.setdefault((name, connections), []).append(made)
    return found


def _measures(found: Rounds, when: str) -> list[Measure]:
    rows = []
    for name in (REFERRAL, REACHABLE):
        slower, share = found.slower(name, 1), found.share(name, 16)
        rows.append(
            Measure(
                f"T6 p50, 1 connection: {name}{when}",
                f"<= {P50_TARGET} x",
                f"{spread(slower)} x; {found.middle(name, 1)}",
                f"{KEY}: {found.middle(KEY, 1)}",
                median(slower) <= P50_TARGET,
            )
        )
        rows.append(
            Measure(
                f"T6 throughput, 16 connections: {name}{when}",
                f">= {RATE_TARGET} x",
                f"{spread(share)} x; {found.middle(name, 16)}",
                f"{KEY}: {found.middle(KEY, 16)}",
                median(share) >= RATE_TARGET,
            )
        )
    return rows


def _churned(found: Rounds, changed: int) -> Sequence[Measure]:
    return [
        Measure(
            f"T6 p50 after {changed} status changes and VACUUM: {name}",
            f"<= {CHURNED_TARGET} x",
            f"{spread(slower)} x; {found.middle(name, 1)}",
            f"{KEY}: {found.middle(KEY, 1)}",
            median(slower) <= CHURNED_TARGET,
        )
        for name in (REFERRAL, REACHABLE)
        for slower in (found.slower(name, 1),)
    ]
