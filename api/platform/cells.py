"""Values of a table as people read them in a file."""

import datetime as dt
from enum import Enum
from typing import Any, Literal
from zoneinfo import ZoneInfo

# `text` may be anything anybody wrote; `score` is decimal text; `pairs` are several named values; `plain` is made here
# (numbers, days, codes) and needs no guard.
Kind = Literal["text", "score", "pairs", "plain"]


def cell_text(value: Any, zone: ZoneInfo) -> str | None:
    """A value as a person reads it: instants in the agency's zone with their offset, several values joined."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.astimezone(zone).isoformat(" ", "seconds")
    if isinstance(value, dict):
        return "; ".join(f"{name}: {cell_text(one, zone) or ''}" for name, one in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return "; ".join(cell_text(one, zone) or "" for one in value)
    return str(value.value if isinstance(value, Enum) else value)
