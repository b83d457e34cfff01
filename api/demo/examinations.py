"""Lists and how far each comes: imported, scored, posted, adopted, cancelled."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.demo import queries
from api.demo.candidates import results_file
from api.demo.city import Listing
from api.demo.workshop import Cast, Step, Workshop
from api.eligible_lists import service as lists
from api.eligible_lists.imports import service as imports
from api.eligible_lists.imports.service import Upload
from api.scorings import service as scorings

REACHES = ("draft", "imported", "scored", "posted", "adopted")


def reaching(listings: tuple[Listing, ...], until: str) -> list[Listing]:
    """Those that come at least so far."""
    return [one for one in listings if REACHES.index(one.until) >= REACHES.index(until)]


async def examine(shop: Workshop, listings: tuple[Listing, ...]) -> None:
    """Make lists, import their results, score them and post them, each as far as it comes."""
    await shop.take(*(_make(one) for one in listings))
    await shop.take(*(_import(one) for one in reaching(listings, "imported")))
    await shop.work()
    await shop.take(*(_score(one) for one in reaching(listings, "scored")))
    await shop.work()
    await shop.take(*(_apply(one) for one in reaching(listings, "scored")))
    await shop.work()
    await shop.take(*(_post(one) for one in reaching(listings, "posted")))


async def adopt(shop: Workshop, listings: tuple[Listing, ...]) -> None:
    """Adopt those that come so far; their inspection is over."""
    await shop.take(*(_adopt(one) for one in reaching(listings, "adopted")))


def _make(listing: Listing) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        values: dict[str, UUID | str | int | None] = {
            "code": listing.code,
            "job_class_id": cast.job_classes[listing.job_class],
            "specialty": listing.specialty,
            "list_type": listing.list_type,
            "exam_type": listing.exam_type,
            "certification_rule_id": cast.rules[listing.rule],
            "scoring_model_id": cast.models[listing.model],
            "duration_months": listing.duration_months,
        }
        await lists.create_list(session, cast.actors["exam"], values=values)

    return step


def _import(listing: Listing) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, listing.code)
        upload = Upload(f"{listing.code} results.csv", results_file(listing.sitting), "results", None)
        made = await imports.preview(session, cast.actors["exam"], list_id=row.id, upload=upload)
        await imports.request_commit(session, cast.actors["exam"], import_id=made.id)

    return step


def _score(listing: Listing) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, listing.code)
        await scorings.start(session, cast.actors["exam"], list_id=row.id)

    return step


def _apply(listing: Listing) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, listing.code)
        scoring = await queries.latest_scoring(session, row.id)
        await scorings.request_apply(session, cast.actors["exam"], scoring_id=scoring.id, seen=scoring.version)

    return step


def _post(listing: Listing) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, listing.code)
        await lists.post_list(
            session,
            cast.actors["exam"],
            list_id=row.id,
            seen=row.version,
            inspection_starts_on=None,
            inspection_ends_on=None,
        )

    return step


def _adopt(listing: Listing) -> Step:
    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, listing.code)
        await lists.adopt_list(session, cast.actors["exam"], list_id=row.id, seen=row.version)

    return step


def cancelling(code: str, reason: str) -> Step:
    """A list is cancelled during its inspection."""

    async def step(session: AsyncSession, cast: Cast) -> None:
        row = await queries.list_by_code(session, code)
        await lists.cancel_list(session, cast.actors["exam"], list_id=row.id, seen=row.version, reason=reason)

    return step
