"""Notes about persons as clients write and read them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import StringConstraints

from api.models import PersonNote
from api.platform.resources import Reason
from api.platform.schema import Input, Output

Body = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000)]


class PersonNoteCreate(Input):
    """Something to note."""

    body: Body


class PersonNoteCorrection(Reason):
    """What a note should have said, and why it did not."""

    body: Body


class PersonNoteRead(Output):
    """A note. One that was corrected or withdrawn stays, with who ended it, when and why."""

    id: UUID
    version: int
    person_id: UUID
    body: str
    status: Literal["current", "corrected", "withdrawn"]
    written_by: str
    written_by_name: str | None
    written_at: datetime
    corrects_id: UUID | None
    ended_by: str | None
    ended_by_name: str | None
    ended_at: datetime | None
    ended_reason: str | None

    @classmethod
    def of(cls, note: PersonNote, names: Mapping[str, str]) -> "PersonNoteRead":
        """A note with the names of who wrote and ended it."""
        own = {name: getattr(note, name) for name in cls.model_fields if not name.endswith("_by_name")}
        return cls(**own, written_by_name=names.get(note.written_by), ended_by_name=names.get(note.ended_by or ""))
