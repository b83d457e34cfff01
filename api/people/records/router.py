"""Persons over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.people.records import service
from api.people.records.schemas import PersonPatch, PersonRead, PersonSummary
from api.people.records.service import EmailInUse, PersonMerged, TooManyWords
from api.platform.auth import Actor, Permission, requires
from api.platform.errors import Forbidden, Invalid, NotFound, Stale, Unreadable, VersionRequired, problems
from api.platform.exports import Column, offer
from api.platform.resources import Listing, UnknownSort
from api.platform.routing import IfMatch, ReadSession, TenantRoute, WriteSession
from api.platform.schema import Page

router = APIRouter(prefix="/persons", tags=["people"], route_class=TenantRoute)
Reader = Annotated[Actor, requires(Permission.READ_PEOPLE)]
Keeper = Annotated[Actor, requires(Permission.MANAGE_PEOPLE)]


@router.get("", responses=problems(Forbidden, Unreadable, UnknownSort, TooManyWords))
async def list_persons(
    session: ReadSession,
    actor: Reader,
    listing: Listing,
    email: Annotated[str | None, Query(max_length=320, description="The whole address.")] = None,
    external_id: Annotated[str | None, Query(max_length=200, description="The whole number.")] = None,
) -> Page[PersonSummary]:
    """People by name; `q` is the beginnings of words of a name, of an address, or a whole number.

    A hiring manager sees the people given on referrals to the own departments, and searches among them.
    """
    found = await service.browse(session, actor, listing, email=email, external_id=external_id)
    nothing: tuple[int, list[str]] | None = None if actor.departments is not None else (0, [])
    return found.rows.page(lambda person: PersonSummary.of(person, found.stands.get(person.id, nothing)))


@router.get("/{person_id}", responses=problems(Forbidden, NotFound))
async def read_person(person_id: UUID, session: ReadSession, actor: Reader) -> PersonRead:
    """One person, also one that was merged into another."""
    file = await service.read(session, actor, person_id)
    return PersonRead.of_file(file, is_bound=actor.departments is not None)


@router.patch(
    "/{person_id}",
    responses=problems(Forbidden, NotFound, EmailInUse, PersonMerged, Invalid, Stale, VersionRequired),
)
async def update_person(
    person_id: UUID, body: PersonPatch, session: WriteSession, actor: Keeper, version: IfMatch
) -> PersonRead:
    """Change names or contact data; the history keeps what stood there, who changed it and when."""
    person = await service.change(session, actor, person_id, seen=version, values=body.changes())
    file = await service.file_of(session, actor, person)
    return PersonRead.of_file(file, is_bound=actor.departments is not None)


offer(
    router,
    list_persons,
    "people",
    {
        "name": Column("Name", "display_name"),
        "email": Column("E-mail", "email"),
        "phone": Column("Telephone", "phone"),
        "numbers": Column("Applicant Numbers", "numbers"),
        "lists": Column("Lists", "lists"),
    },
)
