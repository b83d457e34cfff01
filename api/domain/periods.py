"""What an agency sets: periods, each with the figure of the law it departs from, the hour of deadlines, what it asks.

What an agency set is a mapping as it is stored; what it left alone has the default, so that a later correction of a
default reaches whoever never chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any

from api.domain.errors import RuleViolation

MOST_BUSINESS_DAYS = 250  # about a year of them
CLOSES_AT = "deadline_closes_at"
COUNTS_POSTING_DAY = "count_posting_day"
NO_RESPONSE_BY_CLOCK = "no_response_by_clock"
PASS_OVER_NEEDS_REASON = "pass_over_needs_reason"  # noqa: S105 - a setting, no secret
UNDECIDED_PROTESTS = "undecided_protests"


@dataclass(frozen=True, slots=True)
class Period:
    """A number of business days. `path` is where an agency's own figure is stored."""

    code: str
    path: tuple[str, ...]
    default: int
    least: int
    citation: str


def _inspection(code: str, key: str, citation: str) -> Period:
    return Period(code, ("inspection_business_days", key), 3, 1, citation)


UNVERIFIED = "Usual practice; no text of the Civil Service Commission fixes it"
PERIODS: Mapping[str, Period] = {
    period.code: period
    for period in (
        Period("report_back", ("report_back_business_days",), 20, 1, "Civil Service Commission Rule 113.11"),
        Period("response_permanent", ("response_business_days", "permanent"), 5, 1, UNVERIFIED),
        Period("response_temporary", ("response_business_days", "temporary"), 3, 1, UNVERIFIED),
        _inspection("inspection_police_promotive", "police_promotive", "Police Department Notice 24-107"),
        _inspection("inspection_promotive", "promotive", UNVERIFIED),
        _inspection("inspection_cbt", "cbt", UNVERIFIED),
        _inspection("inspection_pbt", "pbt", UNVERIFIED),
        _inspection("inspection_other", "other", UNVERIFIED),
    )
}


def business_days_of(settings: Mapping[str, Any], code: str) -> int:
    """Return an agency's figure for a period, or the default where it set none."""
    period = PERIODS[code]
    found: Any = settings
    for key in period.path:
        found = found.get(key) if isinstance(found, Mapping) else None
    return period.default if found is None else int(found)


def inspection_days(settings: Mapping[str, Any], exam_type: str | None) -> int:
    """Return how many business days a list of this kind of examination may be inspected."""
    code = f"inspection_{exam_type}"
    return business_days_of(settings, code if code in PERIODS else "inspection_other")


def response_days(settings: Mapping[str, Any], employment: str) -> int:
    """Return how many business days an eligible has to answer about a permanent or temporary position."""
    return business_days_of(settings, f"response_{employment}")


def closing_hour(settings: Mapping[str, Any]) -> time | None:
    """Return the hour at which a day is over for a deadline, or None for midnight."""
    stored = settings.get(CLOSES_AT)
    return None if stored is None else time.fromisoformat(stored)


def no_response_by_clock(settings: Mapping[str, Any]) -> bool:
    """Say whether silence after the day to answer by is recorded by the clock; else somebody records it by hand."""
    return bool(settings.get(NO_RESPONSE_BY_CLOCK, False))


def pass_over_needs_reason(settings: Mapping[str, Any]) -> bool:
    """Say whether a department must give a reason for not selecting somebody in reach."""
    return bool(settings.get(PASS_OVER_NEEDS_REASON, False))


def undecided_protests(settings: Mapping[str, Any]) -> str:
    """Say what undecided protests do to an adoption: `count` them in its event, or `refuse` it."""
    return "refuse" if settings.get(UNDECIDED_PROTESTS) == "refuse" else "count"


def with_periods(settings: Mapping[str, Any], chosen: Mapping[str, int | None]) -> dict[str, Any]:
    """Return settings with these figures; None takes an agency's own figure back to the default.

    Refused with `unknown_period` and `bad_business_days`, naming the code.
    """
    changed = {key: dict(value) if isinstance(value, Mapping) else value for key, value in settings.items()}
    for code, days in chosen.items():
        period = PERIODS.get(code)
        if period is None:
            raise RuleViolation("unknown_period", field=code)
        if days is not None and not period.least <= days <= MOST_BUSINESS_DAYS:
            raise RuleViolation("bad_business_days", field=code, least=period.least, most=MOST_BUSINESS_DAYS)
        _put(changed, period.path, days)
    return changed


def _put(settings: dict[str, Any], path: tuple[str, ...], days: int | None) -> None:
    *above, key = path
    for step in above:
        settings = settings.setdefault(step, {})
    if days is None:
        settings.pop(key, None)
    else:
        settings[key] = days
