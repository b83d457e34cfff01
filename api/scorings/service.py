"""Scorings: compute what a model makes of the results, show what would change, apply exactly that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.lifecycle import require_transition
from api.domain.ranking import BandingModel
from api.domain.scoring import ScoringModel
from api.domain.verdicts import Verdict
from api.eligible_lists import queries as lists
from api.eligible_lists.eligibles.service import PlacedTwice, lock_list
from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.results.service import ListEnded
from api.eligible_lists.service import OPEN, POSTED, UnknownReference, get_list
from api.models import BandingModel as BandingModelRow
from api.models import EligibleList, Job, Scoring
from api.models import ScoringModel as ScoringModelRow
from api.platform import db, jobs, ledger
from api.platform.auth import Actor
from api.platform.errors import FieldProblem, Invalid, NotFound, Refused
from api.platform.ledger import Subject
from api.platform.routing import require_version
from api.platform.schema import scaled_score
from api.scorings import queries

COMPUTE_SCORING = "scorings.compute_scoring"
APPLY_SCORING = "scorings.apply_scoring"


class NoResults(Refused):
    code, title = "no_results", "The list has no results to score; import them first"


class ScoringStale(Refused):
    code, title = "scoring_stale", "Results, model or list changed after this scoring; score again"


class ScoringNotReady(Refused):
    code, title = "scoring_not_ready", "The scoring is still being computed"


class ReasonNeeded(Invalid):
    code, title = "reason_needed", "This needs a reason"


@dataclass(frozen=True, slots=True)
class Task:
    """What a scoring is computed by: JSON forms, so that a process of its own can take them."""

    list_id: UUID
    results: int
    corrected_since: int | None  # only results corrected after this version of them; None: all
    is_posted: bool
    model: Mapping[str, Any] | None  # none: every result brought its final score
    bands: Sequence[Any] | None


async def start(
    session: AsyncSession,
    actor: Actor,
    *,
    list_id: UUID,
    scoring_model_id: UUID | None = None,
    banding_model_id: UUID | None = None,
) -> Job:
    """Ask for a scoring of a list's results by its models, or by others that take their place when it is applied.

    On a posted list whose models stay, only the results corrected since the last scoring are scored, if there are any.

    Raises:
        NotFound, ListEnded, NoScoringModel, NoResults. UnknownReference: naming the field.
    """
    row = await lock_list(session, list_id)
    require_scorable(row)
    model, banding = await _models(session, row, scoring_model_id, banding_model_id)
    stays = (model and model.id, banding and banding.id) == (row.scoring_model_id, row.banding_model_id)
    since = row.scored_results_version if stays and is_posted(row) else None
    corrected = since is not None and await queries.count_corrected(session, row.id, since)
    finals = await queries.final_scores(session, list_id, corrected_since=since if corrected else None)
    if model is None and (finals.missing or row.results_count == 0):
        raise NoScoringModel
    if row.results_count == 0:
        raise NoResults

    bands = None if banding is None else BandingModel.parse(banding.bands)
    scoring = Scoring(
        agency_id=actor.agency.id,
        id=db.new_id(),
        list_id=list_id,
        scoring_model_id=model and model.id,
        banding_model_id=banding and banding.id,
        covers="corrected" if corrected else "all",
        results_version=row.results_version,
        list_version=row.list_version,
        decimals=_decimals(
            None if model is None else ScoringModel.parse(model.parameters), bands, row, finals.decimals
        ),
        created_by=actor.label,
    )
    await queries.add(session, scoring)
    job = await jobs.enqueue(session, actor, COMPUTE_SCORING, scoring_id=scoring.id)
    scoring.job_id = job.id
    await session.flush()
    facts = {
        "list_id": str(list_id),
        "scoring_model_id": model and str(model.id),
        "banding_model_id": banding and str(banding.id),
        "covers": scoring.covers,
        "results_version": row.results_version,
    }
    await ledger.append(session, actor, "scoring.requested", Subject("scoring", scoring.id), facts)
    return job


async def _models(
    session: AsyncSession, row: EligibleList, scoring_model_id: UUID | None, banding_model_id: UUID | None
) -> tuple[ScoringModelRow | None, BandingModelRow | None]:
    wanted, wanted_bands = scoring_model_id or row.scoring_model_id, banding_model_id or row.banding_model_id
    model = None if wanted is None else await lists.scoring_model(session, wanted, keep=True)
    banding = None if wanted_bands is None else await lists.banding_model(session, wanted_bands)
    if scoring_model_id is not None and model is None:
        raise UnknownReference(field="scoring_model_id")
    if banding_model_id is not None and banding is None:
        raise UnknownReference(field="banding_model_id")
    return model, banding


async def task_of(session: AsyncSession, scoring_id: UUID) -> Task:
    """What a scoring is to be computed from.

    Raises:
        NotFound. ScoringStale: when the results or the list changed by now.
    """
    scoring = await get_scoring(session, scoring_id)
    row = await get_list(session, scoring.list_id)
    model_id = scoring.scoring_model_id
    model = None if model_id is None else await lists.scoring_model(session, model_id)
    if is_stale(row, scoring) or (model is None and model_id is not None):
        raise ScoringStale
    found = None if scoring.banding_model_id is None else await lists.banding_model(session, scoring.banding_model_id)
    since = row.scored_results_version if scoring.covers == "corrected" else None
    results = row.results_count if since is None else await queries.count_corrected(session, row.id, since)
    parameters = None if model is None else model.parameters
    return Task(row.id, results, since, is_posted(row), parameters, None if found is None else found.bands)


def stored(verdict: Verdict) -> tuple[Any, ...]:
    """A verdict as it is stored: outcome, failed code, score, unrounded score, credits refused."""
    score = None if verdict.score is None else scaled_score(verdict.score)
    return verdict.outcome, verdict.failed_code, score, verdict.unrounded, verdict.credits_refused


async def request_apply(
    session: AsyncSession, actor: Actor, *, scoring_id: UUID, seen: int, reason: str | None = None
) -> Job:
    """Ask for a previewed scoring to be applied; on a posted list, with the reason why scores change.

    Raises:
        NotFound, ListEnded, ScoringNotReady, ScoringStale, Stale. IllegalTransition: when it was applied.
        PlacedTwice: when a person would stand on the list twice. ReasonNeeded: on a posted list.
    """
    found = await get_scoring(session, scoring_id)
    row = await lock_list(session, found.list_id)
    scoring = await lock_scoring(session, scoring_id)
    require_applicable(row, scoring)
    require_version(scoring.version, seen)
    await require_one_place(session, scoring)
    if is_posted(row) and not reason:
        raise ReasonNeeded("The list is posted: say why its scores change.", field="reason")

    job = await jobs.enqueue(session, actor, APPLY_SCORING, scoring_id=scoring.id)
    scoring.status, scoring.job_id, scoring.version = "applying", job.id, scoring.version + 1
    await session.flush()
    facts = {"list_id": str(row.id), "list_version": row.list_version}
    subject, private = Subject("scoring", scoring_id), {"reason": reason} if reason else None
    await ledger.append(session, actor, "scoring.approved", subject, facts, private=private)
    return job


async def mark_stale(session: AsyncSession, scoring_id: UUID) -> None:
    """Note that a scoring no longer holds."""
    await lock_list(session, (await get_scoring(session, scoring_id)).list_id)
    scoring = await lock_scoring(session, scoring_id)
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


async def lock_scoring(session: AsyncSession, scoring_id: UUID) -> Scoring:
    """A scoring of a locked list, locked.

    Raises:
        NotFound: also for another agency's scoring.
    """
    found = await queries.lock(session, scoring_id)
    if found is None:
        raise NotFound("There is no such scoring.")
    return found


def is_stale(row: EligibleList, scoring: Scoring) -> bool:
    """Whether what a scoring was computed from has changed since; another model of the list changes its results too."""
    return (row.results_version, row.list_version) != (scoring.results_version, scoring.list_version)


def is_posted(row: EligibleList) -> bool:
    """Whether people have seen the scores: from then on they change with a reason, and only where they must."""
    return row.status in POSTED


def require_scorable(row: EligibleList) -> None:
    """Refuse to score a list that was cancelled.

    Raises:
        ListEnded.
    """
    if row.status not in OPEN | POSTED:
        raise ListEnded


def require_applicable(row: EligibleList, scoring: Scoring, *, now: str = "previewed") -> None:
    """Refuse to apply what was not previewed, or no longer holds.

    Raises:
        ListEnded, ScoringNotReady, ScoringStale. IllegalTransition: when it was applied.
    """
    require_scorable(row)
    if scoring.status == "computing":
        raise ScoringNotReady
    if scoring.status == "stale":
        raise ScoringStale
    # Being applied is still a preview to the life cycle: it ends in `applied`, once.
    status = "previewed" if scoring.status == now else "applied"
    require_transition("scoring", status, "applied", action="apply")
    if is_stale(row, scoring):
        raise ScoringStale


async def require_one_place(session: AsyncSession, scoring: Scoring) -> None:
    """Refuse a scoring that would let a person stand on the list twice, under records that were merged.

    Raises:
        PlacedTwice: naming the candidate numbers of each.
    """
    twice = await queries.placed_twice(session, scoring.id, scoring.list_id)
    if not twice:
        return
    told = [
        f"Candidates {' and '.join(one.external_ids)} are one person since their records were merged." for one in twice
    ]
    raise PlacedTwice(
        f"{told[0]} Undo the merge, or record one of the results as withdrawn, and score again.",
        errors=[FieldProblem(field="scoring_id", code=PlacedTwice.code, message=one) for one in told],
        extra={"person_ids": [str(one.person_id) for one in twice]},
    )


def _decimals(model: ScoringModel | None, bands: BandingModel | None, row: EligibleList, given: int) -> int:
    """The decimals that scores are shown with: the model's, or those of bands or given final scores if they have more.

    A list that was posted never gets fewer: scores that stay must not lose a digit.
    """
    finest = [-int(band.upper.normalize().as_tuple().exponent) for band in bands.bands] if bands else []
    own = [] if model is None else [model.decimals]
    return max([given, *own, *finest, *([row.score_decimals] if is_posted(row) else [])])
