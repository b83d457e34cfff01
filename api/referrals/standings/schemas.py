"""What a reader of standings gets."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from api.domain.availability import Standing
from api.domain.explanations import Explanation
from api.domain.lifecycle import DISPOSITION, FREES_RANK, EligibleStatus
from api.domain.reasoning import Step
from api.people.service import PersonRef, display_name
from api.platform.auth import Actor, Permission
from api.platform.schema import Output, score_text
from api.referrals.standings.service import DEPARTMENT_MAY, NEEDS_REACH, PersonStanding


class ExplanationRead(Output):
    """Why somebody stands where they stand: a code with its values, one sentence, and what would change it."""

    code: str
    params: dict[str, Any]
    sentence: str
    opens_if: str | None

    @classmethod
    def of(cls, explanation: Explanation) -> "ExplanationRead":
        """An explanation as JSON takes it."""
        return cls(**_explained(explanation))


def _explained(explanation: Explanation) -> dict[str, Any]:
    """What `ExplanationRead` says: decimals as text."""
    return {
        "code": explanation.code,
        "params": {name: _plain(value) for name, value in explanation.params.items()},
        "sentence": explanation.sentence,
        "opens_if": explanation.opens_if,
    }


def _plain(value: object) -> Any:
    return value if value is None or isinstance(value, bool | int | str) else str(value)


class NoticeRead(Output):
    """The inquiry that somebody was sent, and what came back; `is_overdue`: nothing did by the last day."""

    means: str
    sent_on: date
    respond_by_on: date
    received_on: date | None
    answer: str | None
    is_late: bool
    is_overdue: bool


class StandingRead(Output):
    """One eligible on a referral, computed when it is read.

    No rank: a new score passes no more; `score` is the one under which the person stood until then.
    """

    eligible_id: UUID
    external_id: str | None
    person: PersonRef
    rank: int | None
    score: str
    status: str
    standing: str
    disposition: str
    shown_as: str
    reason_code: str | None
    disposed_at: datetime | None
    notice: NoticeRead | None
    may_become: list[str]
    explanation: ExplanationRead
    version: int


class StepRead(Output):
    """One step on the way to a standing: a fact, a question that was passed, or the one that was not."""

    code: str
    finding: Literal["fact", "passed", "failed"]
    sentence: str


class StandingInFull(StandingRead):
    """One eligible on a referral, with the steps that led to the standing in the order in which they were taken."""

    steps: list[StepRead]


def person_ref(row: Any) -> PersonRef:
    """The person of a row by id and name."""
    return PersonRef(**_named(row))


def _named(row: Any) -> dict[str, Any]:
    return {"id": row.person_id, "display_name": display_name(row.last_name, row.first_name, row.middle_name)}


def as_written(person: PersonStanding, actor: Actor, decimals: int) -> dict[str, Any]:
    """A person on a referral as `StandingRead` says, with the dispositions that this reader may record next.

    Pages are written from it as it is: through the schema they cost half as much again; tests hold them to it.
    """
    row = person.row
    return {
        "eligible_id": row.id,
        "external_id": row.external_id,
        "person": _named(row),
        "rank": person.rank,
        "score": score_text(row.score, decimals),
        "status": row.status,
        "standing": person.standing.value,
        "disposition": row.disposition,
        "shown_as": person.shown_as,
        "reason_code": row.reason_code,
        "disposed_at": row.disposed_at,
        "notice": _notice(person),
        "may_become": may_become(person, actor),
        "explanation": _explained(person.explanation),
        "version": row.version,
    }


def shown(person: PersonStanding, actor: Actor, decimals: int) -> StandingRead:
    """The same as a part of another answer."""
    return StandingRead(**as_written(person, actor, decimals))


def in_full(person: PersonStanding, actor: Actor, decimals: int, steps: Sequence[Step]) -> StandingInFull:
    """A person on a referral as JSON, with the steps to their standing."""
    told = [StepRead(code=one.code, finding=one.finding.value, sentence=one.sentence) for one in steps]
    return StandingInFull(**as_written(person, actor, decimals), steps=told)


def _notice(person: PersonStanding) -> dict[str, Any] | None:
    """What `NoticeRead` says."""
    row = person.row
    if row.sent_on is None:
        return None
    is_silent = row.answer is None and row.disposition == "pending" and row.is_waited_for and not row.is_failed
    return {
        "means": row.asked_by,
        "sent_on": row.sent_on,
        "respond_by_on": row.respond_by_on,
        "received_on": row.received_on,
        "answer": row.answer,
        "is_late": bool(row.is_late),
        "is_overdue": is_silent and row.is_past,
    }


def may_become(person: PersonStanding, actor: Actor) -> list[str]:
    """The dispositions that a reader could record for a person now, by life cycle, role and reach."""
    if not actor.may(Permission.DISPOSE) or person.facts.status is EligibleStatus.APPOINTED or person.facts.is_failed:
        return []
    reachable = person.standing is Standing.REACHABLE
    return [
        str(state)
        for state, move in DISPOSITION[person.facts.disposition].items()
        if move.action in ("record", "return")
        and (reachable or state not in NEEDS_REACH)
        and (state != "hired" or actor.may(Permission.HIRE))
        and (person.facts.disposition not in FREES_RANK or actor.may(Permission.HIRE))
        and (actor.departments is None or state in DEPARTMENT_MAY)
    ]
