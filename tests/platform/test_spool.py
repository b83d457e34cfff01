"""A file that is read while it is written: what a reader gets, however either side ends."""

import asyncio

import pytest

from api.platform.spool import CHUNK_BYTES, Spool


async def whole(spool: Spool) -> bytes:
    """Everything that a reader gets."""
    return b"".join([piece async for piece in spool.pieces()])


async def test_the_writer_is_done_before_anybody_reads() -> None:
    spool, ended = Spool(), asyncio.Event()

    async def write() -> None:
        for number in range(100):
            await spool.write(bytes([number]) * CHUNK_BYTES)
        ended.set()

    await spool.begin(write())
    await ended.wait()
    assert await whole(spool) == b"".join(bytes([number]) * CHUNK_BYTES for number in range(100))


async def test_what_is_written_is_read_before_the_end() -> None:
    spool, further = Spool(), asyncio.Event()

    async def write() -> None:
        await spool.write(b"one ")
        await further.wait()
        await spool.write(b"two")

    await spool.begin(write())
    pieces = spool.pieces()
    assert await anext(pieces) == b"one "
    further.set()
    assert [piece async for piece in pieces] == [b"two"]


async def test_nothing_written_is_an_empty_file() -> None:
    spool = Spool()
    await spool.begin(asyncio.sleep(0))
    assert await whole(spool) == b""


async def test_a_refusal_before_the_first_byte_is_raised_at_once() -> None:
    async def refuse() -> None:
        raise LookupError("refused")

    spool = Spool()
    with pytest.raises(LookupError, match="refused"):
        await spool.begin(refuse())
    assert spool.file.closed


async def test_a_failure_in_the_middle_breaks_the_answer_off() -> None:
    spool, further = Spool(), asyncio.Event()

    async def write() -> None:
        await spool.write(b"half")
        await further.wait()
        raise LookupError("lost")

    await spool.begin(write())
    further.set()
    with pytest.raises(LookupError, match="lost"):
        await whole(spool)
    assert spool.file.closed


async def test_a_reader_that_leaves_ends_the_writer() -> None:
    spool, cancelled = Spool(), asyncio.Event()

    async def write() -> None:
        await spool.write(b"half")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    await spool.begin(write())
    pieces = spool.pieces()
    assert await anext(pieces) == b"half"
    await pieces.aclose()  # type: ignore[attr-defined]
    assert cancelled.is_set()
    assert spool.file.closed
