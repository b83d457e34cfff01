"""The routes of the application as facts, read from the application itself."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts

from api.cli.contract import document
from api.main import create_app
from api.platform.auth import Permission
from api.settings import Settings

PREFIX = "/api/v1"


@dataclass(frozen=True)
class Route:
    """One operation of the API. `path` has no prefix; `guards` are every permission and reason it declares."""

    name: str
    method: str
    path: str
    guards: tuple[Permission | str, ...]
    dependencies: frozenset[str]
    in_threads: frozenset[str]  # what of it, the handler included, cannot run in the event loop
    endpoint: Callable[..., Any]
    operation_id: str
    body: bool
    kind: type[APIRoute]

    @property
    def permission(self) -> Permission | None:
        """What it requires; None when it is open."""
        return next((guard for guard in self.guards if isinstance(guard, Permission)), None)

    @property
    def is_open(self) -> bool:
        """Whether everybody may call it."""
        return self.permission is None

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names in the path that are ids."""
        return tuple(part[1:-1] for part in self.path.split("/") if part.startswith("{") and part.endswith("_id}"))

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.name})"


def application() -> Any:
    """The application without a database."""
    return create_app(Settings.model_construct())


@cache
def contract() -> dict[str, Any]:
    """The generated OpenAPI document."""
    return document(application())


@cache
def all_routes() -> tuple[Route, ...]:
    """Every operation under /api/v1."""
    return tuple(_routes())


def _routes() -> Iterator[Route]:
    for context in iter_route_contexts(application().routes):
        route = context.original_route
        if not isinstance(route, APIRoute) or not (context.path or "").startswith(f"{PREFIX}/"):
            continue
        for method in sorted(set(context.methods or ()) - {"HEAD", "OPTIONS"}):
            dependants = list(_flat(context.dependant))
            yield Route(
                name=context.name or "",
                method=method,
                path=(context.path or "").removeprefix(PREFIX),
                guards=tuple(_guards(dependants)),
                dependencies=frozenset(getattr(one.call, "__name__", type(one.call).__name__) for one in dependants),
                in_threads=frozenset(
                    getattr(one.call, "__name__", type(one.call).__name__)
                    for one in (*dependants, context.dependant)
                    if not inspect.iscoroutinefunction(one.call)
                ),
                endpoint=route.endpoint,
                operation_id=context.unique_id,
                body=context.body_field is not None,
                kind=type(route),
            )


def _flat(dependant: Dependant) -> Iterator[Dependant]:
    for one in dependant.dependencies:
        yield one
        yield from _flat(one)


def _guards(dependants: list[Dependant]) -> Iterator[Permission | str]:
    for one in dependants:
        guard = getattr(one.call, "permission", None) or getattr(one.call, "open_because", None)
        if guard is not None:
            yield guard


def signature_words(route: Route) -> str:
    """The source of a handler up to its body."""
    source = inspect.getsource(route.endpoint)
    return source[: source.index('"""')]
