"""`eligo demo`: the demo city, in the demo agency of a running installation."""

import asyncio
from typing import Annotated

import typer

from api.cli import queries
from api.cli.errors import Refusal
from api.cli.installation import find, opened, read_settings
from api.demo import service
from api.demo.service import DemoError, DemoSummary
from api.platform.auth import AgencyRef
from api.settings import Settings

DEFAULT_SIZE = "small"


def days_of(size: str) -> int:
    """How many days the history of a size covers.

    Raises:
        Refusal: for a size that there is not.
    """
    if size not in service.SIZES:
        raise Refusal(f"There is no demo of the size {size}: choose one of {', '.join(service.SIZES)}.")
    plan = service.SIZES[size]
    return plan.days if plan.seasons else 0


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(build_demo)


def build_demo(
    size: Annotated[str, typer.Option(help=f"How large: {', '.join(service.SIZES)}.")] = DEFAULT_SIZE,
) -> None:
    """Build the demo city, or what is left of it; what stands is kept. `eligo up --demo` does it by itself.

    Raises:
        Refusal: where no demo agency stands.
    """

    async def run() -> DemoSummary:
        settings = read_settings()
        url = (await find(settings)).app
        async with opened(url, settings) as database, database.session() as session:
            agency = await queries.agency_by_slug(session, "demo")
        if agency is None or not agency.is_demo:
            raise Refusal("There is no demo agency here: start with `eligo up --demo`.")
        return await build(url, settings, agency, size)

    typer.echo(sentence(asyncio.run(run())))


async def build(url: str, settings: Settings, agency: AgencyRef, size: str) -> DemoSummary:
    """The demo city in an agency, saying what is being done.

    Raises:
        Refusal: when it cannot be built.
    """
    async with opened(url, settings, pool_size=4) as database:
        try:
            return await service.build(database, agency, size=size, tell=lambda step: typer.echo(f"{step} ..."))
        except DemoError as refusal:
            raise Refusal(str(refusal)) from None


def sentence(made: DemoSummary) -> str:
    """What stands in the demo agency."""
    return (
        f"The demo city has {made.lists} lists with {made.people} people, {made.positions} positions"
        f" in {made.departments} departments and {made.referrals} referrals."
    )
