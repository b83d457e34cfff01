"""Limits on attempts, in Redis, so that every process counts together; without Redis each counts for itself."""

import structlog
from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.exceptions import RedisError

from api.platform.errors import TooMany

log = structlog.get_logger("eligo.limits")


class Limiter:
    """Counts attempts in moving windows."""

    def __init__(self, redis_url: str | None) -> None:
        self._own = MovingWindowRateLimiter(MemoryStorage())
        self._shared = (
            MovingWindowRateLimiter(RedisStorage(f"async+{redis_url}", implementation="redispy")) if redis_url else None
        )

    async def hit(self, limit: str, *names: str) -> None:
        """Count an attempt, e.g. `hit("10/5minutes", "sign-in", digest)`.

        Raises:
            TooMany: past the limit, with Retry-After.
        """
        item = parse(limit)
        if not await self._hit(item, *names):
            raise TooMany(headers={"Retry-After": str(item.get_expiry())})

    async def _hit(self, item: RateLimitItem, *names: str) -> bool:
        if self._shared is not None:
            try:
                return await self._shared.hit(item, *names)
            except (RedisError, OSError):
                log.warning("limits.redis_away")
        return await self._own.hit(item, *names)

    async def clear(self, limit: str, *names: str) -> None:
        """Forget the attempts, after one that succeeded."""
        item = parse(limit)
        await self._own.clear(item, *names)
        if self._shared is not None:
            try:
                await self._shared.clear(item, *names)
            except (RedisError, OSError):
                log.warning("limits.redis_away")


async def current_limiter(request: Request) -> Limiter:
    """The limiter of this process."""
    limiter: Limiter = request.app.state.limiter
    return limiter
