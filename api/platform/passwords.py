"""Passwords: argon2, off the event loop, and the same time for somebody unknown."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
# Somebody without a password takes as long to refuse as somebody with one.
_NOBODY = _HASHER.hash("nobody has this password")


async def hash_password(password: str) -> str:
    """The stored form of a password."""
    return await asyncio.to_thread(_HASHER.hash, password)


async def is_password(stored: str | None, password: str) -> bool:
    """Whether `password` is the one stored; False, after the same work, when nothing is stored."""

    def verify() -> bool:
        try:
            return _HASHER.verify(stored or _NOBODY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False

    return await asyncio.to_thread(verify)


def email_key(email: str) -> str:
    """An address as it is compared: trimmed and case-folded."""
    return email.strip().casefold()
