"""Figures as tables: what is asked, what was measured beside which limit, and whether that is enough."""

import datetime as dt
import os
import platform
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Measure:
    """One row: what is measured, its target, our figure, the limit of the same run, and whether the target is met."""

    name: str
    target: str
    figure: str
    limit: str
    is_met: bool | None = None  # None: told, not asked for


@dataclass(frozen=True, slots=True)
class Report:
    """What one bench found, with the facts that the figures depend on."""

    bench: str
    measures: Sequence[Measure]
    facts: Mapping[str, str]
    proofs: Mapping[str, str] = field(default_factory=dict)  # query plans

    def markdown(self) -> str:
        """The report as it goes into docs/performance.md."""
        lines = [f"### {self.bench}", ""]
        lines += [f"- {name}: {value}" for name, value in {**machine(), **self.facts}.items()]
        lines += ["", "| Measure | Target | Ours | Limit of the same run | Met |", "|---|---|---|---|---|"]
        words = {True: "yes", False: "no", None: "-"}
        lines += [f"| {m.name} | {m.target} | {m.figure} | {m.limit} | {words[m.is_met]} |" for m in self.measures]
        for name, plan in self.proofs.items():
            lines += ["", f"{name}:", "", "```", plan, "```"]
        return "\n".join(lines)


def machine() -> dict[str, str]:
    """The machine and the day, without its name."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "Machine": f"{os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()}",
        "Python": platform.python_version(),
        "Day": dt.datetime.now(dt.UTC).date().isoformat(),
    }


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def spread(values: Sequence[float]) -> str:
    """The middle of the rounds, with the least and the most."""
    return f"{median(values):.2f} ({min(values):.2f}-{max(values):.2f})"
