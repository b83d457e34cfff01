"""What links to an account take and give."""

from datetime import datetime
from typing import Literal

from api.accounts.links.service import NewLink, Opened
from api.accounts.schemas import Password, UserRead
from api.platform.auth import AgencyRef
from api.platform.schema import Input, Output, Text


class LinkCreated(Output):
    """A link, shown this once: `path` is its address on this server; null when the answer is given again."""

    kind: Literal["invitation", "password"]
    path: str | None
    expires_at: datetime
    user: UserRead

    @classmethod
    def of(cls, made: NewLink) -> "LinkCreated":
        """A link as whoever made it passes it on."""
        return cls(
            kind=made.link.kind,
            path=f"/join/{made.token}",
            expires_at=made.link.expires_at,
            user=UserRead.of(made.member),
        )


class LinkRead(Output):
    """What a link is for, as whoever holds it sees it."""

    kind: Literal["invitation", "password"]
    agency: str
    name: str
    email: str
    shortest_password: int
    expires_at: datetime

    @classmethod
    def of(cls, opened: Opened, agency: AgencyRef, shortest: int) -> "LinkRead":
        """An open link."""
        return cls(
            kind=opened.link.kind,
            agency=agency.name,
            name=opened.user.name,
            email=opened.user.email,
            shortest_password=shortest,
            expires_at=opened.link.expires_at,
        )


class LinkUse(Input):
    """The password to set, and the name as the person writes it."""

    password: Password
    name: Text | None = None


class Joined(Output):
    """With what to sign in now."""

    email: str
    agency: str
