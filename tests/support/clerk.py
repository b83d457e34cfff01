"""A client of the API as a person at a desk: signs in, carries the CSRF token, waits for jobs."""

from typing import Any
from uuid import uuid4

import httpx

PASSWORD = "a-long-demo-password"


class Clerk:
    """One signed-in browser. `get` and the like return the response; `ok` insists on success and returns the body."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.session: dict[str, Any] = {}

    async def sign_in(self, email: str, password: str) -> None:
        """Sign in and keep the CSRF token for later calls."""
        answer = await self.client.post("/session", json={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        self.session = answer.json()
        self.client.headers["X-CSRF-Token"] = self.session["csrf_token"]

    async def call(self, method: str, path: str, *, version: int | None = None, **kw: Any) -> httpx.Response:
        """One request; `version` becomes If-Match, a POST gets a fresh Idempotency-Key unless it brings one."""
        headers = dict(kw.pop("headers", {}))
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        if method == "POST":
            headers.setdefault("Idempotency-Key", str(uuid4()))
        return await self.client.request(method, path, headers=headers, **kw)

    async def get(self, path: str, **kw: Any) -> httpx.Response:
        """GET."""
        return await self.call("GET", path, **kw)

    async def post(self, path: str, body: Any = None, **kw: Any) -> httpx.Response:
        """POST a JSON body."""
        return await self.call("POST", path, json=body if body is not None else {}, **kw)

    async def patch(self, path: str, body: Any, **kw: Any) -> httpx.Response:
        """PATCH a JSON body."""
        return await self.call("PATCH", path, json=body, **kw)

    async def delete(self, path: str, **kw: Any) -> httpx.Response:
        """DELETE."""
        return await self.call("DELETE", path, **kw)

    async def read(self, path: str, **kw: Any) -> Any:
        """GET, insisting on 200, as JSON."""
        answer = await self.get(path, **kw)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def make(self, path: str, body: Any = None, **kw: Any) -> Any:
        """POST, insisting on success, as JSON."""
        answer = await self.post(path, body, **kw)
        assert answer.status_code in (200, 201, 202), answer.text
        return answer.json()

    async def all(self, path: str, limit: int = 500, **filters: Any) -> list[Any]:
        """Every item of a collection that the filters leave, page by page."""
        items: list[Any] = []
        cursor = None
        while True:
            params: dict[str, Any] = {"limit": limit, **filters} | ({"cursor": cursor} if cursor else {})
            page = await self.read(path, params=params)
            items += page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return items


def problem(answer: httpx.Response, status: int, code: str | None = None) -> dict[str, Any]:
    """The problem of a refused call, insisting on its status, media type and code."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    body: dict[str, Any] = answer.json()
    assert set(body) >= {"type", "title", "status", "detail", "code", "errors", "request_id"}
    assert (body["status"], body["type"]) == (status, f"urn:eligo:problem:{body['code']}")
    assert body["title"]
    assert body["detail"]
    assert body["request_id"] == answer.headers["x-request-id"]
    if code is not None:
        assert body["code"] == code, body
    return body
