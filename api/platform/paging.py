"""Keyset paging: a cursor holds the last row's keys, signed so that it cannot be made up."""

import base64
import binascii
import hashlib
import hmac
import json
from typing import Annotated, Any

from fastapi import Depends, Query

from api.platform.errors import Unreadable

MOST = 500


class CursorSigner:
    """Signs and reads cursors with a key of the installation."""

    def __init__(self, secret: bytes) -> None:
        self._secret = hashlib.sha256(b"cursor" + secret).digest()

    def _mac(self, body: bytes, scope: str) -> bytes:
        return hmac.new(self._secret, scope.encode() + b"\0" + body, hashlib.sha256).digest()[:12]

    def write(self, keys: list[Any], scope: str) -> str:
        """A cursor for `keys`, good only for `scope` (the collection and its sort)."""
        body = json.dumps(keys, separators=(",", ":"), default=str).encode()
        return base64.urlsafe_b64encode(self._mac(body, scope) + body).decode().rstrip("=")

    def read(self, cursor: str, scope: str) -> list[Any]:
        """The keys of a cursor.

        Raises:
            Unreadable: when it was not made here, or for another collection.
        """
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        except (ValueError, binascii.Error):
            raise Unreadable("This cursor was not made by this server.", field="cursor") from None
        mac, body = raw[:12], raw[12:]
        if not hmac.compare_digest(mac, self._mac(body, scope)):
            raise Unreadable("This cursor belongs to another collection or sort.", field="cursor")
        keys: list[Any] = json.loads(body)
        return keys


class PageRequest:
    """`limit` and `cursor` of a request. `signer` is set once, when the process starts."""

    signer: CursorSigner

    def __init__(self, limit: int, cursor: str | None) -> None:
        self.limit = limit
        self.cursor = cursor

    def after(self, scope: str) -> list[Any] | None:
        """The keys to go on after, or None for the first page."""
        return None if self.cursor is None else self.signer.read(self.cursor, scope)

    def next_cursor(self, rows: list[Any], keys: list[Any] | None, scope: str) -> str | None:
        """The cursor after `rows` when more than `limit` were fetched; drops the surplus row in place."""
        if len(rows) <= self.limit:
            return None
        del rows[self.limit :]
        return self.signer.write(keys if keys is not None else [], scope)


async def page_request(
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    cursor: Annotated[str | None, Query(max_length=2000)] = None,
) -> PageRequest:
    """What page is asked for."""
    return PageRequest(limit, cursor)


Paging = Annotated[PageRequest, Depends(page_request)]
