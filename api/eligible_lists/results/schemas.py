"""Examination results, as clients read them."""

from typing import Any, Literal
from uuid import UUID

from api.models import ExamResult
from api.people.service import PersonRef, display_name
from api.platform.schema import Output


class ResultRead(Output):
    """What somebody's examination gave, as imported, and its outcome under the scoring applied last."""

    id: UUID
    version: int
    external_id: str
    person: PersonRef
    components: dict[str, str]
    credits: dict[str, str]
    attendance: Literal["completed", "no_show", "withdrew"]
    outcome: Literal["passed", "failed", "not_scored"]
    failed_code: str | None

    @classmethod
    def of(cls, row: Any) -> "ResultRead":
        """A row of the results' queries."""
        result: ExamResult = row.ExamResult
        name = display_name(row.last_name, row.first_name, row.middle_name)
        own = {field: getattr(result, field) for field in cls.model_fields if field != "person"}
        return cls.model_validate({**own, "person": PersonRef(id=result.person_id, display_name=name)})
