"""`eligo doctor`: whether an installation is sound, one line a question."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import typer
from redis.asyncio import Redis

from api.audit import service as audit
from api.cli import queries
from api.cli.installation import find, opened, read_settings
from api.models import UNTENANTED
from api.platform import roles
from api.platform.auth import AgencyRef
from api.platform.db import Database
from api.platform.startup import Addresses, head_revision

OLDEST_POSTGRES = 15
SKEW_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question; `fault` says in words what is wrong."""

    question: str
    fault: str | None = None


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(examine)


def examine() -> None:
    """Check schema, roles, Redis, clock, ledgers and what must hold for the rows. Exit 1 when something is wrong."""
    findings = asyncio.run(_examined())
    for finding in findings:
        typer.echo(
            f"ok     {finding.question}" if finding.fault is None else f"WRONG  {finding.question}: {finding.fault}"
        )
    wrong = sum(finding.fault is not None for finding in findings)
    typer.echo(f"{len(findings) - wrong} right, {wrong} wrong")
    if wrong:
        raise typer.Exit(1)


async def _examined() -> list[Finding]:
    settings = read_settings()
    addresses = await find(settings)
    async with opened(addresses.app, settings) as database:
        found = [Finding(f"the schema is at migration {head_revision()}")]
        found += [finding async for finding in _installation(database, addresses)]
        async with database.session() as session:
            agencies = await queries.agencies(session)
        for agency in agencies:
            found += [finding async for finding in _agency(database, agency)]
    return found


async def _installation(database: Database, addresses: Addresses) -> AsyncIterator[Finding]:
    for name, url in (("application", addresses.app), ("relay", addresses.relay)):
        if url:
            fault = "it is a superuser or has BYPASSRLS" if await roles.is_privileged(url) else None
            yield Finding(f"the {name}'s role sees no agency's rows but its own", fault)
    async with database.session() as session:
        version = await queries.server_version(session)
        yield Finding(
            f"PostgreSQL is {OLDEST_POSTGRES} or newer", None if version >= OLDEST_POSTGRES else f"it is {version}"
        )
        bare = await queries.unforced_tables(session, UNTENANTED)
        yield Finding("row-level security is forced on every table", ", ".join(bare) or None)
        server, ahead = await queries.clock(session)
        skew = server - time.time()
        yield Finding(
            "the database's clock and this machine's agree" + (f" (demo clock {ahead:.0f} s ahead)" if ahead else ""),
            f"they differ by {skew:.0f} s" if abs(skew) > SKEW_SECONDS else None,
        )
    yield Finding("Redis answers", await _redis_fault(addresses.redis))


async def _redis_fault(url: str) -> str | None:
    if not url:
        return "no address is set"
    try:
        async with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as redis:
            await redis.ping()
    except Exception as error:
        return f"it does not ({type(error).__name__})"
    return None


async def _agency(database: Database, agency: AgencyRef) -> AsyncIterator[Finding]:
    async with database.transaction(agency.id, read_only=True) as session:
        verdict = await audit.verify(session, agency.id)
        fault = verdict.first_fault
        yield Finding(
            f"{agency.slug}: the ledger's {verdict.events} events are whole",
            None if fault is None else f"{fault.reason} at event {fault.seq}",
        )
        for invariant in queries.INVARIANTS:
            faults = await queries.count_faults(session, invariant)
            yield Finding(f"{agency.slug}: {invariant.name}", f"not so for {faults}" if faults else None)
