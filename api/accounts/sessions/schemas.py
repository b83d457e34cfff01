"""What signing in takes and gives."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, SecretStr

from api.models import UserSession
from api.platform.auth import Actor
from api.platform.schema import Input, Output


class SessionCreate(Input):
    """An address and a password; the agency's slug when the address belongs to several."""

    email: str = Field(min_length=3, max_length=320)
    password: SecretStr = Field(min_length=1, max_length=1000)
    agency: str | None = Field(None, max_length=60)


class SessionUser(Output):
    """Who is signed in."""

    id: UUID
    name: str
    email: str


class SessionAgency(Output):
    """Where."""

    id: UUID
    slug: str
    name: str
    zone: str
    is_demo: bool


class SessionRead(Output):
    """A sign-in: what the person may do, and the token that unsafe calls carry as X-CSRF-Token."""

    user: SessionUser
    agency: SessionAgency
    roles: list[str]
    permissions: list[str]
    departments: list[UUID] | None
    csrf_token: str
    expires_at: datetime

    @classmethod
    def of(cls, actor: Actor, csrf_token: str, expires_at: datetime) -> "SessionRead":
        """The sign-in of an actor."""
        if actor.id is None:
            raise ValueError("only somebody signs in")
        return cls(
            user=SessionUser(id=actor.id, name=actor.name, email=actor.email),
            agency=SessionAgency.model_validate(actor.agency),
            roles=sorted(actor.roles),
            permissions=sorted(permission.value for permission in actor.permissions),
            departments=None if actor.departments is None else sorted(actor.departments),
            csrf_token=csrf_token,
            expires_at=expires_at,
        )


class OwnSessionRead(Output):
    """A sign-in of one's own on some browser; `is_current` is the one that asks."""

    id: UUID
    user_agent: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    is_current: bool

    @classmethod
    def of(cls, row: UserSession, actor: Actor) -> "OwnSessionRead":
        """A sign-in as its owner reads it."""
        return cls(
            id=row.id,
            user_agent=row.user_agent,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            is_current=row.id == actor.session_id,
        )
