"""A file that is read while it is being written: whoever writes never waits for a slow reader."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Coroutine
from typing import Any, BinaryIO, cast

CHUNK_BYTES = 1 << 16


class Spool:
    """What one task writes and one reader takes, in a file of ours without a name. Memory holds one piece of it."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self.file = cast("BinaryIO", tempfile.TemporaryFile(buffering=0))  # noqa: SIM115  (`pieces` closes it)
        self._size = 0
        self._changed = asyncio.Event()
        self._writer: asyncio.Task[None] | None = None

    async def write(self, piece: bytes) -> None:
        """Append a piece."""
        self.file.write(piece)
        self._size += len(piece)
        self._changed.set()

    async def begin(self, writing: Coroutine[Any, Any, None]) -> None:
        """Start a task that writes, and wait for its first piece or its end.

        Raises what the task raised before it wrote anything, so that a refusal can still be answered as one.
        """
        self._writer = asyncio.create_task(writing)
        self._writer.add_done_callback(lambda _: self._changed.set())
        try:
            while not (self._size or self._writer.done()):
                await self._more()
            if self._writer.done():
                self._writer.result()
                self._size = os.fstat(self.file.fileno()).st_size  # a child process may have written
        except BaseException:
            await self._end()
            raise

    async def pieces(self) -> AsyncIterator[bytes]:
        """Everything in its order, as soon as it is written; ends the writer when the reader goes.

        Raises what the task raised in the middle: the answer breaks off instead of passing for whole.
        """
        if self._writer is None:
            raise RuntimeError("nobody writes")
        taken = 0
        try:
            while True:
                is_done = self._writer.done()
                while taken < self._size:
                    piece = os.pread(self.file.fileno(), CHUNK_BYTES, taken)
                    taken += len(piece)
                    yield piece
                if is_done:
                    self._writer.result()
                    return
                await self._more()
        finally:
            await self._end()

    async def _more(self) -> None:
        await self._changed.wait()
        self._changed.clear()

    async def _end(self) -> None:
        if self._writer is not None and not self._writer.done():
            self._writer.cancel()
            await asyncio.wait([self._writer])
        self.file.close()
