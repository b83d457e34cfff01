"""Putting one person on a list, as a client asks for it and reads what came of it."""

from typing import Annotated
from uuid import UUID

from pydantic import EmailStr, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.people.service import PersonFacts, PersonRef
from api.platform.schema import DecimalText, Input, Output, Text, score_text
from api.scorings.entries.service import Entered, Entry
from api.scorings.schemas import ReachRead

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Email = Annotated[EmailStr, StringConstraints(max_length=320)]
Claim = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Components = Annotated[dict[Text, DecimalText], Field(max_length=50)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]


class NewPerson(Input):
    """Somebody the agency does not know yet."""

    first_name: Name = ""
    middle_name: Name | None = None
    last_name: Text
    email: Email | None = None
    phone: Short | None = None


class CreditClaim(Input):
    """A credit that is claimed: its kind, and its category or points where the kind alone does not say it."""

    kind: Text
    points: Claim | None = None


class EligibleCreate(Input):
    """Who is put on the list and with what: somebody known or somebody new, a final score or component results.

    `external_id` is the candidate number on this list; without one the next of a series is given. A posted list asks
    for the `reason`, an adopted discrete one for the `decision` too (of an appeal, a commission, a court).
    With `dry_run` nothing is written: the answer says what would be.
    """

    person_id: UUID | None = None
    person: NewPerson | None = None
    external_id: Text | None = None
    score: DecimalText | None = None
    components: Components | None = None
    credits: Annotated[list[CreditClaim], Field(max_length=50)] = Field(default_factory=list)
    reason: Reason | None = None
    decision: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None
    dry_run: bool = False

    @model_validator(mode="after")
    def name_one_of_each(self) -> "EligibleCreate":
        """One person, and one way to a score; credits belong to components."""
        if (self.person_id is None) == (self.person is None):
            raise PydanticCustomError("one_person", "Give either person_id or person")
        if (self.score is None) == (self.components is None):
            raise PydanticCustomError("one_score", "Give either score or components")
        if self.score is not None and self.credits:
            raise PydanticCustomError("credits_in_score", "A final score holds its credits already")
        return self

    def entry(self) -> Entry:
        """What is asked for."""
        facts = None
        if self.person is not None:
            facts = PersonFacts(**self.person.model_dump())
        own = self.model_dump(include={"person_id", "external_id", "score", "components", "reason", "decision"})
        return Entry(**own, facts=facts, claims=[(one.kind, one.points) for one in self.credits])


class EntryPlace(Output):
    """The place of a score: `beside` have it already; `shifted` stand below and move one rank down."""

    rank: int
    beside: int
    shifted: int


class EntryReferral(Output):
    """An open referral of the list: how the person is shown there, and its reach before and after."""

    referral_id: UUID
    number: str
    shown_as: str
    before: ReachRead
    after: ReachRead
    into_reach: int
    out_of_reach: int


class EligibleAdded(Output):
    """What was done, or would be.

    `is_placed`: the person stands on the list at once; else the result waits for the next scoring. `place` is the one
    among those who stand there now; none where nobody does, or where the result fails (`failed_because`).
    `same_name` are others whom the agency knows by the name of somebody new.
    """

    dry_run: bool
    result_id: UUID | None
    eligible_id: UUID | None
    external_id: str
    person: PersonRef | None
    same_name: list[PersonRef]
    score: str | None
    band: int | None
    failed_code: str | None
    failed_because: str | None
    is_placed: bool
    place: EntryPlace | None
    referrals: list[EntryReferral]

    @classmethod
    def of(cls, entered: Entered, *, dry_run: bool) -> "EligibleAdded":
        """What came of it; a preview has no ids, and no person who is not there yet."""
        verdict, spot = entered.verdict, entered.spot
        place = None
        if spot is not None:
            place = EntryPlace(rank=spot.rank, beside=spot.beside, shifted=0 if spot.beside else spot.below)
        return cls(
            dry_run=dry_run,
            result_id=None if dry_run else entered.result_id,
            eligible_id=entered.result_id if entered.is_placed and not dry_run else None,
            external_id=entered.external_id,
            person=None if dry_run and entered.is_new_person else entered.person,
            same_name=list(entered.namesakes),
            score=None if verdict.score is None else score_text(verdict.score, entered.decimals),
            band=verdict.band,
            failed_code=verdict.failed_code,
            failed_because=verdict.failed_because,
            is_placed=entered.is_placed,
            place=place,
            referrals=[EntryReferral.model_validate(one) for one in entered.touched],
        )
