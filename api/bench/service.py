"""Run benches by name and put their reports together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from api.bench import site
from api.bench.certify import certify
from api.bench.exports import exports
from api.bench.jobs import jobs
from api.bench.line import line
from api.bench.papers import papers
from api.bench.report import Report
from api.bench.scoring import scoring
from api.bench.site import Site

NAMES = ("line", "jobs", "certify", "scoring", "exports", "papers")
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
    Half as many rounds of the bench `scoring` do, since each is long.

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
            reports.append(await _measured(place, name, people, rounds, seconds))
    return reports


async def _measured(place: Site, name: str, people: int, rounds: int, seconds: float) -> Report:
    if name == "line":
        return await line(place, people=people, rounds=rounds, seconds=seconds)
    if name == "jobs":
        return await jobs(place, rounds=rounds)
    if name == "certify":
        return await certify(place, people=people, scores=min(30_000, people // 33), rounds=rounds)
    if name == "scoring":
        return await scoring(place, people=people, rounds=max(1, rounds // 2))
    if name == "exports":
        return await exports(place, many=people, rounds=rounds, seconds=seconds)
    return await papers(rounds=rounds)
