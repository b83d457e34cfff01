"""The way from a path to its router without trying every route that was declared before."""

from collections.abc import Iterable, Sequence

from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

Key = tuple[int, str]  # how many segments a path has, and the first one after the prefix


class Switchboard(BaseRoute):
    """Stands before the routers of one prefix and asks only those that have a path of the same shape.

    Whatever it does not find, a wrong method included, goes on to the routers as if it were not there.
    """

    def __init__(self, prefix: str, routers: Iterable[BaseRoute]) -> None:
        self._place = prefix.count("/") + 1
        self._routers: dict[Key, list[BaseRoute]] = {}
        for router in routers:
            for key in dict.fromkeys(self._key(context.path or "") for context in iter_route_contexts([router])):
                self._routers.setdefault(key, []).append(router)

    def _key(self, path: str) -> Key:
        segments = path.split("/")
        return len(segments), segments[self._place] if len(segments) > self._place else ""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first router that takes the path and method."""
        if scope["type"] != "http":
            return Match.NONE, {}
        candidates: Sequence[BaseRoute] = self._routers.get(self._key(scope["path"]), ())
        for router in candidates:
            match, child_scope = router.matches(scope)
            if match is Match.FULL:
                return match, {**child_scope, "eligo_router": router}
        return Match.NONE, {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on to the router that was found."""
        await scope["eligo_router"].handle(scope, receive, send)
