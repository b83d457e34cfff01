"""What is filed beside referrals: protests and what they change, notes, status changes of many, the end of lists."""

from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from api.demo import queries
from api.demo.city import Note, Objection, StatusChange
from api.demo.workshop import Cast, Step, Workshop
from api.eligible_lists.notes import service as list_notes
from api.eligible_lists.protests import service as protests
from api.eligible_lists.results import service as results
from api.eligible_lists.turns import service as turns
from api.people.notes import service as person_notes
from api.referrals.lapses import service as lapses
from api.referrals.status_changes import service as status_changes
from api.referrals.status_changes.service import BulkOrder
from api.scorings import service as scorings


async def object_to(shop: Workshop, *objections: Objection) -> None:
    """Protests of posted lists are filed and decided; what is granted is corrected and the list scored again."""
    await shop.take(*(_file(one) for one in objections))
    await shop.take(*(_decide(one) for one in objections if one.decision))
    granted = [one for one in objections if one.decision == "grant"]
    await shop.take(*(_correct(one) for one in granted))
    await shop.take(*(_score_again(one) for one in granted))
    await shop.work()
    await shop.take(*(_apply(one) for one in granted))
    await shop.work()


def _file(objection: Objection) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, objection.listing)
        protester = await queries.eligible_from_end(session, row.id, objection.from_end)
        person = await queries.person_of(session, protester)
        await protests.file_protest(
            session,
            cast.actors["exam"],
            list_id=row.id,
            person_id=person,
            kind=objection.kind,
            grounds=objection.grounds,
        )

    return step


def _decide(objection: Objection) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, objection.listing)
        person = await queries.person_of(session, await queries.eligible_from_end(session, row.id, objection.from_end))
        protest = await queries.protest_of(session, row.id, person)
        await protests.decide(
            session,
            cast.actors["exam"],
            list_id=row.id,
            protest_id=protest.id,
            decision=objection.decision or "deny",
            reason=objection.reason,
            seen=protest.version,
        )

    return step


def _correct(objection: Objection) -> Step:
    """The worst part of the examination is worth one step more."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, objection.listing)
        result = await queries.result_of(session, await queries.eligible_from_end(session, row.id, objection.from_end))
        part = min(result.components, key=lambda name: Decimal(result.components[name]))
        better = {**result.components, part: str(Decimal(result.components[part]) + 1)}
        await results.correct(
            session,
            cast.actors["exam"],
            result_id=result.id,
            seen=result.version,
            values={"components": better},
            reason=objection.reason,
        )

    return step


def _score_again(objection: Objection) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, objection.listing)
        await scorings.start(session, cast.actors["exam"], list_id=row.id)

    return step


def _apply(objection: Objection) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, objection.listing)
        scoring = await queries.latest_scoring(session, row.id)
        await scorings.request_apply(
            session, cast.actors["exam"], scoring_id=scoring.id, seen=scoring.version, reason=objection.reason
        )

    return step


def note(written: Note) -> Step:
    """A note on a list, on somebody on it, or on the person."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        actor = cast.actors[written.by]
        row = await queries.list_by_code(session, written.listing)
        about = None if written.from_end is None else await queries.eligible_from_end(session, row.id, written.from_end)
        if about is not None and written.on_person:
            person = await queries.person_of(session, about)
            await person_notes.write_note(session, actor, person, body=written.body)
        else:
            await list_notes.write(session, actor, list_id=row.id, eligible_id=about, body=written.body)

    return step


def change_many(change: StatusChange, people: int) -> Step:
    """The status of several changes at once, from a place at the end of the list upward."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, change.listing)
        chosen = [await queries.eligible_from_end(session, row.id, change.from_end + place) for place in range(people)]
        order = BulkOrder(
            action=change.action,
            eligible_ids=chosen,
            matching=None,
            reason_code=change.reason,
            skip_refused=True,
        )
        await status_changes.change_many(session, cast.actors["cert"], row.id, order)

    return step


def exhaust(code: str, reason: str) -> Step:
    """A list of which too few are left is used no more."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, code)
        await turns.turn(
            session, cast.actors["cert"], list_id=row.id, seen=row.version, action="exhaust", reason=reason
        )

    return step


async def let_end(session: AsyncSession, cast: Cast) -> None:
    """What the agency's clock does every day: whatever had its last day ends."""
    actor = cast.actors["system"]
    for list_id in await lapses.due_lists(session, actor):
        await lapses.end_periods(session, actor, list_id)
