"""Turns in a list's life, as clients ask for them and read about them."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from api.platform.schema import Input, Output


class ListTurn(Input):
    """Why."""

    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class ListOutlook(Output):
    """What a list's next steps would do now; dates are civil days of the agency, last days inclusive."""

    today: dt.date
    open_referrals: int
    protests_undecided: int
    ranks_available: int
    inspection_day: int | None
    inspection_days: int | None
    usual_inspection_starts_on: dt.date
    usual_inspection_ends_on: dt.date
    expires_on_adoption: dt.date | None
