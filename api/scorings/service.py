"""Scorings: compute what a model makes of the results, show what would change, apply exactly that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.errors import RuleViolation
from api.domain.lifecycle import require_transition
from api.domain.ranking import BandingModel
from api.domain.scoring import ScoringModel, score
from api.eligible_lists import queries as lists
from api.eligible_lists.eligibles.service import lock_list
from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.service import OPEN, get_list
from api.models import EligibleList, Job, Scoring
from api.platform import db, jobs, ledger
from api.platform.auth import Actor
from api.platform.errors import NotFound, Refused
from api.platform.ledger import Subject
from api.platform.paging import PageRequest
from api.platform.routing import require_version
from api.platform.schema import Page, scaled_score
from api.scorings import queries
from api.scorings.schemas import ScoringDiffRow

COMPUTE_SCORING = "scorings.compute_scoring"
APPLY_SCORING = "scorings.apply_scoring"
RESCORED = "rescored"


class NoResults(Refused):
    code, title = "no_results", "The list has no results to score; import them first"


class ListPosted(Refused):
    code, title = "list_posted", "The list is posted; its scores no longer change this way"


class ScoringStale(Refused):
    code, title = "scoring_stale", "Results, model or list changed after this scoring; score again"


class ScoringNotReady(Refused):
    code, title = "scoring_not_ready", "The scoring is still being computed"


@dataclass(frozen=True, slots=True)
class Task:
    """What a scoring is computed by: JSON forms, so that a process of its own can take them."""

    list_id: UUID
    results: int
    model: Mapping[str, Any]
    bands: Sequence[Any] | None


async def start(session: AsyncSession, actor: Actor, *, list_id: UUID) -> Job:
    """Ask for a scoring of a list's results by its model.

    Raises:
        NotFound, ListPosted, NoScoringModel, NoResults.
    """
    row = await lock_list(session, list_id)
    require_not_posted(row)
    model = (
        None if row.scoring_model_id is None else await lists.scoring_model(session, row.scoring_model_id, keep=True)
    )
    if model is None:
        raise NoScoringModel
    if row.results_count == 0:
        raise NoResults

    bands = await _bands(session, row)
    scoring = Scoring(
        agency_id=actor.agency.id,
        id=db.new_id(),
        list_id=list_id,
        scoring_model_id=model.id,
        results_version=row.results_version,
        list_version=row.list_version,
        decimals=_decimals(ScoringModel.parse(model.parameters), bands),
        created_by=actor.label,
    )
    await queries.add(session, scoring)
    job = await jobs.enqueue(session, actor, COMPUTE_SCORING, scoring_id=scoring.id)
    scoring.job_id = job.id
    await session.flush()
    facts = {"list_id": str(list_id), "scoring_model_id": str(model.id), "results_version": row.results_version}
    await ledger.append(session, actor, "scoring.requested", Subject("scoring", scoring.id), facts)
    return job


async def task_of(session: AsyncSession, scoring_id: UUID) -> Task:
    """What a scoring is to be computed from.

    Raises:
        NotFound. ScoringStale: when the list has another model by now.
    """
    scoring = await get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    model = await lists.scoring_model(session, scoring.scoring_model_id)
    if model is None or is_stale(row, scoring):
        raise ScoringStale
    bands = await _bands(session, row)
    return Task(row.id, row.results_count, model.parameters, None if bands is None else bands.as_parameters())


def verdicts(
    parameters: Mapping[str, Any], raw_bands: Sequence[Any] | None, results: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """The verdict on each result (id, components, credits, attendance), in the order of `queries.STAGED`.

    Pure; who was not examined to the end is not scored. In a banded list everyone in a band has the band's upper
    score.
    """
    model = ScoringModel.parse(parameters)
    bands = None if raw_bands is None else BandingModel.parse(raw_bands)
    known: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    made: list[tuple[Any, ...]] = []
    for result_id, components, claims, attendance in results:
        if attendance != "completed":
            made.append((result_id, "not_scored", None, None, None, []))
            continue
        key = (*sorted(components.items()), None, *sorted(claims.items()))
        if key not in known:
            known[key] = _verdict(model, bands, components, claims)
        made.append((result_id, *known[key]))
    return made


def _verdict(
    model: ScoringModel, bands: BandingModel | None, components: Mapping[str, str], claims: Mapping[str, str]
) -> tuple[Any, ...]:
    outcome = score(model, {name: Decimal(value) for name, value in components.items()}, claims)
    if outcome.score is None:
        return "failed", outcome.failed_code, None, None, []
    final = outcome.score
    if bands is not None:
        try:
            final = bands.banded_score(final)
        except RuleViolation as outside:
            return "failed", outside.code, None, None, []
    refused = sorted(outcome.credits_refused)
    return "passed", None, scaled_score(final), format(outcome.unrounded or final, "f"), refused


async def preview(session: AsyncSession, actor: Actor, *, scoring_id: UUID) -> None:
    """Sum up a computed scoring, or note that it is stale by now."""
    scoring = await get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    counts = await queries.summary(session, scoring_id, scoring.list_id)
    # Nothing was certified from a list that is not adopted, so no line, referral or appointment can move.
    untouched = {"crossed_line": 0, "referrals_touched": 0, "appointments_touched": 0}
    scoring.summary = {**counts, **untouched, "failed_by": await queries.failures(session, scoring_id)}
    scoring.status = "stale" if is_stale(row, scoring) else "previewed"
    scoring.version += 1
    await session.flush()
    facts = {"list_id": str(scoring.list_id), "status": scoring.status, **counts}
    subject, topics = Subject("scoring", scoring_id), [f"list:{scoring.list_id}"]
    await ledger.append(session, actor, "scoring.computed", subject, facts, topics=topics)


async def request_apply(session: AsyncSession, actor: Actor, *, scoring_id: UUID, seen: int) -> Job:
    """Ask for a previewed scoring to be applied.

    Raises:
        NotFound, ListPosted, ScoringNotReady, ScoringStale, Stale. IllegalTransition: when it was applied.
    """
    row, scoring = await _locked(session, scoring_id)
    _require_applicable(row, scoring)
    require_version(scoring.version, seen)

    job = await jobs.enqueue(session, actor, APPLY_SCORING, scoring_id=scoring.id)
    scoring.status, scoring.job_id, scoring.version = "applying", job.id, scoring.version + 1
    await session.flush()
    return job


async def apply(session: AsyncSession, actor: Actor, *, scoring_id: UUID) -> None:
    """Make eligibles of those who passed; a new version of the list. Exactly what was previewed.

    Raises:
        ListPosted, ScoringStale.
    """
    row, scoring = await _locked(session, scoring_id)
    _require_applicable(row, scoring, now="applying")
    require_transition("eligible_list", row.status, "scored", action="score")

    row.list_version += 1
    returned, left = await queries.apply_rows(session, scoring_id, row.list_version)
    counts = await queries.rebuild_counts(session, row.id)
    row.eligibles_count, row.active_count, row.ranks_count = counts
    row.status, row.score_decimals, row.version = "scored", scoring.decimals, row.version + 1
    scoring.status, scoring.applied_version, scoring.version = "applied", row.list_version, scoring.version + 1
    scoring.applied_at = await db.now(session)
    await session.flush()

    facts = {
        "list_id": str(row.id),
        "list_version": row.list_version,
        "scoring_model_id": str(scoring.scoring_model_id),
        "results_version": scoring.results_version,
        "eligibles": row.eligibles_count,
        "ranks": row.ranks_count,
        "returned": len(returned),
        "left": len(left),
        "rows_sha256": await queries.digest(session, scoring_id),
    }
    subject, topics = Subject("scoring", scoring_id), [f"list:{row.id}"]
    seq = await ledger.append(session, actor, "scoring.applied", subject, facts, topics=topics)
    cause = "scored" if row.list_version == 1 else "rescored"
    await lists.add_version(session, row, seq=seq, cause=cause, scoring_id=scoring_id)
    await queries.add_statuses(session, row.id, seq, returned, "active", RESCORED)
    await queries.add_statuses(session, row.id, seq, left, "removed", RESCORED)


async def mark_stale(session: AsyncSession, scoring_id: UUID) -> None:
    """Note that a scoring no longer holds."""
    _, scoring = await _locked(session, scoring_id)
    if scoring.status in ("computing", "previewed", "applying"):
        scoring.status, scoring.version = "stale", scoring.version + 1
        await session.flush()


async def get_scoring(session: AsyncSession, scoring_id: UUID) -> Scoring:
    """A scoring.

    Raises:
        NotFound: also for another agency's scoring.
    """
    found = await queries.find(session, scoring_id)
    if found is None:
        raise NotFound("There is no such scoring.")
    return found


async def diff(
    session: AsyncSession, scoring_id: UUID, paging: PageRequest, *, only_changed: bool
) -> Page[ScoringDiffRow]:
    """One page of a scoring's verdicts: best first, those without a score last.

    The cursor carries the last rank, so that a late page counts no further than the first.

    Raises:
        NotFound: without such a scoring.
    """
    scoring = await get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    scope = f"scoring_diff:{scoring_id}:{only_changed}"
    after = paging.after(scope)
    key = None if after is None else (after[0], UUID(after[1]))
    rows = await queries.page_of_rows(session, scoring_id, only_changed=only_changed, after=key, limit=paging.limit + 1)
    known = None if after is None or after[0] is None else (after[0], after[2])
    scores = [one.score for one in rows if one.score is not None]
    new = await queries.new_ranks(session, scoring_id, scores[0], scores[-1], known=known) if scores else {}
    held = [one.old_score for one in rows if one.old_score is not None]
    old = await queries.old_ranks(session, scoring.list_id, held) if held else {}
    last = rows[paging.limit - 1] if len(rows) > paging.limit else None
    keys = last and [last.score, str(last.result_id), new.get(last.score)]
    next_cursor = paging.next_cursor(rows, keys, scope)
    decimals = (row.score_decimals, scoring.decimals)
    items = [ScoringDiffRow.of(one, before=old, after=new, decimals=decimals) for one in rows]
    return Page(items=items, next_cursor=next_cursor)


def is_stale(row: EligibleList, scoring: Scoring) -> bool:
    """Whether what a scoring was computed from has changed since."""
    now = (row.results_version, row.list_version, row.scoring_model_id)
    return now != (scoring.results_version, scoring.list_version, scoring.scoring_model_id)


def require_not_posted(row: EligibleList) -> None:
    """Refuse to score a list that is posted or has ended.

    Raises:
        ListPosted.
    """
    if row.status not in OPEN:
        raise ListPosted


async def _locked(session: AsyncSession, scoring_id: UUID) -> tuple[EligibleList, Scoring]:
    found = await get_scoring(session, scoring_id)
    row = await lock_list(session, found.list_id)
    scoring = await queries.lock(session, scoring_id)
    if scoring is None:
        raise NotFound("There is no such scoring.")
    return row, scoring


def _require_applicable(row: EligibleList, scoring: Scoring, *, now: str = "previewed") -> None:
    require_not_posted(row)
    if scoring.status == "computing":
        raise ScoringNotReady
    if scoring.status == "stale":
        raise ScoringStale
    # Being applied is still a preview to the life cycle: it ends in `applied`, once.
    status = "previewed" if scoring.status == now else "applied"
    require_transition("scoring", status, "applied", action="apply")
    if is_stale(row, scoring):
        raise ScoringStale


async def _bands(session: AsyncSession, row: EligibleList) -> BandingModel | None:
    found = None if row.banding_model_id is None else await lists.banding_model(session, row.banding_model_id)
    return None if found is None else BandingModel.parse(found.bands)


def _decimals(model: ScoringModel, bands: BandingModel | None) -> int:
    """The decimals that scores are shown with: the model's, or those of the bands where they have more."""
    finest = [-int(band.upper.normalize().as_tuple().exponent) for band in bands.bands] if bands else []
    return max([model.decimals, *finest])
