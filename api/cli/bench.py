"""`eligo bench`: measure this machine."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from api.bench import service
from api.bench.service import UnknownBenchError
from api.cli.errors import Refusal
from api.cli.installation import read_settings


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command("bench")(measure)


def measure(
    names: Annotated[
        list[str] | None, typer.Argument(help=f"Which: {', '.join(service.NAMES)}; all of them when none is named.")
    ] = None,
    people: Annotated[
        int, typer.Option(min=1000, help="Size of the long list; `jobs` and `papers` have none.")
    ] = 1_000_000,
    rounds: Annotated[int, typer.Option(min=1, help="How often everything is measured in turn.")] = 4,
    seconds: Annotated[float, typer.Option(min=0.1, help="How long each time.")] = 2.0,
    output: Annotated[Path | None, typer.Option(help="Write the reports here as well.")] = None,
) -> None:
    """Measure what performance.md promises, on servers of its own; prints a report in Markdown.

    Raises:
        Refusal: for a bench that there is not.
    """
    try:
        reports = asyncio.run(
            service.run(
                names or service.NAMES,
                data_dir=read_settings().data_dir,
                people=people,
                rounds=rounds,
                seconds=seconds,
                tell=lambda step: typer.echo(f"{step} ...", err=True),
            )
        )
    except UnknownBenchError as refusal:
        raise Refusal(str(refusal)) from None
    text = "\n\n".join(report.markdown() for report in reports) + "\n"
    if output is not None:
        output.write_text(text, encoding="utf-8")
    typer.echo(text)
