"""Business days and deadlines in an agency's calendar and zone.

Civil dates are counted, instants are derived: a deadline is the end of a civil day in the agency's zone, on days that
a change of the clock makes shorter or longer too.
"""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from api.domain.errors import RuleViolation

SATURDAY = 5
NOON = 12
LONGEST_SEARCH_DAYS = 3_660
ONE_DAY = timedelta(days=1)
# Not the process's locale: a sentence is in its own language wherever it is made.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class InspectionWindow:
    """The business days on which a tentative list may be inspected and protested."""

    days: tuple[date, ...]

    @property
    def starts_on(self) -> date:
        """First day of inspection."""
        return self.days[0]

    @property
    def ends_on(self) -> date:
        """Last day of inspection, inclusive."""
        return self.days[-1]


def is_business_day(day: date, holidays: Collection[date]) -> bool:
    """Say whether a day is neither Saturday, Sunday nor a holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def business_days(start: date, count: int, holidays: Collection[date], *, count_start: bool = False) -> list[date]:
    """Return the next so many business days after `start`, or from it on with `count_start`.

    Refused with `bad_business_days` below 0, with `calendar_without_business_days` where holidays leave too few.
    """
    if count < 0:
        raise RuleViolation("bad_business_days", field="count")
    found: list[date] = []
    day = start if count_start else start + ONE_DAY
    last = start + timedelta(days=LONGEST_SEARCH_DAYS)
    while len(found) < count:
        if day > last:
            raise RuleViolation("calendar_without_business_days", field="holidays")
        if is_business_day(day, holidays):
            found.append(day)
        day += ONE_DAY
    return found


def add_business_days(start: date, n: int, holidays: Collection[date], *, count_start: bool = False) -> date:
    """Return the n-th business day after `start`; with `count_start` a start that is a business day is the first.

    None counted (`n` = 0) is `start` itself.
    """
    days = business_days(start, n, holidays, count_start=count_start)
    return days[-1] if days else start


def business_days_between(start: date, end: date, holidays: Collection[date]) -> int:
    """Return how many business days lie after `start` up to and including `end`; 0 when `end` is not later."""
    span = (end - start).days
    return sum(is_business_day(start + timedelta(days=offset), holidays) for offset in range(1, span + 1))


def inspection_window(
    posted_on: date, days: int, holidays: Collection[date], *, count_posting_day: bool = False
) -> InspectionWindow:
    """Return the days of inspection of a list posted on a day (San Francisco police promotive: at least 3)."""
    if days < 1:
        raise RuleViolation("bad_business_days", field="days")
    return InspectionWindow(tuple(business_days(posted_on, days, holidays, count_start=count_posting_day)))


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the month's last day where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the first instant of a civil day in a zone, in UTC; also where the clock skips or repeats midnight."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def end_of_day(day: date, zone: ZoneInfo, *, closes: time | None = None) -> datetime:
    """Return the instant, in UTC, at which a civil day is over for a deadline: the first one that is too late.

    That is the following midnight, or the hour of closing where the agency has one.
    """
    if closes is not None:
        return datetime.combine(day, closes, tzinfo=zone).astimezone(UTC)
    return start_of_day(day + ONE_DAY, zone)


def is_past(now: datetime, last_day: date, zone: ZoneInfo, *, closes: time | None = None) -> bool:
    """Say whether a deadline or a personal eligibility whose last day is given is over at an instant."""
    return now >= end_of_day(last_day, zone, closes=closes)


def civil_date(now: datetime, zone: ZoneInfo) -> date:
    """Return the civil date of an instant in a zone."""
    return now.astimezone(zone).date()


def end_in_words(last_day: date, over_at: datetime, zone: ZoneInfo) -> str:
    """When a deadline is over, as sentences write it: "the end of Dec 8, 2026" or "5:00 PM on Dec 8, 2026".

    `over_at` is the first instant that is too late, which an hour of closing puts into the last day itself.
    """
    local = over_at.astimezone(zone)
    if local.date() > last_day:
        return f"the end of {in_words(last_day)}"
    return (
        f"{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < NOON else 'PM'} on {in_words(local.date())}"
    )


def in_words(day: date) -> str:
    """A civil date as sentences write it: "Dec 8, 2026"."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"
