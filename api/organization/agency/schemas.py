"""What the agency's settings take and give."""

import datetime as dt
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from api.domain import periods
from api.models import Agency
from api.platform.resources import Patch
from api.platform.schema import Output, Text

UndecidedProtests = Literal["count", "refuse"]
Days = Annotated[int, Field(strict=True, ge=1, le=periods.MOST_BUSINESS_DAYS)]


def _whole_minutes(hour: dt.time) -> dt.time:
    if hour.tzinfo is not None or hour.second or hour.microsecond:
        raise PydanticCustomError("hour_of_day", "Give hours and minutes of the agency's own clock, such as 17:00")
    return hour


HourOfDay = Annotated[dt.time, AfterValidator(_whole_minutes)]


class AgencyPatch(Patch):
    """What changes about the agency.

    `periods` are business days by code; null takes one back to its default. `deadline_closes_at` null means midnight.
    `undecided_protests`: whether they stand in the way of an adoption or are counted in it.
    """

    clearable: ClassVar[frozenset[str]] = frozenset({"deadline_closes_at"})

    name: Text | None = None
    zone: Text | None = None
    deadline_closes_at: HourOfDay | None = None
    count_posting_day: bool | None = None
    no_response_by_clock: bool | None = None
    pass_over_needs_reason: bool | None = None
    undecided_protests: UndecidedProtests | None = None
    periods: Annotated[dict[str, Days | None], Field(max_length=50)] | None = None


class PeriodRead(Output):
    """A number of business days, what the law says, and whether the agency chose its own."""

    code: str
    business_days: int
    default: int
    is_own: bool
    least: int
    most: int
    citation: str


class AgencyRead(Output):
    """The agency: where its days begin and end, and how long its periods are."""

    id: UUID
    slug: str
    name: str
    zone: str
    is_demo: bool
    pack: str | None
    deadline_closes_at: str | None
    count_posting_day: bool
    no_response_by_clock: bool
    pass_over_needs_reason: bool
    undecided_protests: UndecidedProtests
    periods: list[PeriodRead]
    version: int

    @classmethod
    def of(cls, agency: Agency) -> "AgencyRead":
        """The agency as a client reads it."""
        stored = agency.settings
        closes = periods.closing_hour(stored)
        return cls(
            id=agency.id,
            slug=agency.slug,
            name=agency.name,
            zone=agency.zone,
            is_demo=agency.is_demo,
            pack=stored.get("pack"),
            deadline_closes_at=None if closes is None else closes.isoformat("minutes"),
            count_posting_day=bool(stored.get(periods.COUNTS_POSTING_DAY, False)),
            no_response_by_clock=periods.no_response_by_clock(stored),
            pass_over_needs_reason=periods.pass_over_needs_reason(stored),
            undecided_protests="refuse" if periods.undecided_protests(stored) == "refuse" else "count",
            periods=[
                _period(period, periods.business_days_of(stored, code)) for code, period in periods.PERIODS.items()
            ],
            version=agency.version,
        )


def _period(period: periods.Period, days: int) -> PeriodRead:
    return PeriodRead(
        code=period.code,
        business_days=days,
        default=period.default,
        is_own=days != period.default,
        least=period.least,
        most=periods.MOST_BUSINESS_DAYS,
        citation=period.citation,
    )
