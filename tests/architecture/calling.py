"""Driving the routes of the table over HTTP with the ids of real rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx

from tests.architecture.access import MODEL_IDS, PATH_IDS, TABLE, Access
from tests.architecture.filling import Filled
from tests.architecture.route_table import Route, all_routes
from tests.support.clerk import Clerk

STALE = 999_999
# What ends the caller's own sign-in comes last.
IN_ORDER = sorted(all_routes(), key=lambda route: route.name == "sign_out")
ROUTES: Mapping[str, Route] = {route.name: route for route in IN_ORDER}


def access(route: Route) -> Access:
    """The row of a route; a route without one fails here."""
    assert route.name in TABLE, f"{route} has no row in tests/architecture/access.py"
    return TABLE[route.name]


def table_of(route: Route, parameter: str) -> str:
    """The table whose row an id in the path names."""
    if parameter == "model_id":
        return MODEL_IDS[route.path.split("/")[1]]
    assert parameter in PATH_IDS, f"{route} has a path id that tests/architecture/access.py does not know"
    return PATH_IDS[parameter]


def address(route: Route, filled: Filled, given: Mapping[str, UUID | str] | None = None) -> str:
    """The path with ids of rows; `given` replaces some of them."""
    path = route.path.replace("{agency_slug}", filled.agency.slug).replace("{list_code:path}", "no-such-list")
    path = path.replace("{token}", "eli_none_no-such-link-was-ever-made")
    path = path.replace("{use}/{code}", "status/other").replace(".{format}", ".csv")
    for parameter in route.parameters:
        value = (given or {}).get(parameter) or filled.id(table_of(route, parameter))
        path = path.replace(f"{{{parameter}}}", str(value))
    assert "{" not in path, f"{route} has a path part that tests/architecture/calling.py does not know"
    return path


async def probe(clerk: Clerk, route: Route, filled: Filled) -> httpx.Response:
    """Call a route so that whoever may call it changes as little as possible: no body, a version of the future."""
    query = access(route).query if route.name == "follow_events" else {}
    body: dict[str, Any] = {"json": {}} if route.method in ("POST", "PATCH", "PUT", "DELETE") else {}
    return await clerk.call(route.method, address(route, filled), version=_version(route, STALE), params=query, **body)


async def attempt(
    clerk: Clerk,
    route: Route,
    filled: Filled,
    *,
    given: Mapping[str, UUID | str] | None = None,
    body: Any = None,
    query: Mapping[str, str] | None = None,
) -> httpx.Response:
    """Call a route in earnest, with a body that is valid in its form and the version that a fresh row has."""
    row = access(route)
    content: dict[str, Any] = {"params": dict(query or row.query)}
    if row.upload:
        content |= {"files": {"file": ("results.csv", b"id\n1\n", "text/csv")}, "data": {"format": "results"}}
    elif body is not None or row.body is not None:
        content["json"] = body if body is not None else row.body
    return await clerk.call(route.method, address(route, filled, given), version=_version(route, 1), **content)


def _version(route: Route, version: int) -> int | None:
    return version if {"if_match", "optional_if_match"} & route.dependencies else None


def without_id(answer: httpx.Response) -> dict[str, Any]:
    """A problem as its reader sees it, without the number of the request."""
    body: dict[str, Any] = answer.json()
    return {name: value for name, value in body.items() if name != "request_id"}
