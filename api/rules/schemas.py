"""What certification rules take and give."""

import datetime as dt
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from api.domain.certification_rule import CertificationRule as Rule
from api.models import CertificationRule
from api.platform.resources import Patch
from api.platform.schema import Code, Input, LongText, Output, Text
from api.rules.service import PlayedExample

RuleStatus = Literal["draft", "active", "retired"]
Parameters = Annotated[dict[str, Any], Field(max_length=100)]
Examples = Annotated[list[dict[str, Any]], Field(max_length=100)]


class CertificationRuleCreate(Input):
    """A draft; with a code that exists it becomes the next version of that rule.

    What `parameters` leave unsaid is as in the agency's rule pack. `examples` have the shape of a file of worked
    examples; whatever `rule` they name, they are played with this one.
    """

    code: Code
    title: Text
    citation: LongText = ""
    parameters: Parameters
    examples: Examples = Field(default_factory=list)
    effective_on: dt.date | None = None


class CertificationRulePatch(Patch):
    """What changes about a draft; `effective_on` may be emptied with null."""

    clearable: ClassVar[frozenset[str]] = frozenset({"effective_on"})

    title: Text | None = None
    citation: LongText | None = None
    parameters: Parameters | None = None
    examples: Examples | None = None
    effective_on: dt.date | None = None


class CertificationRuleRead(Output):
    """One version of a rule. `sentence` says it for one position; every policy is spelled out in `parameters`."""

    id: UUID
    code: str
    rule_version: int
    title: str
    citation: str
    parameters: dict[str, Any]
    examples: list[dict[str, Any]]
    status: RuleStatus
    effective_on: dt.date | None
    sentence: str
    version: int
    created_at: datetime

    @classmethod
    def of(cls, row: CertificationRule) -> "CertificationRuleRead":
        """A rule as a client reads it."""
        return cls(
            id=row.id,
            code=row.code,
            rule_version=row.rule_version,
            title=row.title,
            citation=row.citation,
            parameters=row.parameters,
            examples=row.examples,
            status=row.status,
            effective_on=row.effective_on,
            sentence=Rule.parse(row.parameters).sentence(1),
            version=row.version,
            created_at=row.created_at,
        )


class PlayedExampleRead(Output):
    """A worked example and how it came out just now; `mismatches` say in words what differs.

    `example` is as it was written, without a rule of its own: vacancies, candidates, steps with what is expected.
    """

    id: str
    title: str
    source: str
    passed: bool
    is_supported: bool
    mismatches: list[str]
    example: dict[str, Any]

    @classmethod
    def of(cls, played: PlayedExample) -> "PlayedExampleRead":
        """An example as a client reads it."""
        stored, result = played.stored, played.result
        return cls(
            id=result.id,
            title=str(stored.get("title", "")),
            source=str(stored.get("source", "")),
            passed=result.passed,
            is_supported=result.supported,
            mismatches=result.mismatches,
            example=stored,
        )
