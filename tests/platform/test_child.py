"""Heavy work in a process of its own, fed while it runs."""

import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from typing import BinaryIO

import pytest

from api.platform.child import ChildFailedError, call_with_stream


def doubled(prefix: str, chunks: Iterator[list[int]], target: BinaryIO) -> None:
    """Writes what comes in, twice as large."""
    for chunk in chunks:
        target.write(f"{prefix}{[2 * one for one in chunk]}\n".encode())


def greedy(_chunks: Iterator[list[int]], target: BinaryIO) -> None:
    """Takes more memory than it may have."""
    target.write(bytes(1 << 30))


def stubborn(chunks: Iterator[list[int]], _target: BinaryIO) -> None:
    """Fails after the first chunk, while more are waiting."""
    raise LookupError(str(next(chunks)))


def endless(_chunks: Iterator[list[int]], _target: BinaryIO) -> None:
    """Never ends."""
    while True:
        pass


async def numbers(count: int, size: int = 1000) -> AsyncIterator[list[int]]:
    """Chunks of numbers."""
    for start in range(0, count, size):
        yield list(range(start, start + size))


async def test_chunks_go_in_and_the_file_comes_out() -> None:
    with tempfile.TemporaryFile() as target:
        await call_with_stream(doubled, "x", chunks=numbers(4, 2), target=target, memory_mb=512, timeout=60)
        target.seek(0)
        assert target.read() == b"x[0, 2]\nx[4, 6]\n"


@pytest.mark.parametrize(
    ("function", "code"), [(greedy, "child_memory"), (stubborn, "child_failed"), (endless, "child_timeout")]
)
async def test_it_ends_with_a_reason_though_more_was_to_come(function: Callable[..., None], code: str) -> None:
    seconds = 2 if code == "child_timeout" else 60
    with tempfile.TemporaryFile() as target:
        started = call_with_stream(function, chunks=numbers(3_000_000), target=target, memory_mb=512, timeout=seconds)
        with pytest.raises(ChildFailedError) as failed:
            await started
    assert failed.value.code == code


async def test_what_goes_wrong_with_the_chunks_ends_the_process() -> None:
    async def broken() -> AsyncIterator[list[int]]:
        yield [1]
        raise RuntimeError("the rows ended early")

    with tempfile.TemporaryFile() as target, pytest.raises(RuntimeError, match="ended early"):
        await call_with_stream(doubled, "", chunks=broken(), target=target, memory_mb=512, timeout=60)
