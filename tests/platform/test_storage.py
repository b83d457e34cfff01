"""Files in chunks."""

import hashlib
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from api.models import FileChunk
from api.platform import storage
from api.platform.auth import AgencyRef, system_actor
from api.platform.errors import NotFound
from api.platform.storage import CHUNK_BYTES, DamagedFileError
from tests.conftest import World

BIG = bytes(range(256)) * (CHUNK_BYTES // 256) * 2 + b"and a little more"


async def _pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@pytest.mark.parametrize(
    ("content", "chunks"), [(b"", 0), (b"x", 1), (BIG[:CHUNK_BYTES], 1), (BIG[: CHUNK_BYTES + 1], 2), (BIG, 3)]
)
@pytest.mark.parametrize("piece", [None, 70_001, 3 * CHUNK_BYTES])
async def test_what_was_stored_comes_back(world: World, content: bytes, chunks: int, piece: int | None) -> None:
    given = content if piece is None else _pieces(content, piece)
    async with world.database.transaction(world.agency.id) as session:
        file = await storage.store(session, system_actor(world.agency), "report.pdf", "application/pdf", given)
    assert (file.size, file.sha256) == (len(content), hashlib.sha256(content).digest())

    async with world.database.transaction(world.agency.id, read_only=True) as session:
        assert await storage.read_all(session, file.id) == content
        assert await session.scalar(select(func.count()).select_from(FileChunk)) == chunks
        assert (await storage.find(session, file.id)).name == "report.pdf"
    streamed = [chunk async for chunk in storage.open_chunks(world.database, world.agency.id, file.id)]
    assert b"".join(streamed) == content
    assert all(len(chunk) == CHUNK_BYTES for chunk in streamed[:-1])


async def test_another_agency_s_file_is_not_there(world: World, other_agency: AgencyRef) -> None:
    async with world.database.transaction(world.agency.id) as session:
        file = await storage.store(session, system_actor(world.agency), "a.txt", "text/plain", b"ours")

    async with world.database.transaction(other_agency.id, read_only=True) as session:
        with pytest.raises(NotFound):
            await storage.read_all(session, file.id)
    with pytest.raises(NotFound):
        await anext(storage.open_chunks(world.database, other_agency.id, file.id))
    with pytest.raises(NotFound):
        await anext(storage.open_chunks(world.database, world.agency.id, uuid4()))


async def test_a_damaged_file_is_not_handed_out_as_whole(world: World) -> None:
    async with world.database.transaction(world.agency.id) as session:
        file = await storage.store(session, system_actor(world.agency), "a.txt", "text/plain", b"right")
    async with world.database.transaction(world.agency.id) as session:
        await session.execute(update(FileChunk).values(content=b"wrong"))

    async with world.database.transaction(world.agency.id) as session:
        with pytest.raises(DamagedFileError):
            await storage.read_all(session, file.id)
    with pytest.raises(DamagedFileError):
        _ = [chunk async for chunk in storage.open_chunks(world.database, world.agency.id, file.id)]


async def test_a_reader_holds_no_connection_between_chunks(world: World) -> None:
    async with world.database.transaction(world.agency.id) as session:
        file = await storage.store(session, system_actor(world.agency), "a.bin", "application/octet-stream", BIG)

    chunks = storage.open_chunks(world.database, world.agency.id, file.id)
    await anext(chunks)
    assert world.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    await chunks.aclose()  # type: ignore[attr-defined]
