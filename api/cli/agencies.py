"""`eligo agency create` and `eligo api-key create`: what an operator sets up without a browser."""

import asyncio
import re
import secrets
import zoneinfo
from typing import Annotated

import typer
from email_validator import EmailNotValidError, validate_email

from api.accounts.api_keys import service as api_keys
from api.cli import founding, queries
from api.cli.errors import Refusal
from api.cli.installation import find, opened, owner_of, read_settings
from api.domain.packs import PACKS
from api.platform.auth import Permission, system_actor

SLUG = r"^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$"


def install(app: typer.Typer) -> None:
    """Add the groups."""
    agency = typer.Typer(no_args_is_help=True, help="Agencies of this installation.")
    agency.command("create")(create_agency)
    app.add_typer(agency, name="agency")
    key = typer.Typer(no_args_is_help=True, help="Keys of integrators.")
    key.command("create")(create_api_key)
    app.add_typer(key, name="api-key")


def create_agency(
    slug: Annotated[str, typer.Option(help="Short name in public addresses, such as san-francisco.")],
    name: Annotated[str, typer.Option(help="Name that people read.")],
    email: Annotated[str, typer.Option(help="Address of its first administrator.")],
    zone: Annotated[str, typer.Option(help="Time zone of its deadlines.")] = founding.ZONE,
    pack: Annotated[str, typer.Option(help="Rules it starts with.")] = founding.PACK,
) -> None:
    """Found an agency; prints the administrator's password, once.

    Raises:
        Refusal: for a slug, zone, pack or address that cannot be.
    """
    require_agency_facts(slug, zone, pack, email)
    password = secrets.token_urlsafe(12)

    async def found() -> None:
        owner = owner_of(await find(read_settings()))
        await founding.found_another(owner, slug=slug, name=name, zone=zone, pack=pack, email=email, password=password)

    asyncio.run(found())
    typer.echo(f"The agency {slug} was founded. Sign in as {email}, password {password} (shown this once).")


def require_agency_facts(slug: str, zone: str, pack: str, email: str) -> None:
    """Refuse what an agency cannot be founded with.

    Raises:
        Refusal: naming the first that is wrong.
    """
    if not re.match(SLUG, slug):
        raise Refusal("A slug has 1 to 60 small letters, digits and hyphens, such as san-francisco.")
    if zone not in zoneinfo.available_timezones():
        raise Refusal(f"{zone} is no time zone: name one such as America/Los_Angeles.")
    if pack not in PACKS:
        raise Refusal(f"There is no rule pack {pack}: choose one of {', '.join(PACKS)}.")
    try:
        validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Refusal(f"{email} is no e-mail address: {error}") from None


def create_api_key(
    agency: Annotated[str, typer.Option(help="The agency, by its slug.", metavar="SLUG")],
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scopes: Annotated[str, typer.Option(help="What it may do: permissions, separated by commas.")],
) -> None:
    """Make an API key and print its token, once."""
    wanted = parse_scopes(scopes)

    async def create() -> str:
        settings = read_settings()
        async with opened((await find(settings)).app, settings) as database:
            async with database.session() as session:
                found = await queries.agency_by_slug(session, agency)
            if found is None:
                raise Refusal(f"There is no agency with the slug {agency}.")
            async with database.transaction(found.id) as session:
                made = await api_keys.create(session, system_actor(found), name=name, scopes=wanted, expires_at=None)
                return str(made.token)

    typer.echo(asyncio.run(create()))


def parse_scopes(text: str) -> list[Permission]:
    """Permissions from their names.

    Raises:
        Refusal: naming the first that is none, and all there are.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    known = {permission.value for permission in Permission}
    for name in names:
        if name not in known:
            raise Refusal(f"{name} is no permission: choose from {', '.join(sorted(known))}.")
    if not names:
        raise Refusal("Name at least one permission, such as lists:read.")
    return [Permission(name) for name in dict.fromkeys(names)]
