"""Business days, inspection periods, and the instants at which civil days end."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.domain.calendars import (
    add_business_days,
    add_months,
    business_days_between,
    civil_date,
    end_of_day,
    inspection_window,
    is_business_day,
    is_past,
    start_of_day,
)
from api.domain.errors import RuleViolation

CITY = ZoneInfo("America/Los_Angeles")
THANKSGIVING = {date(2026, 11, 26), date(2026, 11, 27)}
days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
holidays = st.frozensets(days, max_size=6)


@pytest.mark.parametrize(
    ("n", "count_start", "day"),
    [(3, False, date(2026, 12, 1)), (3, True, date(2026, 11, 30)), (0, False, date(2026, 11, 24))],
)
def test_across_a_holiday_block(n: int, count_start: bool, day: date) -> None:
    assert add_business_days(date(2026, 11, 24), n, THANKSGIVING, count_start=count_start) == day


def test_from_a_saturday_the_first_business_day_is_monday_either_way() -> None:
    saturday = date(2026, 11, 21)
    assert add_business_days(saturday, 1, set()) == date(2026, 11, 23)
    assert add_business_days(saturday, 1, set(), count_start=True) == date(2026, 11, 23)


def test_inspection_window_of_three_days() -> None:
    window = inspection_window(date(2026, 11, 24), 3, THANKSGIVING)
    assert (window.starts_on, window.ends_on) == (date(2026, 11, 25), date(2026, 12, 1))
    counted = inspection_window(date(2026, 11, 24), 3, THANKSGIVING, count_posting_day=True)
    assert (counted.starts_on, counted.ends_on) == (date(2026, 11, 24), date(2026, 11, 30))


@given(days, st.integers(1, 60), holidays)
def test_the_nth_business_day_is_n_business_days_away(start: date, n: int, closed: frozenset[date]) -> None:
    end = add_business_days(start, n, closed)
    assert is_business_day(end, closed)
    assert business_days_between(start, end, closed) == n
    assert business_days_between(start, end - timedelta(days=1), closed) == n - 1
    assert business_days_between(end, start, closed) == 0


def test_bad_periods_are_refused() -> None:
    with pytest.raises(RuleViolation, match="bad_business_days"):
        add_business_days(date(2026, 1, 1), -1, set())
    with pytest.raises(RuleViolation, match="bad_business_days"):
        inspection_window(date(2026, 1, 1), 0, set())
    closed = {date(2026, 1, 1) + timedelta(days=offset) for offset in range(4000)}
    with pytest.raises(RuleViolation, match="calendar_without_business_days"):
        add_business_days(date(2026, 1, 1), 1, closed)


@pytest.mark.parametrize(
    ("last_day", "over_at"),
    [
        (date(2026, 3, 7), datetime(2026, 3, 8, 8, tzinfo=UTC)),
        (date(2026, 3, 8), datetime(2026, 3, 9, 7, tzinfo=UTC)),
        (date(2026, 10, 31), datetime(2026, 11, 1, 7, tzinfo=UTC)),
        (date(2026, 11, 1), datetime(2026, 11, 2, 8, tzinfo=UTC)),
    ],
)
def test_personal_eligibility_ends_at_midnight_on_days_the_clock_changes(last_day: date, over_at: datetime) -> None:
    assert end_of_day(last_day, CITY) == over_at
    assert not is_past(over_at - timedelta(seconds=1), last_day, CITY)
    assert is_past(over_at, last_day, CITY)


def test_a_deadline_at_the_hour_of_closing() -> None:
    closing = end_of_day(date(2026, 12, 1), CITY, closes=time(17))
    assert closing == datetime(2026, 12, 2, 1, tzinfo=UTC)
    assert not is_past(closing - timedelta(microseconds=1), date(2026, 12, 1), CITY, closes=time(17))


@given(days, st.sampled_from(["America/Los_Angeles", "America/Havana", "Africa/Cairo", "Asia/Beirut", "UTC"]))
def test_a_civil_day_begins_at_its_first_instant_whatever_the_clock_does(day: date, zone: str) -> None:
    where = ZoneInfo(zone)
    begins = start_of_day(day, where)
    assert civil_date(begins, where) == day
    assert civil_date(begins - timedelta(seconds=1), where) == day - timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 12, 1), 12, date(2028, 12, 1)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ],
)
def test_months_later(day: date, months: int, later: date) -> None:
    assert add_months(day, months) == later
