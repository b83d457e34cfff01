"""Inviting somebody, and letting somebody set a new password: one link, shown once, good for one use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from api.accounts import queries as users
from api.accounts.links import queries
from api.accounts.service import Member, RoleNotHeld, member_of, read, require_password
from api.models import AccountLink, User
from api.platform import ledger
from api.platform.auth import Actor, AgencyRef, Token
from api.platform.errors import Gone, NotFound, Refused
from api.platform.ledger import Subject
from api.platform.passwords import hash_password
from api.platform.resources import apply_changes, read_one
from api.platform.routing import require_version

INVITATION, PASSWORD = "invitation", "password"
LASTS: Mapping[str, timedelta] = {INVITATION: timedelta(days=7), PASSWORD: timedelta(days=1)}


class NotActive(Refused):
    code, title = "not_active", "Somebody who does not work here any more needs no link"


class OwnLink(Refused):
    code, title = "own_account", "Change the own password with the current one"


class NoLink(Refused):
    code, title = "no_link", "There is no link to withdraw"


class LinkExpired(Gone):
    code, title = "link_expired", "This link has expired; ask an administrator for a new one"


class LinkUsed(Gone):
    code, title = "link_used", "This link was used already; sign in with the password that was set"


class LinkWithdrawn(Gone):
    code, title = "link_withdrawn", "This link was withdrawn; ask an administrator for a new one"


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link, whose it is, and its secret, which is stored nowhere."""

    member: Member
    link: AccountLink
    token: Token


@dataclass(frozen=True, slots=True)
class Opened:
    """What whoever holds a link may know."""

    link: AccountLink
    user: User


async def make(session: AsyncSession, actor: Actor, user_id: UUID) -> NewLink:
    """Make the link of somebody: an invitation without a password, else one to set a new password.

    A link made before is withdrawn.

    Raises:
        OwnLink: for the own account. RoleNotHeld: for somebody who may do more than the actor. NotActive.
    """
    await users.lock_with_administrators(session, user_id)
    user = (await read(session, user_id)).user
    if actor.kind == "user" and actor.id == user_id:
        raise OwnLink
    if not actor.may_all_of(user.roles):
        raise RoleNotHeld("This person may do more than you may.")
    if not user.is_active:
        raise NotActive

    kind, token = INVITATION if user.password_hash is None else PASSWORD, Token.new("eli", actor.agency.key)
    link = await queries.add(
        session, user, kind=kind, token_digest=token.digest, created_by=actor.label, lasts=LASTS[kind]
    )
    user.version += 1
    await session.flush()

    facts = {"kind": kind, "expires_at": link.expires_at.isoformat()}
    await ledger.append(session, actor, "user.link_made", Subject("user", user_id), facts)
    return NewLink(await member_of(session, user), link, token)


async def withdraw(session: AsyncSession, actor: Actor, user_id: UUID, *, seen: int) -> Member:
    """Withdraw the open link of somebody.

    Raises:
        NoLink: when there is none. Stale: by the version of the user.
    """
    await users.lock_with_administrators(session, user_id)
    user = (await read(session, user_id)).user
    if user_id not in await queries.open_of(session, [user_id]):
        raise NoLink
    require_version(user.version, seen)

    await queries.withdraw(session, user_id)
    user.version += 1
    await session.flush()
    await ledger.append(session, actor, "user.link_withdrawn", Subject("user", user_id), {})
    return await member_of(session, user)


async def look(session: AsyncSession, token: Token) -> Opened:
    """What a link opens.

    Raises:
        NotFound: for a link never made. LinkUsed, LinkWithdrawn, LinkExpired: for one that opens nothing any more.
    """
    link = await queries.by_digest(session, token.digest)
    if link is None:
        raise NotFound
    await _require_open(session, link)
    return Opened(link, await read_one(session, User, link.user_id))


async def use(session: AsyncSession, agency: AgencyRef, token: Token, *, name: str | None, password: str) -> User:
    """Set the password, and the name where one is given, of whom a link is for; the link is used up.

    Ends every sign-in of that person.

    Raises:
        NotFound, LinkUsed, LinkWithdrawn, LinkExpired: as `look`. ShortPassword, CommonPassword: for the password.
    """
    user_id = (await look(session, token)).user.id
    await users.lock_with_administrators(session, user_id)
    opened = await look(session, token)  # as it stands now that nobody else may use it
    user = opened.user
    actor = Actor(agency=agency, kind="user", id=user_id, permissions=frozenset())
    require_password(actor, password, user.email)

    renamed = name is not None and name != user.name
    apply_changes(user, {"password_hash": await hash_password(password), **({"name": name} if renamed else {})})
    await queries.stamp_used(session, opened.link)
    await users.revoke_sessions(session, user_id)

    event = "user.joined" if opened.link.kind == INVITATION else "user.password_set"
    private = {"name": name} if renamed else None
    await ledger.append(session, actor, event, Subject("user", user_id), {"by_link": True}, private=private)
    return user


async def _require_open(session: AsyncSession, link: AccountLink) -> None:
    if link.used_at is not None:
        raise LinkUsed
    if link.withdrawn_at is not None:
        raise LinkWithdrawn
    if await queries.is_over(session, link):
        raise LinkExpired
