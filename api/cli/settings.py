"""`eligo settings`: every setting with its meaning and default."""

import typer
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from api.settings import Settings

COMPUTED = {"pool_size": "2 per processor"}


def install(app: typer.Typer) -> None:
    """Add the command."""
    app.command("settings")(show_settings)


def show_settings() -> None:
    """List every setting with its meaning and default; values are not shown, since some are secrets."""
    rows = [("Setting", "Default", "Meaning")]
    for name, field in Settings.model_fields.items():
        rows.append((f"ELIGO_{name.upper()}", default_of(name, field), field.description or ""))
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    for name, default, meaning in rows:
        typer.echo(f"{name:<{widths[0]}}  {default:<{widths[1]}}  {meaning}")


def default_of(name: str, field: FieldInfo) -> str:
    """A default as an operator would write it."""
    if name in COMPUTED:
        return COMPUTED[name]
    if field.default is None or field.default is PydanticUndefined:
        return "-"
    if isinstance(field.default, bool):
        return str(int(field.default))
    return str(field.default)
