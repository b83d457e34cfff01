"""What an agency's rows need without anybody asking."""

from api.platform import idempotency
from api.platform.jobs import Run, job

PURGE_KEYS = "platform.purge_idempotency_keys"


@job(PURGE_KEYS, timeout=600)
async def purge_idempotency_keys(run: Run) -> None:
    """Forget the stored answers that nobody may ask for again, in short transactions."""
    has_more = True
    while has_more:
        async with run.write() as session:
            has_more = await idempotency.purge(session)
