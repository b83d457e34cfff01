"""Who acts: actors, permissions, roles, and the opaque tokens that name them."""

import hashlib
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, Request

from api.platform.errors import Forbidden, NotFound, Unauthenticated


class Permission(StrEnum):
    """What somebody may do. API keys carry these as scopes."""

    READ_LISTS = "lists:read"
    MANAGE_LISTS = "lists:manage"
    ADOPT_LISTS = "lists:adopt"
    READ_REFERRALS = "referrals:read"
    SIMULATE = "referrals:simulate"  # ask what if: shows the whole list, decides nothing
    CERTIFY = "referrals:certify"
    DISPOSE = "referrals:dispose"  # interview outcomes and selections; by department for hiring managers
    HIRE = "referrals:hire"  # validate a hire, rescind it, take back a freeing disposition
    READ_PEOPLE = "people:read"
    READ_PERSON_FILES = "people:file"  # notes, everything that ever happened, possible duplicates
    MANAGE_PEOPLE = "people:manage"  # contact data, notes, merging
    READ_ORGANIZATION = "organization:read"
    MANAGE_ORGANIZATION = "organization:manage"
    MANAGE_AGENCY = "agency:manage"  # name, zone, deadlines and periods of the agency itself
    READ_RULES = "rules:read"
    MANAGE_RULES = "rules:manage"
    READ_JOBS = "jobs:read"
    MANAGE_JOBS = "jobs:manage"
    READ_LEDGER = "ledger:read"
    READ_ACCOUNTS = "accounts:read"
    MANAGE_ACCOUNTS = "accounts:manage"
    MANAGE_SYNC = "sync:manage"
    MOVE_CLOCK = "clock:move"
    SIGNED_IN = "session"  # whatever anybody signed in may do, such as reading the own session


P = Permission
_READS = frozenset(
    {
        P.READ_LISTS,
        P.READ_REFERRALS,
        P.SIMULATE,
        P.READ_PEOPLE,
        P.READ_PERSON_FILES,
        P.READ_ORGANIZATION,
        P.READ_RULES,
        P.READ_JOBS,
        P.SIGNED_IN,
    }
)
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    "administrator": frozenset(Permission),
    "exam_analyst": _READS | {P.MANAGE_LISTS, P.ADOPT_LISTS, P.MANAGE_PEOPLE, P.MANAGE_RULES, P.MANAGE_JOBS},
    "certification_analyst": _READS
    | {P.CERTIFY, P.DISPOSE, P.HIRE, P.MANAGE_PEOPLE, P.MANAGE_ORGANIZATION, P.MANAGE_JOBS},
    "hiring_manager": frozenset({P.READ_REFERRALS, P.READ_PEOPLE, P.DISPOSE, P.READ_ORGANIZATION, P.SIGNED_IN}),
    "auditor": _READS | {P.READ_LEDGER, P.READ_ACCOUNTS},
    "sync_operator": frozenset({P.READ_JOBS, P.MANAGE_JOBS, P.MANAGE_SYNC, P.READ_ORGANIZATION, P.SIGNED_IN}),
}
# Who acts only for the own departments.
DEPARTMENT_BOUND = frozenset({"hiring_manager"})


