"""Errors as problem+json (RFC 9457): a stable code, a status, and the field where there is one."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from api.domain.errors import RuleViolation
from api.domain.refusals import say

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field. `field` is a dotted path, e.g. `components.0.weight`."""

    field: str
    code: str
    message: str


class ProblemRead(BaseModel):
    """The body of every error."""

    model_config = ConfigDict(title="Problem")

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem]
    request_id: str


class Problem(Exception):  # noqa: N818  (RFC 9457 calls it a problem)
    """Raised anywhere below the edge; the transaction rolls back and the client reads `code` and `detail`."""

    status = 500
    code = "internal"
    title = "Something went wrong on our side"

    def __init__(
        self,
        detail: str | None = None,
        *,
        field: str | None = None,
        errors: Iterable[FieldProblem] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.detail = detail or self.title
        self.errors = list(errors)
        if field is not None:
            self.errors.append(FieldProblem(field=field, code=self.code, message=self.detail))
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        super().__init__(self.detail)


class Unreadable(Problem):
    status, code, title = 400, "unreadable", "The request cannot be read"


class Unauthenticated(Problem):
    status, code, title = 401, "unauthenticated", "Sign in first"


class Forbidden(Problem):
    status, code, title = 403, "forbidden", "You may not do this"


class NotFound(Problem):
    """Also for another agency's row and for one outside the reader's departments."""

    status, code, title = 404, "not_found", "There is no such thing here"


class Refused(Problem):
    """A transition the present state does not allow."""

    status, code, title = 409, "refused", "The present state does not allow this"


class Duplicate(Refused):
    code, title = "duplicate", "This already exists"


class InUse(Refused):
    code, title = "in_use", "Something else still uses this"


class Gone(Problem):
    status, code, title = 410, "deadline_passed", "The deadline has passed"


class Stale(Problem):
    status, code, title = 412, "stale_version", "Somebody changed this since you read it"


class TooLarge(Problem):
    status, code, title = 413, "too_large", "The request is too large"


class UnsupportedType(Problem):
    status, code, title = 415, "unsupported_type", "This type of content is not accepted here"


class Invalid(Problem):
    status, code, title = 422, "invalid", "The request can be read, but is not valid"


class IdempotencyKeyReused(Invalid):
    code, title = "idempotency_key_reused", "This Idempotency-Key was used with another body"


class VersionRequired(Problem):
    status, code, title = 428, "version_required", 'Send If-Match: "<version>" of what you read'


class TooMany(Problem):
    status, code, title = 429, "too_many_requests", "Too many requests; wait a little"


class Unavailable(Problem):
    status, code, title = 503, "unavailable", "Not available just now; nothing was changed. Try again"


class OutcomeUnknown(Problem):
    """The connection went while the work was being committed: only the database knows whether it was."""

    status, code = 503, "outcome_unknown"
    title = (
        "The connection was lost while this was being stored, so it may have been done. "
        "Repeating it with the same Idempotency-Key is safe; without one, look first"
    )


def of_rule(violation: RuleViolation, prefix: str = "") -> Problem:
    """A broken domain rule as a problem: 422 with its field, under the domain's own code."""
    path = ".".join(part for part in (prefix, violation.field or "") if part)
    said = say(violation)
    problem = Invalid(said)
    problem.code = violation.code
    if path:
        problem.errors.append(FieldProblem(field=path, code=violation.code, message=said))
    return problem


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may raise these, with the codes in the description."""
    answers: dict[int | str, dict[str, Any]] = {}
    for kind in kinds:
        answer = answers.setdefault(kind.status, {"description": "", "model": ProblemRead})
        answer["description"] = ", ".join(filter(None, [answer["description"], f"`{kind.code}`"]))
    return answers


# Unique and check constraints that a client can run into, and what to say then: constraint name -> problem.
CONFLICTS: dict[str, type[Problem]] = {}


def conflict(*constraints: str, says: type[Problem]) -> None:
    """Register what a violated constraint means, so that a lost race reads like the check it slipped past."""
    for constraint in constraints:
        CONFLICTS[constraint] = says
