"""The switchboard finds what the routers would have found, and leaves everything else to them."""

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from api.platform.switchboard import Switchboard

ASKED = [
    ("GET", "/api/things", 200, "all"),
    ("GET", "/api/things/best", 200, "best"),  # declared before the one by id
    ("GET", "/api/things/7", 200, "7"),
    ("GET", "/api/things/7/parts", 200, "parts of 7"),
    ("POST", "/api/things/7/parts", 200, "part added"),  # of another router, with the same path
    ("DELETE", "/api/things/7", 405, None),
    ("GET", "/api/nothing", 404, None),
    ("GET", "/api", 404, None),
    ("GET", "/other", 200, "besides"),
]


def routers() -> list[APIRouter]:
    best, things, parts = APIRouter(prefix="/things"), APIRouter(prefix="/things"), APIRouter(prefix="/things")
    best.add_api_route("/best", lambda: "best", methods=["GET"])
    things.add_api_route("", lambda: "all", methods=["GET"])

    @things.get("/{number}")
    async def one(number: int) -> str:
        return str(number)

    @things.get("/{number}/parts")
    async def parts_of(number: int) -> str:
        return f"parts of {number}"

    @parts.post("/{number}/parts")
    async def add_part(number: int) -> str:
        return f"part added{number - number or ''}"

    return [best, things, parts]


@pytest.mark.parametrize("has_board", [False, True])
async def test_every_request_is_answered_as_without_it(has_board: bool) -> None:
    app = FastAPI()
    app.add_api_route("/other", lambda: "besides")
    first = len(app.router.routes)
    for router in routers():
        app.include_router(router, prefix="/api")
    if has_board:
        app.router.routes.insert(first, Switchboard("/api", app.router.routes[first:]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        for method, path, status, said in ASKED:
            answer = await client.request(method, path)
            assert answer.status_code == status, path
            assert said is None or answer.json() == said, path
    assert set(app.openapi()["paths"]) == {
        "/other", "/api/things", "/api/things/best", "/api/things/{number}", "/api/things/{number}/parts",
    }  # fmt: skip
