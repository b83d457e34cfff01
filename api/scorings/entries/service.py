"""Put one person on a list by hand, as one more result of its examination.

Before the list is posted the result waits for the next scoring, as an imported one does. On a posted list the person
takes a place at once, with the reason: a continuous list grows by every administration (San Francisco CSC Rule 312.3),
a discrete one that is adopted only by the decision of an appeal (312.2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.domain.ranking import BandingModel
from api.domain.scoring import Credit, ScoringModel, failure_sentence
from api.domain.verdicts import Result, verdicts
from api.eligible_lists import queries as lists
from api.eligible_lists.imports.service import NoScoringModel
from api.eligible_lists.results.service import ListEnded, check_scorable
from api.eligible_lists.service import OPEN
from api.models import EligibleList, ExamResult, Person
from api.people import queries as matching
from api.people import service as people
from api.people.records import queries as records
from api.people.records.service import PersonMerged
from api.people.service import PersonFacts
from api.platform import db, ledger
from api.platform.auth import Actor
from api.platform.errors import Duplicate, Invalid
from api.platform.ledger import Subject
from api.platform.passwords import email_key
from api.platform.schema import scaled_score, unscaled
from api.referrals import queries as referral_queries
from api.referrals import service as referrals
from api.referrals.rescoring import service as rescoring
from api.referrals.rescoring.service import Rescored, Touched
from api.referrals.service import Change
from api.referrals.standings import service as standings
from api.scorings.changes import service as changes
from api.scorings.changes.service import NEVER
from api.scorings.entries import queries
from api.scorings.entries.queries import Spot
from api.scorings.service import ReasonNeeded

MOST_DIGITS, MOST_DECIMALS = 9, 8
NAMESAKES = 5
IN_USE = frozenset({"tentative", "adopted"})


class AlreadyOnList(Duplicate):
    code, title = "already_on_list", "This person is on the list already"


class NumberTaken(Duplicate):
    code, title = "number_taken", "Somebody on the list has this candidate number"


class AddressKnown(Duplicate):
    code, title = "email_in_use", "Somebody with this address is known already; choose that person"


class UnknownPerson(Invalid):
    code, title = "unknown_person", "There is no such person"


class BadScore(Invalid):
    code, title = "bad_score", "This is no score of the list"


class DecisionNeeded(Invalid):
    code, title = "decision_needed", "An adopted discrete list grows by the decision of an appeal only; name it"


class DoesNotPass(Invalid):
    code, title = "does_not_pass", "Only somebody who passed is put on a posted list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who is put on a list and with what: a final score, or what each component gave.

    `claims` are (kind, claim) in the order that was sent; `decision` names the appeal or order behind it.
    """

    person_id: UUID | None = None
    facts: PersonFacts | None = None
    external_id: str | None = None
    score: str | None = None
    components: Mapping[str, str] | None = None
    claims: Sequence[tuple[str, str | None]] = ()
    reason: str | None = None
    decision: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the list's models make of the result: nothing to place when it fails."""

    score: int | None
    unrounded: Decimal | None
    failed_code: str | None
    decimals: int
    band: int | None
    claims: Mapping[str, str]

    @property
    def failed_because(self) -> str | None:
        """The failure in plain words."""
        return None if self.failed_code is None else failure_sentence(self.failed_code)


@dataclass(frozen=True, slots=True)
class Entered:
    """What was done, or would be.

    `spot` is the place among those who stand there (None: nobody stands yet, or the result fails); `touched` are the
    open referrals; `shown` says how the person is shown on each.
    """

    result_id: UUID
    external_id: str
    person: people.PersonRef
    is_new_person: bool
    namesakes: Sequence[people.PersonRef]
    verdict: Verdict
    decimals: int
    spot: Spot | None
    is_placed: bool
    touched: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class _Terms:
    """By what a list scores: the JSON forms of its models."""

    parameters: Mapping[str, Any] | None
    bands: Sequence[Any] | None


async def put_on_list(session: AsyncSession, actor: Actor, list_id: UUID, entry: Entry, *, dry_run: bool) -> Entered:
    """Put one person on a list. With `dry_run` everything is done and taken back, so the preview is what would happen.

    Raises:
        NotFound, ListEnded, NoScoringModel. AlreadyOnList, NumberTaken, AddressKnown, UnknownPerson, PersonMerged: for
        who is named. BadScore, BadResult: for what was given. ReasonNeeded, DecisionNeeded, DoesNotPass: on a posted
        list.
    """
    change = await referrals.begin_change(session, actor, list_id)
    row = change.eligible_list
    _require_may_enter(row, entry, dry_run)
    verdict = _verdict(await _terms(session, row), entry)
    if not dry_run:
        return await _carry_out(session, actor, change, entry, verdict)
    savepoint = await session.begin_nested()
    entered = await _carry_out(session, actor, change, entry, verdict)
    await savepoint.rollback()
    return entered


