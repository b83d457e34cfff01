"""Passwords: argon2, off the event loop, the same time for somebody unknown, and none that everybody tries first."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_HASHER = PasswordHasher()
# Somebody without a password takes as long to refuse as somebody with one.
_NOBODY = _HASHER.hash("nobody has this password")


# What heads every published count of leaked passwords; longer ones are mostly these with something appended.
_COMMONEST = (
    "123456 1234567 12345678 123456789 1234567890 12345678910 123123 111111 000000 654321 666666 696969 987654321 "
    "qwerty qwertz qwerty123 qwertyuiop qazwsx 1q2w3e 1q2w3e4r 1q2w3e4r5t 1qaz2wsx asdfghjkl asdfgh zxcvbnm zaq12wsx "
    "password passw0rd p@ssw0rd p@ssword pass password1 password123 passwort motdepasse contrasena contraseña "
    "letmein welcome admin administrator root guest login master secret changeme default test testing demo user "
    "abc123 abcdef abcdefgh a1b2c3d4 iloveyou monkey dragon sunshine princess football baseball superman batman "
    "shadow michael jordan charlie donald trustno1 whatever starwars hello freedom flower hottie loveme computer "
    "internet samsung google facebook summer winter spring autumn january december sanfrancisco california "
    "correcthorsebatterystaple thisisapassword mypassword yourpassword newpassword ihatepasswords"
)
COMMON = frozenset(_COMMONEST.split())
_TRIMMED = "0123456789!?.,;:-_*#$%&@+= "


def is_common(password: str, email: str = "") -> bool:
    """Whether a password is one of the commonest, bare or with digits and signs around it, repeats one sign or a
    short beginning, or is the person's own address.
    """
    plain = password.strip().casefold()
    joined = "".join(plain.split())
    core = joined.strip(_TRIMMED)
    own = email_key(email)
    names = {own, own.partition("@")[0]} - {""}
    repeats = any(
        joined == (joined[:size] * len(joined))[: len(joined)] for size in range(1, min(4, len(joined) // 2 + 1))
    )
    return repeats or not {plain, joined, core}.isdisjoint(COMMON | names)


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
