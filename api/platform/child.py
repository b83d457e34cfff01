"""Heavy work in a process of its own: limited in memory and time, killed at the end of its time."""

import asyncio
import importlib
import os
import pickle
import resource
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, TypeVar

from api.domain.errors import RuleViolation

Made = TypeVar("Made")
MOST_FILE_BYTES = 1 << 30
_START = "from api.platform.child import serve; serve()"


class ChildFailedError(Exception):
    """The process ended without an answer. `code` says how: child_timeout, child_memory or child_failed."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


async def call(function: Callable[..., Made], *args: Any, memory_mb: int, timeout: float) -> Made:  # noqa: ASYNC109
    """Call a module-level function in a fresh process with at most `memory_mb` MiB and `timeout` seconds.

    Raises:
        RuleViolation: what the function raised. ChildFailedError: when it ended in any other way.
    """
    return await _call(_Order(function, args, memory_mb, timeout), None, None)  # type: ignore[no-any-return]


async def call_with_stream(
    function: Callable[..., None],
    *args: Any,
    chunks: AsyncIterator[Any],
    target: BinaryIO,
    memory_mb: int,
    timeout: float,  # noqa: ASYNC109  (handed on to the process)
) -> None:
    """Call `function(*args, chunks, target)` there while its `chunks` are still coming in, one held at a time.

    `target` is an open file of ours into which the function writes. The chunks wait for the process, not it for all.

    Raises:
        RuleViolation: what the function raised. ChildFailedError: when it ended in any other way.
    """
    await _call(_Order(function, args, memory_mb, timeout), chunks, target)


@dataclass(frozen=True, slots=True)
class _Order:
    function: Callable[..., Any]
    args: tuple[Any, ...]
    memory_mb: int
    timeout: float

    def pickled(self, target: int | None) -> bytes:
        """The order as the child reads it; `target` is the number of an open file, for one with a stream."""
        name = self.function.__module__, self.function.__qualname__
        return pickle.dumps((*name, self.args, self.memory_mb, int(self.timeout) + 1, target))


async def _call(order: _Order, chunks: AsyncIterator[Any] | None, target: BinaryIO | None) -> Any:
    number = None if target is None else target.fileno()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _START, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        env=_environment(), pass_fds=() if number is None else (number,),
    )  # fmt: skip
    try:
        async with asyncio.timeout(order.timeout):
            if chunks is not None:
                await _feed(process, order.pickled(number), chunks)
            answer, _ = await process.communicate(order.pickled(None) if chunks is None else None)
    except TimeoutError:
        raise ChildFailedError("child_timeout", f"It took longer than {order.timeout:g} seconds.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return _made(answer, process.returncode)


async def _feed(process: asyncio.subprocess.Process, order: bytes, chunks: AsyncIterator[Any]) -> None:
    """Write the order and its chunks as the process takes them; one that hung up says why in its answer."""
    if process.stdin is None:
        raise RuntimeError("the process has no way in")
    try:
        process.stdin.write(order)
        async for chunk in chunks:
            process.stdin.write(pickle.dumps(chunk))
            await process.stdin.drain()
        process.stdin.write(pickle.dumps(None))
        await process.stdin.drain()
    except (BrokenPipeError, ConnectionResetError):
        return


def _made(answer: bytes, status: int | None) -> Any:
    if not answer:
        raise ChildFailedError("child_failed", f"The process ended early, with status {status}.")
    kind, value = pickle.loads(answer)  # noqa: S301  (written by our own child)
    if kind == "made":
        return value
    if kind == "violation":
        code, field, params = value
        raise RuleViolation(code, field=field, **params)
    raise ChildFailedError(*value)


def _environment() -> dict[str, str]:
    """The parent's environment without its addresses and secrets, and with its module path."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ELIGO_")}
    return kept | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def serve() -> None:
    """The child's side: read the order from stdin, limit itself, call, write the answer to what was stdout."""
    order = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own parent)
    module, name, args, memory_mb, seconds, target = order
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the function prints goes to the log, not into the answer
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE_BYTES, MOST_FILE_BYTES))
    with answers:
        if target is None:
            answers.write(pickle.dumps(_answer(module, name, args)))
            return
        with os.fdopen(target, "wb") as file:
            answer = _answer(module, name, (*args, _chunks(), file))
        answers.write(pickle.dumps(answer))


def _chunks() -> Iterator[Any]:
    while (chunk := pickle.load(sys.stdin.buffer)) is not None:  # noqa: S301  (written by our own parent)
        yield chunk


def _answer(module: str, name: str, args: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        function: Any = importlib.import_module(module)
        for part in name.split("."):
            function = getattr(function, part)
        return "made", function(*args)
    except RuleViolation as violation:
        return "violation", (violation.code, violation.field, dict(violation.params))
    except MemoryError:
        return "failed", ("child_memory", "It needed more memory than it may have.")
    except Exception as error:
        # The type only: a message may hold personal data.
        return "failed", ("child_failed", f"The work failed with {type(error).__name__}.")
