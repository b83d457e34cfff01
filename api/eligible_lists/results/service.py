"""Reading examination results, and correcting one with a reason. A correction changes no score: a scoring does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.errors import RuleViolation
from api.domain.scoring import ScoreOutcome, ScoringModel, score
from api.eligible_lists import queries as lists
from api.eligible_lists.eligibles.service import lock_list
from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.results import queries
from api.eligible_lists.results.queries import ResultFilter
from api.eligible_lists.results.schemas import ResultRead
from api.eligible_lists.service import OPEN, POSTED, get_list
from api.models import EligibleList, ExamResult
from api.people.service import sort_name
from api.platform import ledger
from api.platform.auth import Actor
from api.platform.errors import FieldProblem, Invalid, NotFound, Refused
from api.platform.ledger import Subject
from api.platform.paging import PageRequest
from api.platform.routing import require_version
from api.platform.schema import Page

_LAST_SIGN = "\U0010ffff"


class ListEnded(Refused):
    code, title = "list_ended", "The list was cancelled; its results no longer change"


class BadResult(Invalid):
    """The model refuses a component or a credit; the code is the domain's own."""

    code, title = "bad_result", "The scoring model cannot read this result"
    messages: ClassVar[Mapping[str, str]] = {
        "missing_score": "The raw score of {field} is missing.",
        "bad_score": "The raw score of {field} lies outside 0 to {maximum}.",
        "unknown_component": "The scoring model has no component {field}.",
        "unknown_credit": "The scoring model grants no credit of the kind {field}.",
        "bad_credit": "The scoring model grants no {field} credit for this claim.",
        "bad_points": "The {field} points are no number of 0 or more.",
    }
    of_credits = frozenset({"unknown_credit", "bad_credit", "bad_points"})

    def __init__(self, wrong: RuleViolation) -> None:
        field = str(wrong.field)
        message = self.messages.get(wrong.code, self.title).format(field=field, **wrong.params)
        super().__init__(message)
        self.code = wrong.code
        path = f"{'credits' if wrong.code in self.of_credits else 'components'}.{field}"
        self.errors.append(FieldProblem(field=path, code=wrong.code, message=message))


@dataclass(frozen=True, slots=True)
class ResultsRequest:
    """Which results, in which order. `q` is the beginning of a name, last name first, or a candidate's id."""

    attendance: Sequence[str] = ()
    outcome: Sequence[str] = ()
    q: str | None = None
    sort: str = "external_id"
    count: bool = False


async def page(session: AsyncSession, list_id: UUID, asked: ResultsRequest, paging: PageRequest) -> Page[ResultRead]:
    """One page of a list's results.

    Raises:
        NotFound: without such a list.
    """
    row = await get_list(session, list_id)
    name = sort_name(asked.q.replace(",", " "), "") if asked.q else None
    only = ResultFilter(asked.attendance, asked.outcome, None if name is None else (name, name + _LAST_SIGN), asked.q)
    scope = f"results:{list_id}:{asked.sort}"
    rows = await queries.page_of_results(
        session, list_id, only, sort=asked.sort, after=paging.after(scope), limit=paging.limit + 1
    )
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    next_cursor = paging.next_cursor(rows, last and _key(last, asked.sort), scope)
    return Page(
        items=[ResultRead.of(one, since=row.scored_results_version) for one in rows],
        next_cursor=next_cursor,
        total=await queries.count_results(session, list_id, only) if asked.count else None,
    )


def _key(row: Any, sort: str) -> list[str]:
    by = row.sort_name if sort.removeprefix("-") == "name" else row.ExamResult.external_id
    return [by, str(row.ExamResult.id)]


async def read(session: AsyncSession, result_id: UUID) -> ResultRead:
    """One result.

    Raises:
        NotFound: also for another agency's result.
    """
    found = await queries.result(session, result_id)
    if found is None:
        raise NotFound("There is no such result.")
    row = await get_list(session, found.ExamResult.list_id)
    return ResultRead.of(found, since=row.scored_results_version)


async def correct(
    session: AsyncSession, actor: Actor, *, result_id: UUID, seen: int, values: Mapping[str, Any], reason: str
) -> ResultRead:
    """Correct what an examination gave. Scores stay until the list is scored again.

    Previews of scorings and imports of the list no longer hold.

    Raises:
        NotFound, ListEnded, NoScoringModel, Stale. BadResult: naming the component or credit that the model refuses.
    """
    list_id = await queries.list_of(session, result_id)
    if list_id is None:
        raise NotFound("There is no such result.")
    row = await lock_list(session, list_id)
    if row.status not in OPEN | POSTED:
        raise ListEnded
    result = await queries.lock(session, result_id)
    require_version(result.version, seen)
    changed = {name: value for name, value in values.items() if getattr(result, name) != value}
    if not changed:
        return await read(session, result_id)
    before = {name: getattr(result, name) for name in changed}
    for name, value in changed.items():
        setattr(result, name, value)
    if result.attendance == "completed":
        await _require_scorable(session, row, result)

    row.results_version += 1
    row.version += 1
    result.corrected_version, result.version = row.results_version, result.version + 1
    await session.flush()
    facts = {"list_id": str(list_id), "fields": sorted(changed), "results_version": row.results_version}
    private = {"reason": reason, "before": before, "after": changed}
    topics = [f"list:{list_id}"]
    await ledger.append(
        session, actor, "result.corrected", Subject("result", result_id), facts, topics=topics, private=private
    )
    return await read(session, result_id)


async def _require_scorable(session: AsyncSession, row: EligibleList, result: ExamResult) -> None:
    found = None if row.scoring_model_id is None else await lists.scoring_model(session, row.scoring_model_id)
    if found is None:
        raise NoScoringModel
    check_scorable(ScoringModel.parse(found.parameters), result.components, result.credits)


def check_scorable(
    model: ScoringModel, components: Mapping[str, str], credits_claimed: Mapping[str, str]
) -> ScoreOutcome:
    """What the model makes of a result.

    Raises:
        BadResult: with the path of the component or credit in what the client sent.
    """
    try:
        return score(model, {name: Decimal(value) for name, value in components.items()}, credits_claimed)
    except RuleViolation as wrong:
        raise BadResult(wrong) from wrong
