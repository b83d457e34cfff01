"""Silence after the day to answer by, recorded by the clock where the agency says so."""

from api.domain import periods
from api.organization.agency import service as agency
from api.platform import db
from api.platform.auth import Permission
from api.platform.jobs import Run, job
from api.referrals.dispositions.bulk import service as bulk
from api.referrals.dispositions.bulk.service import BulkOrder
from api.referrals.inquiries import queries

RECORD_NO_RESPONSE = "referrals.record_no_response"


@job(RECORD_NO_RESPONSE, timeout=600, permission=Permission.CERTIFY)
async def record_no_response(run: Run) -> None:
    """Record no response for whoever was silent, one referral a transaction.

    Under the referral's lock each is looked at again: an answer that was recorded before, or more time that was
    given, counts however late this runs. Whoever has the disposition is due no more, so a second run finds nobody.
    """
    async with run.read() as session:
        wanted = periods.no_response_by_clock(await agency.settings_of(session, run.agency.id))
        due = await queries.referrals_overdue(session, await db.now(session)) if wanted else []
    recorded = 0
    for done, referral_id in enumerate(due):
        async with run.write() as session:
            silent = await queries.waiting(session, referral_id, by=await db.now(session))
            for start in range(0, len(silent), MOST_AT_ONCE):
                people = dict.fromkeys(silent[start : start + MOST_AT_ONCE])
                order = BulkOrder("no_response", people, "no_answer")
                outcome = await bulk.record(session, run.actor, referral_id, order, skip_refused=True)
                recorded += len(outcome.plan.moving)
        await run.progress(done + 1, len(due))
    async with run.finish():
        run.result = {"recorded": recorded, "referrals": len(due)}


MOST_AT_ONCE = 500  # people in one event
