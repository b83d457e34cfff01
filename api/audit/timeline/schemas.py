"""A timeline as a screen shows it."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from api.audit.schemas import SubjectRead
from api.platform.schema import Output


class ActorRead(Output):
    """Who did it: somebody who works here, a key, or the agency's own clocks and jobs."""

    kind: Literal["user", "key", "system"]
    id: UUID | None
    name: str


class SubjectNamed(SubjectRead):
    """What an event is about, and what that is called; the title is empty where it has none."""

    title: str


class ChangeRead(Output):
    """One value before and after. Null where there was none."""

    field: str
    before: str | None
    after: str | None


class RemarkRead(Output):
    """A private text of an event: a note, a reason, contact data."""

    name: str
    text: str


class TimelineEntry(Output):
    """One event. `moved` counts the people whose standing it changed on referrals.

    `private` is null where there is none, where it was erased, and for readers who may not see it; `has_private` says
    that there was one.
    """

    seq: int
    occurred_at: datetime
    name: str
    sentence: str
    actor: ActorRead
    subject: SubjectNamed
    reason: str | None
    changes: list[ChangeRead]
    moved: int
    has_private: bool
    private: list[RemarkRead] | None
