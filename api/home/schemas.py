"""What home gives."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from api.home.service import Home
from api.platform.schema import Output

Kind = Literal[
    "list_adoptable",
    "list_unposted",
    "list_unscored",
    "list_without_results",
    "report_due",
    "job_failed",
    "invitation_expired",
    "list_in_inspection",
    "referral_open",
    "job_running",
    "invitation_open",
    "list_expiring",
    "report_coming",
    "key_expiring",
]


class HomeLine(Output):
    """One thing, by the id of the list, referral, job, user or key that `kind` says.

    `of_kind` counts all of the kind; `facts` are whole numbers such as `ranks_in_reach`.
    """

    kind: Kind
    id: UUID
    label: str
    about: str
    due_on: date | None
    at: datetime | None
    facts: dict[str, int]
    of_kind: int


class HomeRead(Output):
    """Three columns of work for whoever asks, each with the most urgent first."""

    as_of: datetime
    today: date
    needs: list[HomeLine]
    moving: list[HomeLine]
    coming: list[HomeLine]

    @classmethod
    def of(cls, home: Home) -> "HomeRead":
        """Home as a client reads it."""
        columns = {name: [HomeLine.model_validate(line) for line in lines] for name, lines in home.columns.items()}
        return cls(as_of=home.as_of, today=home.today, **columns)
