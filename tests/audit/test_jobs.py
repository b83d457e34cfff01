"""Jobs over HTTP."""

from uuid import uuid4

import pytest

from api.platform.auth import AgencyRef, Permission
from api.platform.desk import Desk, Outcome
from api.platform.jobs import REGISTRY
from tests.conftest import Clerks, World
from tests.platform.working import ask, effects, ended, forget, worker
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague

SHAPE = {"id", "kind", "status", "progress", "result", "error", "created_at", "finished_at"}


async def test_a_job_from_asked_for_to_done(world: World, administrator: Clerk) -> None:
    await forget(world)
    job_id = await ask(world, "test.counted")
    job = await administrator.read(f"/jobs/{job_id}")
    assert set(job) == SHAPE
    assert (job["status"], job["progress"], job["finished_at"]) == ("queued", {"done": 0, "total": None}, None)

    async with worker(world):
        await ended(world, job_id)

    job = await administrator.read(f"/jobs/{job_id}")
    assert (job["status"], job["progress"]) == ("succeeded", {"done": 3, "total": 3})
    assert (job["result"], job["error"]) == ({"attempt": 1}, None)
    assert job["finished_at"] is not None


async def test_the_newest_come_first_page_by_page(world: World, administrator: Clerk) -> None:
    made = [str(await ask(world, "test.nothing")) for _ in range(5)]
    await ask(world, "test.effect")

    first = await administrator.read("/jobs?kind=test.nothing&limit=3")
    second = await administrator.read(f"/jobs?kind=test.nothing&limit=3&cursor={first['next_cursor']}")

    assert [job["id"] for job in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None
    assert (await administrator.read("/jobs?status=failed"))["items"] == []


async def test_cancel_then_retry_and_both_are_in_the_ledger(world: World, administrator: Clerk) -> None:
    job_id = await ask(world, "test.nothing")

    assert (await administrator.make(f"/jobs/{job_id}/cancel"))["status"] == "cancelled"
    refused = await administrator.post(f"/jobs/{job_id}/cancel")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")
    assert (await administrator.make(f"/jobs/{job_id}/retry"))["status"] == "queued"
    refused = await administrator.post(f"/jobs/{job_id}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_transition")

    user = administrator.session["user"]["id"]
    left = [(event.name, event.actor) for event in await effects(world, job_id)]
    assert left == [("job.cancelled", f"user:{user}"), ("job.retried", f"user:{user}")]


async def test_a_failure_shows_its_reason(world: World, administrator: Clerk) -> None:
    job_id = await ask(world, "test.nothing")
    desk = await Desk.open(world.urls.app)
    claimed = await desk.claim(world.agency.id, job_id)
    assert claimed is not None
    await desk.close(claimed, Outcome("failed", error={"code": "rows_rejected", "detail": "Three rows are bad."}))
    await desk.shut()

    assert (await administrator.read(f"/jobs/{job_id}"))["error"] == {
        "code": "rows_rejected",
        "detail": "Three rows are bad.",
    }


def test_every_kind_of_work_says_what_asking_for_it_needs() -> None:
    lists, keeping = Permission.MANAGE_LISTS, Permission.MANAGE_JOBS
    asked = {kind: spec.permission for kind, spec in REGISTRY.items() if not kind.startswith(("test.", "bench."))}
    assert asked == {
        "imports.commit_import": lists,
        "scorings.compute_scoring": lists,
        "scorings.apply_scoring": lists,
        "imports.undo_import": lists,
        "documents.render_score_report": lists,
        "documents.render_eligible_list": lists,
        "documents.render_certification_report": Permission.READ_REFERRALS,
        "people.find_duplicates": Permission.MANAGE_PEOPLE,
        "referrals.record_no_response": Permission.CERTIFY,
        "referrals.end_periods": keeping,
        "platform.purge_idempotency_keys": keeping,
    }


async def test_what_an_analyst_stopped_only_who_may_ask_for_it_starts_again(
    world: World, administrator: Clerk, clerks: Clerks
) -> None:
    waiting, stopped = [await ask(world, "scorings.apply_scoring", scoring_id=uuid4()) for _ in range(2)]
    analyst = await colleague(clerks, administrator, "exam_analyst")
    await analyst.make(f"/jobs/{stopped}/cancel")
    for role in ("sync_operator", "certification_analyst"):
        keeper = await colleague(clerks, administrator, role)
        problem(await keeper.post(f"/jobs/{stopped}/retry"), 403, "forbidden")
        problem(await keeper.post(f"/jobs/{waiting}/cancel"), 403, "forbidden")
        other = await ask(world, "test.nothing")
        assert (await keeper.make(f"/jobs/{other}/cancel"))["status"] == "cancelled"
    statuses = {str(job_id): (await administrator.read(f"/jobs/{job_id}"))["status"] for job_id in (waiting, stopped)}
    assert statuses == {str(waiting): "queued", str(stopped): "cancelled"}
    assert (await analyst.make(f"/jobs/{stopped}/retry"))["status"] == "queued"


@pytest.mark.parametrize("act", ["", "/cancel", "/retry"])
async def test_another_agency_s_job_is_not_there(
    world: World, other_agency: AgencyRef, administrator: Clerk, act: str
) -> None:
    for job_id in (await ask(world, "test.nothing", other_agency), uuid4(), "nonsense"):
        path = f"/jobs/{job_id}{act}"
        answer = await (administrator.post(path) if act else administrator.get(path))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_nobody_without_a_sign_in(clerks: Clerks) -> None:
    nobody = await clerks.nobody()
    assert (await nobody.get("/jobs")).status_code == 401
    assert (await nobody.post(f"/jobs/{uuid4()}/cancel")).status_code == 401
