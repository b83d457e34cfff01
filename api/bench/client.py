"""A small HTTP/1.1 client that keeps its connections: cheap enough that the server is what is measured."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from api.bench.report import quantile


class BadAnswerError(RuntimeError):
    """The server answered otherwise than the bench expects."""


@dataclass(slots=True)
class Load:
    """What came of asking for some time: seconds per answer, and the seconds it took in all."""

    seconds: list[float] = field(default_factory=list)
    lasted: float = 0.0

    @property
    def p50(self) -> float:
        """The middle of the answer times, in milliseconds."""
        return quantile(self.seconds, 0.5) * 1000

    @property
    def p99(self) -> float:
        """Below which 99 of 100 answer times lie, in milliseconds."""
        return quantile(self.seconds, 0.99) * 1000

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.seconds) / self.lasted


class Connection:
    """One connection; requests go one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, headers: Mapping[str, str]) -> None:
        self._reader, self._writer = reader, writer
        self._head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())

    @classmethod
    async def open(cls, port: int, headers: Mapping[str, str]) -> "Connection":
        """Connect on loopback."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        return cls(reader, writer, {"Host": f"127.0.0.1:{port}", **headers})

    async def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[int, bytes, bytes]:
        """One request. Returns status, head and body."""
        own = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        if body:
            own += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(f"{method} {path} HTTP/1.1\r\n{self._head}{own}\r\n".encode() + body)
        head = await self._reader.readuntil(b"\r\n\r\n")
        return int(head[9:12]), head, await self._body(head)

    async def get(self, path: str) -> bytes:
        """GET, insisting on 200.

        Raises:
            BadAnswerError: with status and answer.
        """
        status, _, body = await self.ask("GET", path)
        if status != 200:
            raise BadAnswerError(f"GET {path}: {status} {body[:300]!r}")
        return body

    async def _body(self, head: bytes) -> bytes:
        lowered = head.lower()
        place = lowered.find(b"content-length:")
        if place < 0:
            raise BadAnswerError("an answer without a length")
        return await self._reader.readexactly(int(lowered[place + 15 : lowered.index(b"\r\n", place)]))

    async def close(self) -> None:
        """Hang up."""
        self._writer.close()
        await self._writer.wait_closed()


async def load(port: int, headers: Mapping[str, str], path: str, *, connections: int, seconds: float) -> Load:
    """Ask for one path on some connections at once, for some seconds."""
    opened = [await Connection.open(port, headers) for _ in range(connections)]
    found = Load()
    try:
        for one in opened:
            await one.get(path)  # warm: neither connecting nor the first plan is measured
        begun = time.perf_counter()
        await asyncio.gather(*(_ask_on(one, path, begun + seconds, found.seconds) for one in opened))
        found.lasted = time.perf_counter() - begun
    finally:
        await asyncio.gather(*(one.close() for one in opened), return_exceptions=True)
    return found


async def _ask_on(connection: Connection, path: str, until: float, times: list[float]) -> None:
    now = time.perf_counter()
    while now < until:
        await connection.get(path)
        after = time.perf_counter()
        times.append(after - now)
        now = after
