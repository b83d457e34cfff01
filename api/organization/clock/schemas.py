"""What the demo clock takes and gives."""

from datetime import datetime

from pydantic import Field

from api.platform.schema import Input, Output

TEN_YEARS = 10 * 366 * 86_400


class ClockAdvance(Input):
    """How far the clock moves; it never goes back."""

    advance_seconds: int = Field(ge=0, le=TEN_YEARS)


class ClockRead(Output):
    """The time that deadlines go by, and how far it is ahead of the real one."""

    now: datetime
    offset_seconds: int
    is_enabled: bool
