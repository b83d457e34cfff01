"""T7: certifying a list, beside the same work as one function of PostgreSQL that is called over the driver alone."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg

from api.bench import stock
from api.bench.client import BadAnswerError, Connection
from api.bench.line import API, sign_in
from api.bench.report import Measure, Report, median, quantile, spread
from api.bench.site import Site, connect
from api.bench.stock import Stock
from api.platform.auth import AgencyRef

POSITIONS = 6  # under the Rule of Three Scores: eight ranks, three with one person left and five with everybody
RANKS = POSITIONS + 2
LISTS, CONNECTIONS = 32, 8
SHORT_PEOPLE = 2_000  # on each of the lists that are certified at once; what is reached does not depend on it
CYCLES = 40  # certifications of the long list in a round
P50_TARGET, RATE_TARGET = 4.0, 0.25
Client = TypeVar("Client")

# What certifying does, by the letter of it: lock, walk, write the referral with everybody reached and a certificate,
# append to the ledger. No rule is decided, nobody's exceptions are looked at, nothing is explained.
_FUNCTION = """
CREATE OR REPLACE FUNCTION bench.certify(p_agency uuid, p_list uuid, p_positions uuid[], p_ranks integer)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
  made uuid := gen_random_uuid();
  seq bigint;
  number bigint;
  line bigint;
  paper text;
BEGIN
  PERFORM set_config('app.agency_id', p_agency::text, true);
  PERFORM 1 FROM eligible_lists WHERE agency_id = p_agency AND id = p_list FOR NO KEY UPDATE;
  PERFORM 1 FROM positions WHERE agency_id = p_agency AND id = ANY (p_positions) ORDER BY id FOR NO KEY UPDATE;
  SELECT min(s.score) INTO line FROM (
    SELECT score FROM list_scores WHERE agency_id = p_agency AND list_id = p_list AND available > 0
    ORDER BY score DESC LIMIT p_ranks) s;
  INSERT INTO counters (agency_id, name, value) VALUES (p_agency, 'bench', 1)
  ON CONFLICT (agency_id, name) DO UPDATE SET value = counters.value + 1 RETURNING value INTO number;
  seq := ledger_next();
  INSERT INTO referrals (agency_id, id, number, list_id, certification_rule_id, certified_at, certified_on,
                         certified_seq, list_version, floor_score)
  SELECT p_agency, made, 'B-' || number, p_list, certification_rule_id, eligo_now(), eligo_now()::date, seq,
         list_version, line
  FROM eligible_lists WHERE agency_id = p_agency AND id = p_list;
  INSERT INTO referral_positions (agency_id, referral_id, position_id, attached_seq)
  SELECT p_agency, made, one, seq FROM unnest(p_positions) one;
  INSERT INTO referral_eligibles (agency_id, referral_id, list_id, eligible_id, reached_seq)
  SELECT p_agency, made, p_list, e.id, seq FROM eligibles e
  WHERE e.agency_id = p_agency AND e.list_id = p_list AND e.status IN ('active', 'appointed_temporary')
    AND e.score = ANY (ARRAY(SELECT score FROM list_scores WHERE agency_id = p_agency AND list_id = p_list
                             AND available > 0 AND score >= line));
  SELECT json_build_object('referral', made, 'line', line, 'reached', json_agg(x.eligible_id))::text INTO paper
  FROM referral_eligibles x WHERE x.agency_id = p_agency AND x.referral_id = made;
  INSERT INTO certificates (agency_id, referral_id, seq, cause, canonical, digest)
  VALUES (p_agency, made, seq, 'certified', paper, sha256(convert_to(paper, 'UTF8')));
  PERFORM ledger_append('system', '', 'bench.certified', 'referral', made, ARRAY['list:' || p_list],
                        json_build_object('line', line)::text, NULL, NULL);
  RETURN made;
END $$
"""
_UNDO = """
WITH closed AS (
  UPDATE referrals SET status = 'cancelled', closed_at = clock_timestamp()
  WHERE agency_id = $1 AND list_id = ANY ($2) AND status = 'certified' RETURNING id
)
UPDATE referral_positions p SET is_open = false FROM closed WHERE p.agency_id = $1 AND p.referral_id = closed.id
"""


@dataclass
class Rounds:
    """What was measured, round by round; times in seconds, rates a second."""

    certify: list[float] = field(default_factory=list)
    read: list[float] = field(default_factory=list)
    function: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    function_rate: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it is measured: the API and the lists."""

    agency: AgencyRef
    app_url: str  # of the database, as the application reaches it
    port: int
    headers: Mapping[str, str]
    admin: asyncpg.Connection
    long: Stock
    short: Sequence[Stock]


