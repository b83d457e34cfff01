"""`eligo verify`: whether the ledgers are whole, computed here and not by the server that wrote them."""

import asyncio
from typing import Annotated

import typer

from api.audit import service
from api.cli import queries
from api.cli.errors import Refusal
from api.cli.installation import find, opened, read_settings
from api.platform.auth import AgencyRef
from api.platform.chain import Verdict


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command("verify")(verify)


def verify(
    agency: Annotated[str | None, typer.Option(help="Only this agency, by its slug.", metavar="SLUG")] = None,
) -> None:
    """Recompute every hash of every agency's ledger. Exit 1 when one is not whole."""
    verdicts = asyncio.run(_verdicts(agency))
    for one, verdict in verdicts:
        typer.echo(line(one, verdict))
    if not all(verdict.is_valid for _, verdict in verdicts):
        raise typer.Exit(1)


def line(agency: AgencyRef, verdict: Verdict) -> str:
    """What was found in one ledger."""
    fault = verdict.first_fault
    if fault is not None:
        return f"{agency.slug}: NOT whole: {fault.reason} at event {fault.seq}"
    return f"{agency.slug}: whole, {verdict.events} events, head {verdict.head.hash.hex()}"


async def _verdicts(slug: str | None) -> list[tuple[AgencyRef, Verdict]]:
    settings = read_settings()
    async with opened((await find(settings)).app, settings) as database:
        async with database.session() as session:
            wanted = [one for one in await queries.agencies(session) if slug in (None, one.slug)]
        if slug is not None and not wanted:
            raise Refusal(f"There is no agency with the slug {slug}.")
        verdicts = []
        for one in wanted:
            async with database.transaction(one.id, read_only=True) as session:
                verdicts.append((one, await service.verify(session, one.id)))
        return verdicts
