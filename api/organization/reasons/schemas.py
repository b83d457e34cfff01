"""What reason codes take and give."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import StringConstraints

from api.platform.resources import Patch
from api.platform.schema import Input, Output, Text

ReasonUse = Literal["disposition", "rescind", "status", "position", "referral", "list"]
ReasonName = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[a-z0-9_]{1,40}$")]


class ReasonCodeCreate(Input):
    """A reason to choose from; its code is unique where it is used."""

    use: ReasonUse
    code: ReasonName
    title: Text
    needs_note: bool = False


class ReasonCodePatch(Patch):
    """What changes about a reason; retired, it is given no more and stays readable where it was given."""

    title: Text | None = None
    needs_note: bool | None = None
    is_retired: bool | None = None


class ReasonCodeRead(Output):
    """A reason that may be given where `use` says; with `needs_note` a note must say more.

    `retired_at` is null while it may be given.
    """

    use: ReasonUse
    code: str
    title: str
    needs_note: bool
    retired_at: datetime | None
    version: int
