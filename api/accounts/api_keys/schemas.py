"""What API keys take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from api.platform.auth import Permission
from api.platform.schema import Input, Output, Text


class ApiKeyCreate(Input):
    """A key to make: its scopes are permissions that the maker holds."""

    name: Text
    scopes: Annotated[list[Permission], Field(min_length=1, max_length=50)]
    expires_at: AwareDatetime | None = None


class ApiKeyRead(Output):
    """A key without its secret."""

    id: UUID
    name: str
    scopes: list[str]
    created_by: UUID | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    version: int


class ApiKeyCreated(ApiKeyRead):
    """A key with its secret, shown this once; null when the answer is given again for its Idempotency-Key."""

    token: str | None
