"""Examination results, as clients read and correct them."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from api.domain.scoring import failure_sentence
from api.models import ExamResult
from api.people.service import PersonRef, display_name
from api.platform.resources import Patch
from api.platform.schema import DecimalText, Output, Text

Attendance = Literal["completed", "no_show", "withdrew"]
Outcome = Literal["passed", "failed", "not_scored"]
Components = Annotated[dict[Text, DecimalText], Field(max_length=50)]
Claim = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Credits = Annotated[dict[Text, Claim], Field(max_length=50)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class ResultRead(Output):
    """What somebody's examination gave, and its outcome under the scoring applied last.

    `final_score` is one that was worked out elsewhere; no model is asked for it then. `failed_because` says in words
    what `failed_code` says; `is_outdated`: corrected since that scoring.
    """

    id: UUID
    version: int
    external_id: str
    person: PersonRef
    components: dict[str, str]
    credits: dict[str, str]
    final_score: str | None
    attendance: Attendance
    outcome: Outcome
    failed_code: str | None
    failed_because: str | None
    is_outdated: bool

    @classmethod
    def of(cls, row: Any, *, since: int) -> "ResultRead":
        """A row of the results' queries; `since`: the version of the results that the scores are made of."""
        result: ExamResult = row.ExamResult
        name = display_name(row.last_name, row.first_name, row.middle_name)
        own = {field: getattr(result, field) for field in cls.model_fields if hasattr(result, field)}
        why = None if result.failed_code is None else failure_sentence(result.failed_code)
        return cls.model_validate(
            {
                **own,
                "final_score": None if result.final_score is None else format(result.final_score, "f"),
                "person": PersonRef(id=result.person_id, display_name=name),
                "failed_because": why,
                "is_outdated": result.corrected_version is not None and result.corrected_version > since,
            }
        )


class ResultPatch(Patch):
    """What was wrong about a result, and why it is changed. Components and credits are given whole."""

    clearable: ClassVar[frozenset[str]] = frozenset()

    reason: Reason
    components: Components | None = None
    credits: Credits | None = None
    attendance: Attendance | None = None

    def corrections(self) -> Mapping[str, Any]:
        """The fields that were sent, without the reason."""
        return {name: value for name, value in self.changes().items() if name != "reason"}
