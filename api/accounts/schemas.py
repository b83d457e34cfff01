"""What users take and give."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import EmailStr, Field, SecretStr, StringConstraints

from api.accounts.service import Member
from api.platform.resources import Patch
from api.platform.schema import Input, Output, Text

Role = Literal["administrator", "exam_analyst", "certification_analyst", "hiring_manager", "auditor", "sync_operator"]
Email = Annotated[EmailStr, StringConstraints(max_length=320)]
Password = Annotated[SecretStr, Field(min_length=1, max_length=1000)]
Roles = Annotated[list[Role], Field(min_length=1, max_length=6)]
Departments = Annotated[list[UUID], Field(max_length=1000)]


class UserCreate(Input):
    """Somebody to add. Without a password the person cannot sign in until one is set."""

    email: Email
    name: Text
    roles: Roles
    departments: Departments = Field(default_factory=list)
    password: Password | None = None


class UserPatch(Patch):
    """What changes about somebody. New roles, and an end of the work here, end the person's sign-ins."""

    name: Text | None = None
    roles: Roles | None = None
    departments: Departments | None = None
    is_active: bool | None = None


class SelfPatch(Patch):
    """What somebody may change about the own account without keeping accounts."""

    name: Text


class PasswordSet(Input):
    """A new password; with one's own account also the current one."""

    password: Password
    current_password: Password | None = None


class UserLink(Output):
    """A link that is under way to somebody, without its secret."""

    kind: Literal["invitation", "password"]
    created_at: datetime
    expires_at: datetime


class UserRead(Output):
    """Somebody who works for the agency. `departments` bind hiring managers unless another role disposes too.

    `link` is the invitation, or the link to a new password, that was neither used nor withdrawn; it may have expired.
    """

    id: UUID
    email: str
    name: str
    roles: list[Role]
    departments: list[UUID]
    is_active: bool
    has_password: bool
    link: UserLink | None
    version: int
    created_at: datetime

    @classmethod
    def of(cls, member: Member) -> "UserRead":
        """Somebody as a client reads it; nothing of the password but whether there is one."""
        user = member.user
        return cls(
            id=user.id,
            email=user.email,
            name=user.name,
            roles=user.roles,
            departments=sorted(member.departments),
            is_active=user.is_active,
            has_password=user.password_hash is not None,
            link=None if member.link is None else UserLink.model_validate(member.link),
            version=user.version,
            created_at=user.created_at,
        )
