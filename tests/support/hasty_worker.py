"""The worker program with a short lease, so that a test need not wait long for the jobs of one that was killed."""

from datetime import timedelta
from functools import partial

from api import worker
from api.platform.desk import Desk
from api.platform.relay import Pace, Relay
from api.settings import Settings

LEASE = timedelta(seconds=5)


class HastyDesk(Desk):
    """Leases of five seconds instead of twenty."""

    @classmethod
    async def open(cls, url: str, *, transaction_pooler: bool = False, lease: timedelta = LEASE) -> Desk:
        """Connect."""
        return await super().open(url, transaction_pooler=transaction_pooler, lease=lease)


if __name__ == "__main__":
    setattr(worker, "Desk", HastyDesk)  # noqa: B010  (the worker's own name for it, not a part of its interface)
    setattr(worker, "Relay", partial(Relay, pace=Pace(poll=1.0, resend=5.0)))  # noqa: B010
    worker.serve(Settings())
