"""The built front end: hashed assets, and index.html for every page address, with a nonce per answer."""

import secrets
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from api.platform.startup import PACKAGE, ROOT
from api.settings import Settings

NONCE = "__CSP_NONCE__"


def static_dir(settings: Settings) -> Path | None:
    """Where the built front end stands: the setting, else beside this package in a wheel, else in the checkout."""
    places = [settings.static_dir] if settings.static_dir else [PACKAGE / "static", ROOT / "frontend" / "dist"]
    return next((place for place in places if place and (place / "index.html").is_file()), None)


def content_security_policy(nonce: str) -> str:
    """A policy without inline code: scripts and styles by nonce or from here, one Trusted Types policy."""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            # Style attributes cannot carry code; the charts and virtual rows place themselves by them.
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types default",
        )
    )


def page(index: str) -> Response:
    """index.html with a fresh nonce."""
    nonce = secrets.token_urlsafe(18)
    return HTMLResponse(
        index.replace(NONCE, nonce),
        headers={"Content-Security-Policy": content_security_policy(nonce), "Cache-Control": "no-store"},
    )


class Assets(StaticFiles):
    """Built files; their names carry a digest, so a browser may keep them for good."""

    async def get_response(self, path: str, scope: object) -> Response:
        """The file, or 404."""
        answer = await super().get_response(path, scope)  # type: ignore[arg-type]
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


def install(app: FastAPI, settings: Settings) -> None:
    """Serve the built front end for everything that is no API address; without a build, say how to make one."""
    folder = static_dir(settings)
    index = (folder / "index.html").read_text(encoding="utf-8") if folder else None
    if folder and (folder / "assets").is_dir():
        app.mount("/assets", Assets(directory=folder / "assets"), name="assets")

    async def front_end(request: Request, path: str) -> Response:
        if path.startswith(("api/", "assets/")) or request.method not in ("GET", "HEAD"):
            raise HTTPException(404)
        if folder is None or index is None:
            raise HTTPException(404)
        candidate = (folder / path).resolve()
        if path and candidate.is_file() and candidate.is_relative_to(folder.resolve()) and path != "index.html":
            return FileResponse(candidate)
        return page(index)

    app.add_api_route("/{path:path}", front_end, methods=["GET", "HEAD"], include_in_schema=False)
