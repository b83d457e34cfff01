"""Files in chunks in PostgreSQL: every process sees them, a backup holds them, row-level security guards them."""

import hashlib
from collections.abc import AsyncIterator
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import FileChunk, StoredFile
from api.platform.auth import Actor
from api.platform.db import Database, new_id
from api.platform.errors import NotFound

CHUNK_BYTES = 1 << 20


class DamagedFileError(RuntimeError):
    """A stored file is not what was stored."""


async def store(
    session: AsyncSession, actor: Actor, name: str, media_type: str, content: bytes | AsyncIterator[bytes]
) -> StoredFile:
    """Store a file in the caller's transaction, holding no more than a chunk or two of it in memory."""
    file = StoredFile(
        agency_id=actor.agency.id,
        id=new_id(),
        name=name,
        media_type=media_type,
        size=0,
        sha256=b"",
        created_by=actor.label,
    )
    session.add(file)
    await session.flush()
    digest = hashlib.sha256()
    number = 0
    async for chunk in _chunks(content):
        digest.update(chunk)
        row = {"agency_id": file.agency_id, "file_id": file.id, "number": number, "content": chunk}
        await session.execute(insert(FileChunk), row)
        file.size += len(chunk)
        number += 1
    file.sha256 = digest.digest()
    await session.flush()
    return file


async def _chunks(content: bytes | AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The content cut into chunks of exactly CHUNK_BYTES, the last one shorter."""
    if isinstance(content, bytes):
        for start in range(0, len(content), CHUNK_BYTES):
            yield content[start : start + CHUNK_BYTES]
        return
    held = bytearray()
    async for piece in content:
        held += piece
        while len(held) >= CHUNK_BYTES:
            yield bytes(held[:CHUNK_BYTES])
            del held[:CHUNK_BYTES]
    if held:
        yield bytes(held)


async def pieces_of(file: BinaryIO) -> AsyncIterator[bytes]:
    """An open file of ours from its beginning, to be stored."""
    file.seek(0)
    while piece := file.read(CHUNK_BYTES):
        yield piece


async def find(session: AsyncSession, file_id: UUID) -> StoredFile:
    """A file's row.

    Raises:
        NotFound: also for another agency's file.
    """
    file = (await session.scalars(select(StoredFile).where(StoredFile.id == file_id))).one_or_none()
    if file is None:
        raise NotFound
    return file


async def read_all(session: AsyncSession, file_id: UUID) -> bytes:
    """A whole file, for what needs it whole.

    Raises:
        NotFound: also for another agency's file. DamagedFileError: when its digest does not match.
    """
    file = await find(session, file_id)
    chunks = select(FileChunk.content).where(FileChunk.file_id == file_id).order_by(FileChunk.number)
    content = b"".join((await session.scalars(chunks)).all())
    if hashlib.sha256(content).digest() != file.sha256:
        raise DamagedFileError(str(file_id))
    return content


async def open_chunks(database: Database, agency_id: UUID, file_id: UUID) -> AsyncIterator[bytes]:
    """A file chunk by chunk, each in a short transaction of its own, so that a slow reader holds no connection.

    Raises:
        NotFound: before the first chunk. DamagedFileError: at the end, when the digest does not match.
    """
    async with database.transaction(agency_id, read_only=True) as session:
        file = await find(session, file_id)
    digest = hashlib.sha256()
    for number in range(-(-file.size // CHUNK_BYTES)):
        async with database.transaction(agency_id, read_only=True) as session:
            where = (FileChunk.file_id == file_id, FileChunk.number == number)
            chunk = (await session.scalars(select(FileChunk.content).where(*where))).one_or_none()
        if chunk is None:
            raise DamagedFileError(str(file_id))
        digest.update(chunk)
        yield chunk
    if digest.digest() != file.sha256:
        raise DamagedFileError(str(file_id))
