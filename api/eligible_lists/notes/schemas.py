"""Notes, as clients write and read them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from api.models import ListNote
from api.people.service import display_name
from api.platform.schema import Input, Output


class NoteCreate(Input):
    """A remark on the list, or on somebody on it."""

    body: Annotated[str, Field(min_length=1, max_length=5000)]
    eligible_id: UUID | None = None


class NoteRead(Output):
    """A note. `about` names the person it is about, null for the list itself; `author` is empty for a key."""

    id: UUID
    eligible_id: UUID | None
    about: str | None
    body: str
    author: str
    created_at: datetime

    @classmethod
    def of(cls, row: Any) -> "NoteRead":
        """A row of the notes' queries."""
        note: ListNote = row.ListNote
        about = None
        if note.eligible_id is not None:
            about = display_name(row.last_name, row.first_name, row.middle_name)
        own = {name: getattr(note, name) for name in ("id", "eligible_id", "body", "created_at")}
        return cls(**own, about=about, author=row.author or "")
