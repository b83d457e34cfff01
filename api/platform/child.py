"""Heavy work in a process of its own: limited in memory and time, killed at the end of its time."""

import asyncio
import importlib
import os
import pickle
import resource
import sys
from collections.abc import Callable
from typing import Any, TypeVar

from api.domain.errors import RuleViolation

Made = TypeVar("Made")
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
    order = pickle.dumps((function.__module__, function.__qualname__, args, memory_mb, int(timeout) + 1))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _START, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, env=_environment()
    )
    try:
        async with asyncio.timeout(timeout):
            answer, _ = await process.communicate(order)
    except TimeoutError:
        raise ChildFailedError("child_timeout", f"It took longer than {timeout:g} seconds.") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not answer:
        raise ChildFailedError("child_failed", f"The process ended early, with status {process.returncode}.")
    kind, value = pickle.loads(answer)  # noqa: S301  (written by our own child)
    if kind == "made":
        return value  # type: ignore[no-any-return]
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
    module, name, args, memory_mb, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own parent)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the function prints goes to the log, not into the answer
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    with answers:
        answers.write(pickle.dumps(_answer(module, name, args)))


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