def _require_may_enter(row: EligibleList, entry: Entry, dry_run: bool) -> None:
    """Whether the list takes anybody, and on a posted one why; a preview comes before the reason is known."""
    if row.status in OPEN:
        return
    if row.status not in IN_USE:
        raise ListEnded(f"The list is {row.status}; nobody is put on it any more.")
    if dry_run:
        return
    if not entry.reason:
        raise ReasonNeeded("The list is posted: say why somebody is put on it.", field="reason")
    if needs_decision(row) and not entry.decision:
        raise DecisionNeeded(field="decision")


def needs_decision(row: EligibleList) -> bool:
    """Whether nobody enters without the decision of an appeal (San Francisco CSC Rule 312.2)."""
    return row.status == "adopted" and row.list_type == "discrete"


async def _terms(session: AsyncSession, row: EligibleList) -> _Terms:
    wanted, bands = row.scoring_model_id, row.banding_model_id
    found = None if wanted is None else await lists.scoring_model(session, wanted, keep=True)
    banding = None if bands is None else await lists.banding_model(session, bands)
    return _Terms(None if found is None else found.parameters, None if banding is None else banding.bands)


def _verdict(terms: _Terms, entry: Entry) -> Verdict:
    """What the list's models make of what was given.

    Raises:
        NoScoringModel, BadScore, BadResult.
    """
    model = None if terms.parameters is None else ScoringModel.parse(terms.parameters)
    claims = {} if model is None else _claims(model, entry.claims)
    final = None if entry.score is None else _final(entry.score)
    if final is None and model is None:
        raise NoScoringModel("The list has no scoring model; give a final score.")
    if final is None and model is not None:
        check_scorable(model, entry.components or {}, claims)
    (found,) = verdicts(terms.parameters, terms.bands, [Result(entry.components or {}, claims, final)])
    if found.score is None:
        return Verdict(None, None, found.failed_code, 0, None, claims)
    decimals = max(0, -int(found.score.normalize().as_tuple().exponent))
    band = None if terms.bands is None else BandingModel.parse(terms.bands).band_of(found.score).rank
    return Verdict(scaled_score(found.score), found.unrounded, None, decimals, band, claims)


def _final(score: str) -> Decimal:
    whole, _, fraction = score.partition(".")
    if score.startswith("-") or len(whole) > MOST_DIGITS or len(fraction) > MOST_DECIMALS:
        digits = f"{MOST_DIGITS} digits before the point and {MOST_DECIMALS} after it"
        raise BadScore(f"A final score is 0 or more, with at most {digits}.", field="score")
    return Decimal(score)


def _claims(model: ScoringModel, claims: Sequence[tuple[str, str | None]]) -> dict[str, str]:
    """Claims by kind. A kind with one value needs no more than its name.

    Raises:
        BadScore: for a kind that is named twice, or of which it is not said what is claimed.
    """
    known: Mapping[str, Credit] = {one.kind: one for one in model.credits}
    found: dict[str, str] = {}
    for place, (kind, claim) in enumerate(claims):
        if kind in found:
            raise BadScore(f"The credit {kind} is claimed twice.", field=f"credits.{place}.kind")
        values = list(known[kind].values) if kind in known else []
        if claim is None and kind in known and len(values) != 1:
            raise BadScore(f"Say what is claimed as {kind}.", field=f"credits.{place}.points")
        found[kind] = claim if claim is not None else values[0] if values else ""
    return found


async def _carry_out(session: AsyncSession, actor: Actor, change: Change, entry: Entry, verdict: Verdict) -> Entered:
    row = change.eligible_list
    person, is_new, namesakes = await _person(session, actor, row, entry)
    number = await _number(session, row, entry)
    spot = None
    if row.list_version > 0 and verdict.score is not None:
        spot = await queries.spot(session, row.id, verdict.score)
    is_placed = row.status not in OPEN
    result = _result(row, entry, verdict, person.id, number)
    await queries.add_result(session, result)
    # What was not scored yet stays so; somebody who is placed at once leaves nothing to score.
    if is_placed and row.scored_results_version == row.results_version:
        row.scored_results_version += 1
    row.results_version += 1
    row.results_count += 1
    row.version += 1
    facts = {"list": str(row.id), "result": str(result.id), "is_new_person": is_new, "final": entry.score is not None}
    private = {"reason": entry.reason, "decision": entry.decision, "score": entry.score, "components": entry.components}
    told = {name: value for name, value in private.items() if value}
    touched: list[Mapping[str, Any]] = []
    if is_placed:
        touched = await _place(session, actor, change, result, verdict, facts, told)
    else:
        await session.flush()
        subject, topics = Subject("list", row.id), [f"list:{row.id}"]
        await ledger.append(session, actor, "result.added", subject, facts, topics=topics, private=told or None)
    decimals = max(row.score_decimals, verdict.decimals)
    refs = [people.ref(one) for one in namesakes]
    return Entered(result.id, number, people.ref(person), is_new, refs, verdict, decimals, spot, is_placed, touched)


