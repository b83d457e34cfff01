"""T12, T13: a list leaving as CSV and JSON beside COPY of the same columns; its pages beside one eligible by key."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from api.bench import stock
from api.bench.client import BadAnswerError, Connection, load
from api.bench.line import API, sign_in
from api.bench.report import Measure, Report, median, quantile, spread
from api.bench.site import Site, connect
from api.bench.stock import Stock

ROWS, MANY, SCORES, PAGE = 100_000, 1_000_000, 30_000, 100
LATE_PAGE = 10_000  # of pages of 100: the last of a list of a million
COLUMNS = "rank,score,name,external_id,status,until"  # what the screen shows, but for credits: the stock has none
CSV_TARGET, JSON_TARGET, FIRST_BYTE_TARGET, MEMORY_TARGET, PAGE_TARGET = 0.6, 0.5, 5.0, 10.0, 2.0
HELLOS = 50
# The same columns of the same rows as they are stored, in the same order: nothing guarded, no word for a status.
_STORED = """
    SELECT r.rank, e.score, p.last_name, p.first_name, e.external_id, e.status, e.status_until, e.expires_on
      FROM eligibles e
      JOIN (SELECT score, row_number() OVER (ORDER BY score DESC) AS rank FROM list_scores
             WHERE agency_id = '{agency}' AND list_id = '{list}' AND eligibles > 0) r ON r.score = e.score
      JOIN persons p ON p.agency_id = e.agency_id AND p.id = e.person_id
     WHERE e.agency_id = '{agency}' AND e.list_id = '{list}'
     ORDER BY e.score DESC, e.sort_name, e.id
"""


@dataclass
class Taken:
    """One whole file: its bytes, the seconds to the first and the last of them."""

    size: int
    first: float
    whole: float


@dataclass
class Rounds:
    """What the rounds gave, by what was measured."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def note(self, name: str, seconds: float) -> None:
        """Keep one measurement."""
        self.seconds.setdefault(name, []).append(seconds)

    def share(self, ours: str, limit: str) -> list[float]:
        """How many times as fast as the limit, per round."""
        pairs = zip(self.seconds[ours], self.seconds[limit], strict=True)
        return [beside / own for own, beside in pairs]

    def slower(self, ours: str, limit: str) -> list[float]:
        """How many times as long as the limit, per round."""
        return [1 / share for share in self.share(ours, limit)]

    def rate(self, name: str, rows: int) -> str:
        """Rows a second, the middle of the rounds."""
        return f"{rows / median(self.seconds[name]) / 1000:.0f}k rows/s"

    def middle(self, name: str) -> str:
        """Milliseconds, the middle of the rounds."""
        return f"{median(self.seconds[name]) * 1000:.1f} ms"


