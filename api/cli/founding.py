"""The first agency of an installation and its sign-in, as `eligo up` and `eligo agency create` make it."""

import secrets
from collections.abc import Sequence

from api.accounts import service as accounts
from api.cli import queries
from api.cli.errors import Refusal
from api.founding import queries as founding_queries
from api.founding.service import found_agency
from api.platform.auth import AgencyRef, system_actor
from api.platform.db import Database
from api.platform.passwords import is_password
from api.platform.startup import secret
from api.settings import Settings

DEMO_ADDRESS = "admin@demo.example"
DEMO_PASSWORD = "eligo-demo"  # noqa: S105 - printed on the screen; accepted on loopback only
FIRST_ADDRESS = "admin@first.example"
ZONE, PACK = "America/Los_Angeles", "sf"


def demo_password(settings: Settings) -> str:
    """The password of the demo's administrator.

    Raises:
        Refusal: when others can reach the server and the well-known password would let them in.
    """
    given = secret(settings.demo_password)
    if given:
        return given
    if not settings.is_loopback:
        raise Refusal(f"A demo on {settings.host} can be reached by others: set ELIGO_DEMO_PASSWORD first.")
    return DEMO_PASSWORD


async def found_demo(owner_url: str, password: str, *, days_back: int = 0) -> AgencyRef:
    """Found the demo agency unless it stands, so many days ago, and bring its administrator's password in line.

    Raises:
        Refusal: beside an agency that is none of a demo, whose deadlines the demo clock would move.
    """
    database = Database(owner_url, pool_size=1)
    try:
        async with database.session() as session:
            real = await queries.real_agency(session)
            if real is not None:
                raise Refusal(
                    f"The agency {real} is at work here and a demo clock would move its deadlines:"
                    " set ELIGO_DATA_DIR to another folder for a demo."
                )
            await founding_queries.enable_demo_clock(session, days_back=days_back)
            agency = await found_agency(
                session,
                slug="demo",
                name="City of Example",
                zone=ZONE,
                pack=PACK,
                administrator_email=DEMO_ADDRESS,
                administrator_password=password,
                is_demo=True,
            )
        async with database.transaction(agency.id) as session:
            user = await queries.user_of(session, DEMO_ADDRESS)
            if user is not None and not await is_password(user.password_hash, password):
                await accounts.set_password(session, system_actor(agency), user.id, password=password, current=None)
    finally:
        await database.close()
    return agency


def demo_sign_in(password: str, colleagues: Sequence[str] = ()) -> list[str]:
    """What to tell about signing in to the demo; a password of somebody's own is not printed."""
    told = password if password == DEMO_PASSWORD else "as ELIGO_DEMO_PASSWORD says"
    lines = [f"Sign in as {DEMO_ADDRESS}, password {told}."]
    return [*lines, f"Or as one of {', '.join(colleagues)}; the password is the same."] if colleagues else lines


async def found_first(owner_url: str) -> list[str]:
    """Found a first agency when there is none; return its sign-in, which is shown this once."""
    database = Database(owner_url, pool_size=1)
    password = secrets.token_urlsafe(12)
    try:
        async with database.session() as session:
            if await queries.has_agency(session):
                return []
            await found_agency(
                session,
                slug="first",
                name="First agency",
                zone=ZONE,
                pack=PACK,
                administrator_email=FIRST_ADDRESS,
                administrator_password=password,
            )
    finally:
        await database.close()
    return [f"Sign in as {FIRST_ADDRESS}, password {password} (shown this once; set another one)."]


async def found_another(
    owner_url: str, *, slug: str, name: str, zone: str, pack: str, email: str, password: str
) -> AgencyRef:
    """Found one more agency.

    Raises:
        Refusal: when its slug is taken, and beside a demo, whose clock would move its deadlines.
    """
    database = Database(owner_url, pool_size=1)
    try:
        async with database.session() as session:
            if await queries.has_demo(session):
                raise Refusal(
                    f"This is the data of a demo, and its clock would move the deadlines of {slug}:"
                    " set ELIGO_DATA_DIR to another folder for an agency that is none."
                )
            if await queries.agency_by_slug(session, slug) is not None:
                raise Refusal(f"There is an agency with the slug {slug} already.")
            return await found_agency(
                session,
                slug=slug,
                name=name,
                zone=zone,
                pack=pack,
                administrator_email=email,
                administrator_password=password,
            )
    finally:
        await database.close()