@dataclass(frozen=True, slots=True)
class AgencyRef:
    """The tenant of a request."""

    id: UUID
    key: str
    slug: str
    name: str
    zone: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or a key, acting for one agency.

    `departments` is None where every department is in view; otherwise only those are.
    """

    agency: AgencyRef
    kind: Literal["user", "key", "system"]
    id: UUID | None
    permissions: frozenset[Permission]
    roles: frozenset[str] = frozenset()
    departments: frozenset[UUID] | None = None
    name: str = ""
    email: str = ""
    session_id: UUID | None = None
    expires_at: datetime | None = None
    csrf_token: str = field(default="", repr=False)
    seen_seconds_ago: float = 0  # age of the last request of this sign-in that was noted

    @property
    def label(self) -> str:
        """The actor in ledger events and logs: an id, never a name."""
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    def may(self, permission: Permission) -> bool:
        """Whether the actor holds a permission."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Refuse without a permission.

        Raises:
            Forbidden: when it is missing.
        """
        if permission not in self.permissions:
            raise Forbidden(f"This needs the permission {permission.value}.")

    def may_all_of(self, roles: Iterable[str]) -> bool:
        """Whether the actor may do everything that these roles allow; being signed in is no right to hand out."""
        return permissions_of(frozenset(roles)) - {Permission.SIGNED_IN} <= self.permissions

    def require_department(self, departments: frozenset[UUID]) -> None:
        """Refuse what lies wholly outside the actor's departments, as if it were not there.

        Raises:
            NotFound: so that an outsider cannot tell a hidden row from none.
        """
        if self.departments is not None and not (self.departments & departments):
            raise NotFound


def permissions_of(roles: frozenset[str]) -> frozenset[Permission]:
    """Everything a set of roles allows."""
    return frozenset().union(*(ROLE_PERMISSIONS[role] for role in roles))


def bound_to(roles: frozenset[str], departments: Iterable[UUID]) -> frozenset[UUID] | None:
    """The departments that somebody with these roles is bound to; None for who is bound to none.

    A second role lifts the bound only where it decides about people itself: one that reads what every department
    does must not let its holder decide there.
    """
    if not roles & DEPARTMENT_BOUND:
        return None
    lifted = any(Permission.DISPOSE in ROLE_PERMISSIONS[role] for role in roles - DEPARTMENT_BOUND)
    return None if lifted else frozenset(departments)


def system_actor(agency: AgencyRef) -> Actor:
    """The agency's own clocks and jobs."""
    return Actor(agency=agency, kind="system", id=None, permissions=frozenset(Permission))


@dataclass(frozen=True, slots=True)
class Token:
    """An opaque token: kind, the agency's short key, and a secret of 256 bits."""

    kind: Literal["els", "elk", "eli"]  # session, API key, invitation
    agency_key: str
    secret: str

    @classmethod
    def new(cls, kind: Literal["els", "elk", "eli"], agency_key: str) -> "Token":
        """A fresh token."""
        return cls(kind, agency_key, secrets.token_urlsafe(32))

    @classmethod
    def parse(cls, value: str) -> "Token | None":
        """Read a token; None when it is not one of ours."""
        kind, _, rest = value.partition("_")
        agency_key, _, secret = rest.partition("_")
        is_text = value.isascii() and value.isprintable()  # PostgreSQL takes no NUL, not even to look for one
        if kind not in ("els", "elk", "eli") or not agency_key or not 20 <= len(secret) <= 100 or not is_text:
            return None
        return cls(kind, agency_key, secret)  # type: ignore[arg-type]

    def __str__(self) -> str:
        return f"{self.kind}_{self.agency_key}_{self.secret}"

    @property
    def digest(self) -> bytes:
        """What is stored of it."""
        return hashlib.sha256(str(self).encode()).digest()

    @property
    def csrf(self) -> str:
        """What unsafe calls by this sign-in carry beside the cookie; only pages that read it from us know it."""
        return hashlib.sha256(b"csrf\0" + str(self).encode()).hexdigest()


def current_actor(request: Request) -> Actor:
    """The actor that TenantRoute found.

    Raises:
        Unauthenticated: when nobody signed in.
    """
    actor = getattr(request.state, "actor", None)
    if actor is None:
        raise Unauthenticated
    return actor  # type: ignore[no-any-return]


def requires(permission: Permission) -> Any:
    """The typed guard of a route: `actor: Annotated[Actor, requires(Permission.CERTIFY)]`.

    The dependency carries `permission`, which the architecture test reads.
    """

    async def guard(request: Request) -> Actor:
        actor = current_actor(request)
        actor.require(permission)
        return actor

    guard.permission = permission  # type: ignore[attr-defined]
    return Depends(guard)


def anyone(reason: str) -> Callable[[], Awaitable[None]]:
    """Mark a route as open to everybody, with the reason: `dependencies=[Depends(anyone("signing in"))]`."""

    async def guard() -> None:
        return None

    guard.open_because = reason  # type: ignore[attr-defined]
    return guard


SignedIn = Annotated[Actor, requires(Permission.SIGNED_IN)]