async def certify(
    site: Site, *, people: int = 1_000_000, scores: int = 30_000, rounds: int = 4, cycles: int = CYCLES
) -> Report:
    """Certify a long list over and over, then many short ones at once; each referral is cancelled, untimed."""
    admin = await connect(site.admin_url)
    found = Rounds()
    try:
        long = await stock.build(admin, site.agency, people=people, scores=scores)
        short = await stock.build_many(admin, site.agency, lists=LISTS, people=SHORT_PEOPLE, scores=SHORT_PEOPLE // 30)
        await _prepare(admin)
        with site.api() as port:
            scene = Scene(site.agency, site.urls.app, port, await sign_in(port), admin, long, short)
            await _undo(scene)
            names = await _one_after_another(scene, 3, Rounds())  # warm
            for _ in range(rounds):
                await _one_after_another(scene, cycles, found)
                await _function_alone(scene, cycles, found)
                found.rate.append(await _at_once_by_api(scene))
                found.function_rate.append(await _at_once_by_function(scene))
    finally:
        await admin.close()
    return Report(
        "certify",
        _measures(found, names),
        {
            "Command": f"eligo bench certify --people {people} --rounds {rounds}",
            "Lists": f"one of {people} eligibles, its best 40 % of the ranks used up but for three people; "
            f"{LISTS} of {SHORT_PEOPLE} that are certified at once",
            "Function": "locks, walk, referral, positions, everybody reached, certificate, ledger; decides no rule",
        },
    )


def _measures(found: Rounds, names: int) -> list[Measure]:
    slower = [ours / read for ours, read in zip(found.certify, found.read, strict=True)]
    share = [ours / alone for ours, alone in zip(found.rate, found.function_rate, strict=True)]
    beside = [ours / alone for ours, alone in zip(found.certify, found.function, strict=True)]
    ours = f"{spread(slower)} x; {_milliseconds(found.certify)}"
    return [
        Measure(
            f"T7 p50, 1 connection: certify {names} people",
            f"<= {P50_TARGET} x",
            ours,
            f"the referral with its line: {_milliseconds(found.read)}",
            median(slower) <= P50_TARGET,
        ),
        Measure(
            "T7 p50, 1 connection: the same beside the function",
            "-",
            f"{spread(beside)} x; {_milliseconds(found.certify)}",
            f"the function: {_milliseconds(found.function)}",
        ),
        Measure(
            f"T7 throughput, {CONNECTIONS} connections, {LISTS} lists",
            f">= {RATE_TARGET} x",
            f"{spread(share)} x; {median(found.rate):.0f}/s",
            f"the function: {median(found.function_rate):.0f}/s",
            median(share) >= RATE_TARGET,
        ),
    ]


def _milliseconds(values: Sequence[float]) -> str:
    return f"{median(values) * 1000:.2f} ms"


async def _prepare(admin: asyncpg.Connection) -> None:
    await admin.execute("CREATE SCHEMA IF NOT EXISTS bench")
    await admin.execute("GRANT USAGE ON SCHEMA bench TO eligo_app")
    await admin.execute(_FUNCTION)


async def _undo(scene: Scene) -> None:
    """Close what a measurement left open, past the services: nothing of it is timed."""
    lists = [one.list_id for one in (scene.long, *scene.short)]
    await scene.admin.execute(_UNDO, scene.agency.id, lists)
    await scene.admin.execute("UPDATE referrals SET floor_score = NULL WHERE list_id = ANY ($1)", lists)


async def _one_after_another(scene: Scene, cycles: int, found: Rounds) -> int:
    """Certify the long list, read the referral, cancel it; returns how many people were certified."""
    certified, read, names = [], [], 0
    connection = await Connection.open(scene.port, scene.headers)
    try:
        for _ in range(cycles):
            begun = time.perf_counter()
            made = await _certify(connection, scene.long)
            certified.append(time.perf_counter() - begun)
            path = f"{API}/referrals/{made['id']}"
            await connection.get(path)
            begun = time.perf_counter()
            await connection.get(path)
            read.append(time.perf_counter() - begun)
            names = int(made["names_in_reach"])
            await _undo(scene)
    finally:
        await connection.close()
    found.certify.append(quantile(certified, 0.5))
    found.read.append(quantile(read, 0.5))
    return names


async def _certify(connection: Connection, built: Stock) -> dict[str, Any]:
    body = {
        "eligible_list_id": str(built.list_id),
        "position_ids": [str(one) for one in built.positions[:POSITIONS]],
    }
    status, _, answer = await connection.ask(
        "POST", f"{API}/referrals", json.dumps(body).encode(), Idempotency_Key=str(uuid4())
    )
    if status != 201:
        raise BadAnswerError(f"certify: {status} {answer[:300]!r}")
    made: dict[str, Any] = json.loads(answer)
    return made


async def _function_alone(scene: Scene, cycles: int, found: Rounds) -> None:
    seconds = []
    connection = await connect(scene.app_url)
    try:
        for _ in range(cycles):
            begun = time.perf_counter()
            await _call(connection, scene.agency.id, scene.long)
            seconds.append(time.perf_counter() - begun)
            await _undo(scene)
    finally:
        await connection.close()
    found.function.append(quantile(seconds, 0.5))


async def _call(connection: asyncpg.Connection, agency_id: UUID, built: Stock) -> None:
    await connection.fetchval(
        "SELECT bench.certify($1, $2, $3, $4)", agency_id, built.list_id, list(built.positions[:POSITIONS]), RANKS
    )


async def _at_once_by_api(scene: Scene) -> float:
    """Certifications a second over HTTP, every list once."""
    connections = [await Connection.open(scene.port, scene.headers) for _ in range(CONNECTIONS)]
    try:
        return await _at_once(scene, connections, _certify)
    finally:
        await asyncio.gather(*(one.close() for one in connections), return_exceptions=True)


async def _at_once_by_function(scene: Scene) -> float:
    """Certifications a second by the function, every list once."""
    connections = [await connect(scene.app_url) for _ in range(CONNECTIONS)]
    agency_id = scene.agency.id
    try:
        return await _at_once(scene, connections, lambda one, built: _call(one, agency_id, built))
    finally:
        await asyncio.gather(*(one.close() for one in connections), return_exceptions=True)


async def _at_once(
    scene: Scene, connections: Sequence[Client], act: Callable[[Client, Stock], Awaitable[object]]
) -> float:
    async def work(place: int) -> None:
        for built in scene.short[place :: len(connections)]:
            await act(connections[place], built)

    begun = time.perf_counter()
    await asyncio.gather(*(work(place) for place in range(len(connections))))
    lasted = time.perf_counter() - begun
    await _undo(scene)
    return len(scene.short) / lasted
