"""Jobs on a real PostgreSQL and Valkey: what runs, how it ends, and that its effect is there once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from api.domain import lifecycle
from api.domain.errors import IllegalTransition, RuleViolation
from api.models import Job
from api.platform import child, jobs
from api.platform.auth import Actor, AgencyRef, system_actor
from api.platform.db import new_id
from api.platform.desk import Batcher, Desk, Outcome
from api.platform.errors import NotFound
from api.platform.jobs import enqueue
from tests.conftest import World
from tests.platform import job_kinds
from tests.platform.working import ask, effects, ended, forget, look, until, worker


@pytest.fixture
async def working(world: World) -> AsyncIterator[World]:
    """A world with a worker."""
    await forget(world)
    async with worker(world):
        yield world


@pytest.fixture
async def desk(world: World) -> AsyncIterator[Desk]:
    """A counter without a worker."""
    made = await Desk.open(world.urls.app)
    yield made
    await made.shut()


async def test_a_job_exists_only_if_the_change_that_asked_for_it_commits(world: World) -> None:
    actor = system_actor(world.agency)
    async with world.database.transaction(world.agency.id) as session:
        await enqueue(session, actor, "test.effect")
        await session.rollback()

    async with world.database.transaction(world.agency.id) as session:
        assert await session.scalar(select(func.count()).select_from(Job)) == 0


async def test_effect_and_end_are_stored_together_under_the_name_of_who_asked(working: World) -> None:
    user_id = new_id()
    actor = Actor(agency=working.agency, kind="user", id=user_id, permissions=frozenset())
    async with working.database.transaction(working.agency.id) as session:
        job_id = (await enqueue(session, actor, "test.effect", list_id=uuid4(), count=3)).id

    row = await ended(working, job_id)

    assert (row.status, row.result, row.error, row.attempts) == ("succeeded", {"attempt": 1}, None, 1)
    assert row.finished_at is not None
    assert row.lease_until is None
    assert [event.actor for event in await effects(working, job_id)] == [f"user:{user_id}"]


async def test_a_handler_without_a_last_transaction_is_closed(working: World) -> None:
    row = await ended(working, await ask(working, "test.nothing"))

    assert (row.status, row.result) == ("succeeded", None)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("test.refused", {"code": "refused", "detail": "Not in this state."}),
        ("test.rule", {"code": "weights_sum", "detail": "weights_sum (components)"}),
        ("test.broken", {"code": "internal", "detail": "Something went wrong on our side"}),
        ("test.unstorable", {"code": "result_unstorable", "detail": "What came of it cannot be stored."}),
        ("test.slow", {"code": "timed_out", "detail": "It took longer than one attempt may take."}),
    ],
)
async def test_a_failure_says_why_and_leaves_nothing(working: World, kind: str, error: dict[str, str]) -> None:
    job_id = await ask(working, kind)

    row = await ended(working, job_id)

    assert (row.status, row.error, row.attempts) == ("failed", error, 1)
    assert await effects(working, job_id) == []


async def test_only_what_may_pass_is_tried_again(working: World) -> None:
    row = await ended(working, await ask(working, "test.flaky", good_attempt=3))
    assert (row.status, row.attempts, row.error) == ("succeeded", 3, None)

    row = await ended(working, await ask(working, "test.flaky", good_attempt=4))
    assert (row.status, row.attempts) == ("failed", 3)
    assert row.error == {"code": "busy", "detail": "The other side is busy."}


async def test_a_kind_nobody_knows_waits_for_a_newer_program(working: World) -> None:
    row = await until(working, await ask(working, "test.unheard_of"), lambda row: row.status == "waiting_retry")

    assert row.error is not None
    assert row.error["code"] == "unknown_kind"
    assert row.run_at > datetime.now(UTC)


async def test_a_failed_job_can_be_asked_for_again_and_gets_all_its_attempts(working: World) -> None:
    job_id = await ask(working, "test.flaky", good_attempt=5)
    assert (await ended(working, job_id)).status == "failed"

    async with working.database.transaction(working.agency.id) as session:
        queued = await jobs.retry(session, job_id)
        assert (queued.status, queued.error, queued.finished_at) == ("queued", None, None)

    row = await ended(working, job_id)
    assert (row.status, row.attempts, row.max_attempts) == ("succeeded", 5, 6)
    assert len(await effects(working, job_id)) == 1


async def test_a_waiting_job_is_cancelled_at_once_and_never_runs(world: World) -> None:
    await forget(world)
    job_id = await ask(world, "test.effect")
    async with world.database.transaction(world.agency.id) as session:
        assert (await jobs.cancel(session, job_id)).status == "cancelled"

    async with worker(world):
        await ended(world, await ask(world, "test.effect"))

    assert (await look(world, job_id)).status == "cancelled"
    assert await effects(world, job_id) == []


async def test_a_running_job_stops_at_its_next_step(working: World) -> None:
    job_id = await ask(working, "test.steps")
    await until(working, job_id, lambda row: row.done > 0)

    async with working.database.transaction(working.agency.id) as session:
        asked = await jobs.cancel(session, job_id)
        assert (asked.status, asked.is_cancel_requested) == ("running", True)

    row = await ended(working, job_id)
    assert (row.status, row.error) == ("cancelled", None)


async def test_what_has_ended_cannot_be_cancelled_nor_a_success_run_again(working: World) -> None:
    job_id = await ask(working, "test.nothing")
    await ended(working, job_id)

    async with working.database.transaction(working.agency.id) as session:
        with pytest.raises(IllegalTransition):
            await jobs.cancel(session, job_id)
        with pytest.raises(IllegalTransition):
            await jobs.retry(session, job_id)
        with pytest.raises(NotFound):
            await jobs.cancel(session, uuid4())


async def test_a_job_that_stores_its_effect_cannot_be_cancelled_any_more(world: World) -> None:
    job_id = await ask(world, "test.nothing")
    async with world.database.transaction(world.agency.id) as finishing:
        await finishing.execute(select(Job).where(Job.id == job_id).with_for_update(key_share=True))
        async with world.database.transaction(world.agency.id) as session:
            with pytest.raises(jobs.JobFinishing):
                await jobs.cancel(session, job_id)


async def test_one_job_for_each_period_whoever_asks(world: World) -> None:
    async def at_once() -> str:
        return str(await ask(world, "test.effect", period_key="2026-11-22"))

    ids = {await at_once(), *await asyncio.gather(*(at_once() for _ in range(6)))}

    assert len(ids) == 1
    assert await ask(world, "test.effect", period_key="2026-11-23") not in ids
    assert await ask(world, "test.nothing", period_key="2026-11-22") not in ids


async def test_progress_shows_while_it_runs_and_its_end_is_kept(working: World) -> None:
    row = await ended(working, await ask(working, "test.counted"))

    assert (row.status, row.done, row.total) == ("succeeded", 3, 3)


async def test_an_attempt_that_was_taken_over_stores_nothing(working: World) -> None:
    job_id = await ask(working, "test.lost")
    await until(working, job_id, lambda row: row.attempts == 2)
    await ended(working, await ask(working, "test.nothing"))

    assert (await look(working, job_id)).status == "running"
    assert await effects(working, job_id) == []


@pytest.mark.parametrize("value", ["Ada Lovelace", "a" * 101, 1.5, ["x"], "line\nbreak"])
async def test_free_text_cannot_be_an_argument(world: World, value: object) -> None:
    async with world.database.transaction(world.agency.id) as session:
        with pytest.raises(TypeError, match="neither an id, a number nor a code"):
            await enqueue(session, system_actor(world.agency), "test.effect", note=value)


async def test_of_many_claims_at_once_one_gets_the_job(world: World, desk: Desk) -> None:
    other = await Desk.open(world.urls.app)
    for _ in range(20):
        job_id = await ask(world, "test.nothing")
        each = [desk, other] * 5
        claims = await asyncio.gather(*(one.claim(world.agency.id, job_id) for one in each))
        assert sum(claim is not None for claim in claims) == 1
    await other.shut()


async def test_a_claim_needs_the_right_agency_and_a_due_job(world: World, other_agency: AgencyRef, desk: Desk) -> None:
    job_id = await ask(world, "test.nothing")
    later = await ask(world, "test.nothing", run_at=datetime.now(UTC) + timedelta(hours=1))

    assert await desk.claim(other_agency.id, job_id) is None
    assert await desk.claim(world.agency.id, later) is None
    assert await desk.claim(world.agency.id, uuid4()) is None
    claimed = await desk.claim(world.agency.id, job_id)
    assert claimed is not None
    assert (claimed.agency, claimed.kind, claimed.attempt) == (world.agency, "test.nothing", 1)
    assert await desk.claim(world.agency.id, job_id) is None


async def test_one_call_claims_and_closes_jobs_of_several_agencies(
    world: World, other_agency: AgencyRef, desk: Desk
) -> None:
    wanted = [(world.agency.id, await ask(world, "test.nothing")) for _ in range(3)]
    wanted += [(other_agency.id, await ask(world, "test.nothing", other_agency)) for _ in range(3)]

    claims = await asyncio.gather(*(desk.claim(*pair) for pair in wanted))
    assert [(claim.agency.id, claim.id) for claim in claims if claim] == wanted
    states = await asyncio.gather(*(desk.close(claim, Outcome("succeeded")) for claim in claims if claim))
    assert states == ["succeeded"] * 6


async def test_a_lapsed_lease_is_for_the_taking_and_the_silent_attempt_is_out(world: World) -> None:
    brief = await Desk.open(world.urls.app, lease=timedelta(milliseconds=1))
    job_id = await ask(world, "test.nothing")
    silent = await brief.claim(world.agency.id, job_id)
    await asyncio.sleep(0.05)
    second = await brief.claim(world.agency.id, job_id)

    assert silent is not None
    assert second is not None
    assert (silent.attempt, second.attempt) == (1, 2)
    assert await brief.close(silent, Outcome("failed", error={"code": "x", "detail": "x"})) is None
    assert await brief.progress(silent, 1, 2) is None
    assert await brief.close(second, Outcome("succeeded")) == "succeeded"
    await brief.shut()


async def test_renewing_keeps_what_is_ours_only(world: World, desk: Desk) -> None:
    claimed = await desk.claim(world.agency.id, await ask(world, "test.nothing"))
    assert claimed is not None
    before = (await look(world, claimed.id)).lease_until
    await desk.renew([claimed])
    renewed = (await look(world, claimed.id)).lease_until
    assert before is not None
    assert renewed is not None
    assert renewed > before

    await desk.close(claimed, Outcome("succeeded"))
    await desk.renew([claimed])
    assert (await look(world, claimed.id)).lease_until is None


async def test_every_change_of_state_is_one_of_the_life_cycle(world: World, desk: Desk) -> None:
    """The SQL must not know a transition that the table does not."""
    seen = set()
    for outcome in ("succeeded", "partly_failed", "failed", "waiting_retry", "queued", "cancelled"):
        claimed = await desk.claim(world.agency.id, await ask(world, "test.nothing"))
        assert claimed is not None
        assert await desk.close(claimed, Outcome(outcome)) == outcome
        seen |= {("queued", "running"), ("running", outcome)}
        assert await desk.close(claimed, Outcome("failed")) is None, "an ended attempt ended again"

    for now, wanted in seen:
        lifecycle.require_transition("job", now, wanted)


async def test_a_bad_request_in_a_batch_fails_alone() -> None:
    async def send(asked: object) -> list[int]:
        numbers = list(asked)  # type: ignore[call-overload]
        if 3 in numbers:
            raise ValueError("three")
        return [number * 10 for number in numbers]

    batcher: Batcher[int, int] = Batcher(send)
    answers = await asyncio.gather(*(batcher(number) for number in range(6)), return_exceptions=True)

    assert [answer for answer in answers if isinstance(answer, int)] == [0, 10, 20, 40, 50]
    assert isinstance(answers[3], ValueError)


async def test_a_result_that_cannot_be_stored_fails_the_job_not_its_neighbours(world: World, desk: Desk) -> None:
    claims = [await desk.claim(world.agency.id, await ask(world, "test.nothing")) for _ in range(3)]
    outcomes = [Outcome("succeeded"), Outcome("succeeded", result={"name": "nul \0"}), Outcome("succeeded")]

    answers = await asyncio.gather(
        *(desk.close(claim, outcome) for claim, outcome in zip(claims, outcomes, strict=True) if claim),
        return_exceptions=True,
    )

    assert (answers[0], answers[2]) == ("succeeded", "succeeded")
    assert isinstance(answers[1], Exception)


class TestChildProcess:
    """Heavy work outside."""

    async def test_answers_whatever_it_prints(self) -> None:
        assert await child.call(job_kinds.double, 21, memory_mb=512, timeout=30) == 42

    async def test_is_told_no_addresses_nor_secrets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ELIGO_DATABASE_URL", "postgresql://somebody:secret@127.0.0.1/x")
        assert await child.call(job_kinds.environment, memory_mb=512, timeout=30) == []

    async def test_a_broken_rule_comes_back_as_itself(self) -> None:
        with pytest.raises(RuleViolation) as broken:
            await child.call(job_kinds.break_rule, memory_mb=512, timeout=30)
        assert (broken.value.code, broken.value.field, broken.value.params) == ("too_many_rows", "rows", {"most": 3})

    @pytest.mark.parametrize(
        ("work", "seconds", "code"),
        [("sleep_long", 1, "child_timeout"), ("eat_memory", 30, "child_memory"), ("vanish", 30, "child_failed")],
    )
    async def test_its_limits_hold(self, work: str, seconds: float, code: str) -> None:
        with pytest.raises(child.ChildFailedError) as failed:
            await child.call(getattr(job_kinds, work), memory_mb=512, timeout=seconds)
        assert failed.value.code == code

    async def test_what_it_failed_with_stays_inside(self) -> None:
        with pytest.raises(child.ChildFailedError) as failed:
            await child.call(job_kinds.fail, memory_mb=512, timeout=30)
        assert failed.value.detail == "The work failed with ValueError."
