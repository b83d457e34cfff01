"""Idempotency-Key: a POST acts once; its answer is stored with the work and given again."""

import hmac
import json
import re

from fastapi import Request
from python_multipart.multipart import parse_options_header
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from api.platform import db
from api.platform.auth import Actor
from api.platform.errors import IdempotencyKeyReused, Unreadable

HOURS = 72
PURGED_AT_ONCE = 10_000
_KEY = re.compile(r"[\x21-\x7e]{1,200}\Z")


# Waits on the unique index while a concurrent request with this key is at work. A key that lapsed is a new one.
_CLAIM = f"""
INSERT INTO idempotency_keys (agency_id, scope, key, body_digest) VALUES (eligo_agency(), $1, $2, $3)
ON CONFLICT (agency_id, scope, key) DO UPDATE
   SET body_digest = excluded.body_digest, status_code = NULL, headers = NULL, answer = NULL,
       created_at = clock_timestamp()
 WHERE idempotency_keys.created_at < clock_timestamp() - make_interval(hours => {HOURS})
RETURNING true
"""  # noqa: S608  (a number of ours)
_STORE = """
UPDATE idempotency_keys SET status_code = $3, headers = $4, answer = $5
 WHERE agency_id = eligo_agency() AND scope = $1 AND key = $2
"""


class Claim:
    """A key claimed in this transaction: another request with it waits until we commit or roll back."""

    def __init__(self, scope: str, key: str, digest: bytes) -> None:
        self.scope, self.key, self.digest = scope, key, digest

    @classmethod
    def of(cls, request: Request, actor: Actor, body: bytes) -> "Claim | None":
        """The claim a request makes, or None without a key.

        Raises:
            Unreadable: when the key is not 1 to 200 printable characters.
        """
        key = request.headers.get("idempotency-key")
        if key is None or request.method != "POST":
            return None
        if not _KEY.match(key):
            raise Unreadable("Idempotency-Key takes 1 to 200 printable characters.", field="Idempotency-Key")
        scope = f"{actor.label} {request.method} {request.url.path}"
        # Keyed: a body may hold a password, which a plain digest would let somebody guess from a backup.
        told = request.url.query.encode() + b"\0" + _without_boundary(request.headers.get("content-type", ""), body)
        return cls(scope, key, hmac.digest(request.app.state.signing_key, told, "sha256"))

    async def take(self, session: AsyncSession) -> Response | None:
        """Claim the key. Returns the stored answer when the work was done already.

        Raises:
            IdempotencyKeyReused: when the key came with another body before.
        """
        names = {"scope": self.scope, "key": self.key}
        if await db.fetch_row(session, _CLAIM, self.scope, self.key, self.digest):
            return None
        row = (
            await session.execute(
                text(
                    "SELECT body_digest, status_code, headers, answer FROM idempotency_keys "
                    "WHERE agency_id = eligo_agency() AND scope = :scope AND key = :key"
                ),
                names,
            )
        ).one()
        if row.body_digest != self.digest:
            raise IdempotencyKeyReused(field="Idempotency-Key")
        answer = Response(row.answer, status_code=row.status_code, headers=row.headers)
        answer.headers["Idempotency-Replayed"] = "true"
        return answer

    async def store(self, session: AsyncSession, answer: Response) -> None:
        """Keep the answer in the transaction that did the work. Cookies are not kept: they are secrets."""
        headers = {k: v for k, v in answer.headers.items() if k in ("content-type", "location", "etag")}
        told = answer.status_code, json.dumps(headers), bytes(answer.body)
        await db.fetch_row(session, _STORE, self.scope, self.key, *told)


def _without_boundary(content_type: str, body: bytes) -> bytes:
    """A body as it is compared: a client that sends a form again chooses another boundary for the same parts."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    return body.replace(b"--" + boundary, b"--") if kind == b"multipart/form-data" and boundary else body


async def purge(session: AsyncSession) -> bool:
    """Forget keys of the agency that lapsed, so many at once; whether there may be more."""
    # The condition stands twice: between look and deletion somebody may have taken a lapsed key anew.
    purged = await session.execute(
        text(
            "WITH purged AS (DELETE FROM idempotency_keys WHERE agency_id = eligo_agency() "
            "AND created_at < clock_timestamp() - make_interval(hours => :hours) AND ctid = ANY(ARRAY("
            "SELECT ctid FROM idempotency_keys WHERE agency_id = eligo_agency() "
            "AND created_at < clock_timestamp() - make_interval(hours => :hours) LIMIT :most)) RETURNING true) "
            "SELECT count(*) FROM purged"
        ),
        {"hours": HOURS, "most": PURGED_AT_ONCE},
    )
    return int(purged.scalar_one()) == PURGED_AT_ONCE
