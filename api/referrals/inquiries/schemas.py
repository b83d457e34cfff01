"""What is recorded of inquiries, and what a reader gets of them and of their deadlines."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from api.people.service import PersonRef
from api.platform.schema import Input, LongText, Named, Output
from api.referrals.inquiries.service import State
from api.referrals.standings.schemas import StandingRead

Means = Literal["email", "letter", "telephone", "in_person", "other"]
Answer = Literal["interested", "waived"]
MOST_NAMED = 500


class _People(Input):
    eligible_ids: list[UUID] | None = Field(default=None, min_length=1, max_length=MOST_NAMED)


class InquirySent(_People):
    """An inquiry that went out: to the people named, or to everybody in reach who has not been asked.

    The day to answer by follows from the agency's calendar unless another is given.
    """

    all_reachable: bool = False
    means: Means
    sent_on: date | None = Field(default=None, description="Today unless given.")
    respond_by_on: date | None = Field(default=None, description="The last day that counts.")
    note: LongText | None = None

    @model_validator(mode="after")
    def say_to_whom(self) -> "InquirySent":
        """Either people are named, or all in reach are meant."""
        if self.all_reachable == (self.eligible_ids is not None):
            raise PydanticCustomError("to_whom", "Name people, or send all_reachable")
        return self


class Extension(_People):
    """Another day to answer by, for the people named or for everybody who has not answered, with the reason."""

    respond_by_on: date
    reason: LongText = Field(min_length=1)


class ReplyCreate(Input):
    """What came back, and on which day it arrived."""

    answer: Answer
    received_on: date | None = Field(default=None, description="Today unless given.")
    note: LongText | None = None


class InquiriesRecorded(Output):
    """How many inquiries were recorded or changed, and by when they are to be answered."""

    recorded: int
    respond_by_on: date
    respond_by_at: datetime


class InquiryRead(Output):
    """One inquiry. `overdue`: nothing came back by the last day; `decided`: it was decided on without an answer."""

    eligible_id: UUID
    person: PersonRef
    means: str
    sent_on: date
    respond_by_on: date
    respond_by_at: datetime
    state: State
    received_on: date | None
    answer: str | None
    disposition: str
    version: int


class ReplyRead(Output):
    """A recorded reply. A late one changes nothing by itself: `is_applied` says whether the disposition followed it."""

    inquiry: InquiryRead
    eligible: StandingRead
    is_late: bool
    is_applied: bool
    moved: int = Field(description="How many others are shown differently on this referral because of it.")


class DeadlineListRead(Output):
    """The list that a deadline's referral was certified from."""

    id: UUID
    code: str
    status: str
    job_class: Named


class DeadlineRead(Output):
    """A day by which inquiries on a referral are to be answered, and how many are not."""

    referral_id: UUID
    number: str
    eligible_list: DeadlineListRead
    respond_by_on: date
    respond_by_at: datetime
    is_past: bool
    waiting: int
