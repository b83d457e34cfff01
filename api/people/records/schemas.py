"""Persons as clients read and change them."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import EmailStr, StringConstraints

from api.models import Person
from api.people.records.service import File
from api.people.service import PersonRef, display_name, ref
from api.platform.resources import Patch
from api.platform.schema import Output

Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Email = Annotated[EmailStr, StringConstraints(max_length=320)]


class PersonPatch(Patch):
    """What changes of a person; null empties a field."""

    clearable: ClassVar[frozenset[str]] = frozenset(
        {"email", "phone", "street", "city", "region", "postal_code", "country"}
    )

    first_name: Name | None = None
    middle_name: Name | None = None
    last_name: Name | None = None
    email: Email | None = None
    phone: Short | None = None
    street: Line | None = None
    city: Line | None = None
    region: Line | None = None
    postal_code: Short | None = None
    country: Line | None = None


class PersonSummary(Output):
    """A person in a collection. `numbers` are those of applications (at most five); a department sees neither them
    nor the number of `lists`."""

    id: UUID
    version: int
    display_name: str
    email: str | None
    phone: str | None
    numbers: list[str]
    lists: int | None

    @classmethod
    def of(cls, person: Person, stands: tuple[int, list[str]] | None) -> "PersonSummary":
        """A person, with lists and numbers where the reader may see them."""
        lists, numbers = stands or (None, [])
        return cls(
            id=person.id,
            version=person.version,
            display_name=display_name(person.last_name, person.first_name, person.middle_name),
            email=person.email,
            phone=person.phone,
            numbers=numbers,
            lists=lists,
        )


class PersonRead(PersonSummary):
    """A person with contact data, whom they were merged into, and who was merged into them."""

    first_name: str
    middle_name: str
    last_name: str
    street: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    merged_into: PersonRef | None
    merged: list[PersonRef]
    created_at: datetime

    @classmethod
    def of_file(cls, file: File, *, is_bound: bool) -> "PersonRead":
        """A person as clients read it; `is_bound` for a reader of some departments only."""
        person = file.person
        shown = PersonSummary.of(person, None if is_bound else file.stands).model_dump()
        own = {
            name: getattr(person, name) for name in cls.model_fields.keys() - shown.keys() - {"merged", "merged_into"}
        }
        return cls(
            **shown,
            **own,
            merged_into=None if file.merged_into is None else ref(file.merged_into),
            merged=[ref(one) for one in file.merged],
        )
