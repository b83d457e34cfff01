"""T14: the eligible list as PDF, in a process of its own as a worker makes it, beside platypus' LongTable."""

import asyncio
import io
import os
import tempfile
import time
from collections.abc import AsyncIterator

from reportlab.lib.pagesizes import letter
from reportlab.platypus import LongTable, SimpleDocTemplate

from api.bench import drawing
from api.bench.report import Measure, Report, median, spread
from api.documents.pdf.facts import EligibleRow
from api.platform import child
from api.platform.runs import CHILD_MEGABYTES

ROWS, FEW, CHUNK = 100_000, 10_000, 1_000
RATE_TARGET, TABLE_TARGET, LINEAR_TARGET, MEMORY_TARGET = 30_000, 10.0, 0.9, 150.0
# One name in a hundred in another writing, as a city's list has them.
_OTHERS = (("Nguyễn", "Thị Ánh"), ("王", "小明"), ("محمد", "علي"), ("Ковальчук", "Ольга"))


async def papers(*, rounds: int = 4, rows: int = ROWS, few: int = FEW) -> Report:
    """Measure the paper of `rows` and of `few` people in turn, and the library's own table of `few`."""
    rates: dict[int, list[float]] = {rows: [], few: []}
    tables: list[float] = []
    memory: list[float] = []
    alone: list[float] = []  # rows a second of processor time, which no neighbour slows
    for _ in range(rounds):
        for people, found in rates.items():
            seconds, worked, most = await _rendered(people)
            found.append(people / seconds)
            if people == rows:
                memory.append(most)
                alone.append(people / worked)
        tables.append(await asyncio.to_thread(_long_table, few))
    beside = [ours / table for ours, table in zip(rates[rows], tables, strict=True)]
    linear = [many / less for many, less in zip(rates[rows], rates[few], strict=True)]
    rate = median(rates[rows])
    return Report(
        "papers",
        [
            Measure(
                f"T14 eligible list of {rows} people",
                f">= {RATE_TARGET} rows/s",
                f"{rate:.0f} ({min(rates[rows]):.0f}-{max(rates[rows]):.0f}) rows/s; "
                f"{median(alone):.0f} a second of processor",
                f"{few} people: {median(rates[few]):.0f} rows/s",
                rate >= RATE_TARGET,
            ),
            Measure(
                f"T14 beside platypus LongTable of {few} rows",
                f">= {TABLE_TARGET:.0f} x",
                f"{spread(beside)} x",
                f"{median(tables):.0f} rows/s",
                median(beside) >= TABLE_TARGET,
            ),
            Measure(
                f"T14 rows a second at {rows} beside {few}",
                f">= {LINEAR_TARGET} x",
                f"{spread(linear)} x",
                "-",
                median(linear) >= LINEAR_TARGET,
            ),
            Measure(
                f"T14 memory of the process, {rows} people",
                f"<= {MEMORY_TARGET:.0f} MiB",
                f"{spread(memory)} MiB",
                "-",
                median(memory) <= MEMORY_TARGET,
            ),
        ],
        {"Command": f"eligo bench papers --rounds {rounds}", "Names": "one in a hundred in another writing"},
    )


async def _rendered(people: int) -> tuple[float, float, float]:
    """Seconds that the drawing took in a process of its own, those on the processor, and the most MiB that it held."""
    with tempfile.TemporaryFile() as target:
        order = {"memory_mb": CHILD_MEGABYTES, "timeout": 600.0}
        await child.call_with_stream(drawing.timed, people, chunks=_chunks(people), target=target, **order)  # type: ignore[arg-type]
        target.seek(-64, os.SEEK_END)
        told = target.read().split(b"\n")[-2].split()
    return float(told[0]), float(told[1]), float(told[2])


async def _chunks(people: int) -> AsyncIterator[list[EligibleRow]]:
    for start in range(0, people, CHUNK):
        yield [_row(number) for number in range(start, min(start + CHUNK, people))]


def _row(number: int) -> EligibleRow:
    last, first = _OTHERS[number // 100 % len(_OTHERS)] if number % 100 == 0 else (f"Lastname {number:06}", "Ada Mary")
    return number // 3 + 1, f"{1000 - number // 300}.{99 - number // 3 % 100:02}000", last, first


def _long_table(rows: int) -> float:
    """Rows a second of the library's own table with heads that repeat, rows of one height."""
    told = [[str(cell) for cell in _row(number)[:3]] for number in range(1, rows + 1)]
    begun = time.perf_counter()
    table = LongTable([["Rank", "Score", "Name"], *told], repeatRows=1, rowHeights=17)
    SimpleDocTemplate(io.BytesIO(), pagesize=letter).build([table])
    return rows / (time.perf_counter() - begun)