async def exports(site: Site, *, rows: int = ROWS, many: int = MANY, rounds: int = 4, seconds: float = 2.0) -> Report:
    """Measure the list of `rows`, then the memory that `rows` and `many` take, then the pages of the long one."""
    admin = await connect(site.admin_url)
    try:
        short = await stock.build(admin, site.agency, people=rows, scores=min(SCORES, rows // 3))
        long = await stock.build(admin, site.agency, people=many, scores=min(SCORES, many // 3))
        with site.api() as port:
            headers = await sign_in(port)
            found = await _measured(site, port, headers, short, rounds)
            grown = {built.people: await _growth(port, headers, built) for built in (short, long)}
            pages = await _pages(port, headers, long, rounds, seconds)
    finally:
        await admin.close()
    return Report(
        "exports",
        [*_files(found, rows), *_memory(grown), *_paging(pages, min(LATE_PAGE, many // PAGE))],
        {
            "Command": f"eligo bench exports --rounds {rounds} --seconds {seconds:g}",
            "Lists": f"{rows} and {many} eligibles; columns {COLUMNS.replace(',', ', ')}",
            "Limit": "COPY TO STDOUT by asyncpg as the role eligo_app, the same columns as stored, in the same order",
        },
    )


async def _measured(site: Site, port: int, headers: Mapping[str, str], built: Stock, rounds: int) -> Rounds:
    found = Rounds()
    paths = {form: _path(built, form) for form in ("csv", "json")}
    async with _copying(site) as copying:
        stored = _STORED.format(agency=site.agency.id, list=built.list_id)
        limits = {"csv": stored, "json": f"SELECT row_to_json(t) FROM ({stored}) t"}  # noqa: S608  (ids of our own)
        for number in range(rounds + 1):
            for form, path in paths.items():
                limit = await _copied(copying, limits[form])
                taken = await _taken(port, headers, path)
                hello, signed_in = (
                    await _hello(port, headers, "/healthz"),
                    await _hello(port, headers, f"{API}/session"),
                )
                if number:  # the first round warms plans and caches
                    found.note(f"copy {form}", limit)
                    found.note(form, taken.whole)
                    found.note(f"first byte {form}", taken.first)
                    found.note(f"hello {form}", hello)
                    found.note(f"signed in {form}", signed_in)
    return found


def _path(built: Stock, form: str) -> str:
    return f"{API}/eligible-lists/{built.list_id}/eligibles.{form}?columns={COLUMNS}"


@asynccontextmanager
async def _copying(site: Site) -> AsyncIterator[asyncpg.Connection]:
    """A connection as the application has it, bound to the agency."""
    address = make_url(site.urls.app).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(address)
    try:
        await connection.execute("SELECT set_config('app.agency_id', $1, false)", str(site.agency.id))
        yield connection
    finally:
        await connection.close()


async def _copied(connection: asyncpg.Connection, query: str) -> float:
    async def forget(_: bytes) -> None:
        """What is measured is the database."""

    begun = time.perf_counter()
    await connection.copy_from_query(query, output=forget, format="csv")
    return time.perf_counter() - begun


async def _taken(port: int, headers: Mapping[str, str], path: str) -> Taken:
    """Fetch a file and forget it; its chunks are counted, not joined."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    try:
        begun = time.perf_counter()
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n{lines}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:16]:
            raise BadAnswerError(f"GET {path}: {head[:200]!r}")
        size = len(await reader.read(1))
        first = time.perf_counter() - begun
        tail = b""
        while piece := await reader.read(1 << 18):
            size, tail = size + len(piece), (tail + piece)[-5:]
        if tail != b"0\r\n\r\n":
            raise BadAnswerError(f"GET {path}: the file broke off")
        return Taken(size, first, time.perf_counter() - begun)
    finally:
        writer.close()


async def _hello(port: int, headers: Mapping[str, str], path: str) -> float:
    """The middle answer time of something small, on a connection that stands."""
    connection = await Connection.open(port, headers)
    times = []
    try:
        for _ in range(HELLOS):
            begun = time.perf_counter()
            await connection.get(path)
            times.append(time.perf_counter() - begun)
    finally:
        await connection.close()
    return quantile(times, 0.5)


async def _growth(port: int, headers: Mapping[str, str], built: Stock) -> dict[str, float]:
    """MiB that the API grows by while a file leaves, at most, above what it had before."""
    process = await asyncio.to_thread(_server, port)
    grown = {}
    for form in ("csv", "json"):
        before = _resident(process)
        most, leaving = before, asyncio.create_task(_taken(port, headers, _path(built, form)))
        while not leaving.done():
            most = max(most, _resident(process))
            await asyncio.sleep(0.01)
        await leaving
        grown[form] = most - before
    return grown


def _server(port: int) -> Path:
    """The process that answers on the port, below /proc: the one of ours that was told so."""
    told = f"ELIGO_PORT={port}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # somebody else's, or gone meanwhile
            if told in (place / "environ").read_bytes().split(b"\0"):
                found.append(place)
    return max(found, key=_resident)


def _resident(process: Path) -> float:
    """MiB of memory that a process holds."""
    return int((process / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def _pages(
    port: int, headers: Mapping[str, str], built: Stock, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Middle answer times in milliseconds: one eligible by key, the first page, and one as deep as the list allows."""
    page = f"{API}/eligible-lists/{built.list_id}/eligibles?limit={PAGE}"
    deep = await _late(port, headers, page, built)
    paths = {
        "key": f"{API}/eligible-lists/{built.list_id}/eligibles/{built.first_eligible}",
        "first": page,
        "late": f"{page}&cursor={deep}",
    }
    found: dict[str, list[float]] = {name: [] for name in paths}
    for number in range(rounds + 1):
        for name, path in paths.items():
            made = await load(port, headers, path, connections=1, seconds=seconds if number else min(seconds, 0.5))
            if number:
                found[name].append(made.p50)
    return found


async def _late(port: int, headers: Mapping[str, str], page: str, built: Stock) -> str:
    """The cursor of a late page: walked to by pages of 500."""
    connection = await Connection.open(port, headers)
    path = page.replace(f"limit={PAGE}", "limit=500")
    cursor, walked = "", 0
    try:
        while walked < min(LATE_PAGE * PAGE, built.people) - 500:
            body = await connection.get(f"{path}&cursor={cursor}" if cursor else path)
            cursor = body[body.rindex(b'"next_cursor":"') + 15 :].split(b'"', 1)[0].decode()
            walked += 500
    finally:
        await connection.close()
    return cursor


def _files(found: Rounds, rows: int) -> Sequence[Measure]:
    made = []
    for test, form, target in (("T12", "csv", CSV_TARGET), ("T13", "json", JSON_TARGET)):
        share = found.share(form, f"copy {form}")
        made.append(
            Measure(
                f"{test} {form.upper()} of {rows} rows",
                f">= {target} L",
                f"{spread(share)} L; {found.rate(form, rows)}",
                found.rate(f"copy {form}", rows),
                median(share) >= target,
            )
        )
        # A hello of ours is the smallest thing that is answered to somebody who signed in.
        slower = found.slower(f"first byte {form}", f"signed in {form}")
        made.append(
            Measure(
                f"{test} first byte of the {form.upper()}",
                f"<= {FIRST_BYTE_TARGET:.0f} x",
                f"{spread(slower)} x; {found.middle(f'first byte {form}')}",
                f"GET /session: {found.middle(f'signed in {form}')} (GET /healthz: {found.middle(f'hello {form}')})",
                median(slower) <= FIRST_BYTE_TARGET,
            )
        )
    return made


def _memory(grown: Mapping[int, Mapping[str, float]]) -> Sequence[Measure]:
    return [
        Measure(
            f"{'T12' if form == 'csv' else 'T13'} memory of the API, {form.upper()} of {people} rows",
            f"<= {MEMORY_TARGET:.0f} MiB",
            f"{most:.1f} MiB",
            "before the request",
            most <= MEMORY_TARGET,
        )
        for people, forms in grown.items()
        for form, most in forms.items()
    ]


def _paging(pages: Mapping[str, list[float]], last: int) -> Sequence[Measure]:
    made = []
    for name, told in (("first", "the first page"), ("late", f"page {last}")):
        slower = [ours / key for ours, key in zip(pages[name], pages["key"], strict=True)]
        made.append(
            Measure(
                f"T13 p50, {told} of {PAGE} rows",
                f"<= {PAGE_TARGET} x",
                f"{spread(slower)} x; {median(pages[name]):.2f} ms",
                f"one eligible by key: {median(pages['key']):.2f} ms",
                median(slower) <= PAGE_TARGET,
            )
        )
    return made
