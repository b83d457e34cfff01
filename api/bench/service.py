"""Run benches by name and put their reports together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from api.bench import site
from api.bench.exports import exports
from api.bench.jobs import jobs
from api.bench.line import line
from api.bench.papers import papers
from api.bench.report import Report

NAMES = ("line", "jobs", "exports", "papers")
Tell = Callable[[str], None]


class UnknownBenchError(ValueError):
    """There is no such bench."""


async def run(
    names: Sequence[str] = NAMES,
    *,
    data_dir: Path,
    people: int = 1_000_000,
    rounds: int = 4,
    seconds: float = 2.0,
    tell: Tell | None = None,
) -> list[Report]:
    """Measure what the names say, on servers of its own below `data_dir` (kept, so that a list is built once).

    `people` is the size of the list, `rounds` how often everything is asked in turn, `seconds` how long each time.

    Raises:
        UnknownBenchError: naming those there are. LaunchError: when a server does not start.
    """
    for name in names:
        if name not in NAMES:
            raise UnknownBenchError(f"There is no bench {name}; choose among {', '.join(NAMES)}.")
    reports = []
    async with site.opened(data_dir) as place:
        for name in names:
            if tell is not None:
                tell(f"bench {name}")
            if name == "line":
                reports.append(await line(place, people=people, rounds=rounds, seconds=seconds))
            elif name == "jobs":
                reports.append(await jobs(place, rounds=rounds))
            elif name == "exports":
                reports.append(await exports(place, many=people, rounds=rounds, seconds=seconds))
            else:
                reports.append(await papers(rounds=rounds))
    return reports