def _result(row: EligibleList, entry: Entry, verdict: Verdict, person_id: UUID, number: str) -> ExamResult:
    return ExamResult(
        agency_id=row.agency_id,
        id=db.new_id(),
        list_id=row.id,
        person_id=person_id,
        external_id=number,
        components=dict(entry.components or {}),
        credits=dict(verdict.claims),
        final_score=None if entry.score is None else _final(entry.score),
        attendance="completed",
        outcome="not_scored" if row.status in OPEN else "passed",
        version=1,
    )


async def _person(
    session: AsyncSession, actor: Actor, row: EligibleList, entry: Entry
) -> tuple[Person, bool, Sequence[Person]]:
    """Who is meant, locked; whether they are new, and who else has the name of somebody new.

    Raises:
        UnknownPerson, PersonMerged, AddressKnown, AlreadyOnList.
    """
    if entry.person_id is not None:
        person = (await records.lock(session, [entry.person_id])).get(entry.person_id)
        if person is None:
            raise UnknownPerson(field="person_id")
        if person.merged_into_id is not None:
            raise PersonMerged(field="person_id", extra={"merged_into": str(person.merged_into_id)})
        number = await queries.number_of(session, row.id, await records.group(session, person.id))
        if number is not None:
            raise AlreadyOnList(f"This person is on the list already, as candidate {number}.", field="person_id")
        return person, False, ()
    facts = entry.facts
    if facts is None:
        raise UnknownPerson(field="person_id")
    await _require_new_address(session, row, facts.email)
    wanted = people.sort_name(facts.last_name, facts.first_name, facts.middle_name)
    namesakes = await queries.namesakes(session, wanted, NAMESAKES)
    person_id, was_known = await people.find_or_add(session, actor.agency.id, facts)
    if was_known:
        raise AddressKnown(field="person.email", extra={"person_id": str(person_id)})
    return (await records.lock(session, [person_id]))[person_id], True, namesakes


async def _require_new_address(session: AsyncSession, row: EligibleList, email: str | None) -> None:
    known = None if email is None else await matching.by_email(session, email_key(email))
    if known is None:
        return
    number = await queries.number_of(session, row.id, await records.group(session, known.id))
    who = people.ref(known).display_name
    detail = f"{who} has this address. Choose that person instead of making a new one."
    if number is not None:
        detail = f"{who} has this address and is on the list already, as candidate {number}."
    raise AddressKnown(detail, field="person.email", extra={"person_id": str(known.id)})


async def _number(session: AsyncSession, row: EligibleList, entry: Entry) -> str:
    """The candidate number: the one given, or the next of those that are made here.

    Raises:
        NumberTaken.
    """
    if entry.external_id is not None:
        if await queries.is_taken(session, row.id, entry.external_id):
            raise NumberTaken(f"Somebody on the list is candidate {entry.external_id}.", field="external_id")
        return entry.external_id
    while True:  # ends: the numbers rise, and those given by others are finite
        number = f"H-{await referral_queries.next_number(session, f'entry:{row.id}')}"
        if not await queries.is_taken(session, row.id, number):
            return number


async def _place(
    session: AsyncSession,
    actor: Actor,
    change: Change,
    result: ExamResult,
    verdict: Verdict,
    facts: dict[str, Any],
    private: dict[str, Any],
) -> list[Mapping[str, Any]]:
    """Let the person stand on a posted list, as a new version of it, and bring the open referrals up to date."""
    row, score = change.eligible_list, verdict.score
    if score is None:
        field = "components" if result.final_score is None else "score"
        raise DoesNotPass(f"{verdict.failed_because}.", field=field)
    row.list_version += 1
    row.score_decimals = max(row.score_decimals, verdict.decimals)
    is_late = row.adopted_seq is not None
    has_own_rank = await queries.enter(
        session,
        result,
        score=score,
        unrounded=verdict.unrounded,
        version=row.list_version,
        since=NEVER if is_late else 0,
    )
    row.eligibles_count += 1
    row.active_count += 1
    row.ranks_count += int(has_own_rank)
    await session.flush()

    seq = await ledger.next_sequence(session)
    await queries.keep_entry(session, result, seq, counts_from=seq if is_late else None)
    settled: Sequence[Touched] = ()
    if change.referrals:
        entering = [Rescored(result.id, None, unscaled(score), None)]
        settled = await rescoring.settle(session, actor, change, seq, entering)
    facts |= await changes.certify(session, actor, row, settled, seq)
    await lists.add_version(session, row, seq=seq, cause="administered", scoring_id=None)
    told = {"list_version": row.list_version, "eligibles": row.eligibles_count, "ranks": row.ranks_count}
    topics = referrals.topics(row.id, [one.referral.id for one in settled if one.is_touched])
    subject = Subject("eligible", result.id)
    await ledger.append(session, actor, "eligible.added", subject, facts | told, topics=topics, private=private)
    return [changes.told(one) | {"shown_as": await _shown(session, actor, one, result)} for one in settled]


async def _shown(session: AsyncSession, actor: Actor, one: Touched, result: ExamResult) -> str:
    """How the person is shown on an open referral."""
    found = await standings.standings_of(session, actor, one.after, [result.id])
    return found[result.id].shown_as if result.id in found else rescoring.OFF_LIST
