"""One request, one transaction: what is done once, what is said when it is not known, and who is looked at first."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from tests.conftest import Clerks, World
from tests.support import stored
from tests.support.clerk import PASSWORD, Clerk, problem

KEY = {"name": "Integration", "scopes": ["rules:read"]}


@pytest.fixture
async def master(world: World) -> AsyncIterator[asyncpg.Connection]:
    """A superuser's connection to the database."""
    connection = await asyncpg.connect(world.admin_url)
    yield connection
    await connection.close()


async def dies(master: asyncpg.Connection, when: str) -> None:
    """From here on, storing an API key ends the connection that does it."""
    await master.execute(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS "
        "$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$"
    )
    await master.execute(
        f"CREATE CONSTRAINT TRIGGER die AFTER INSERT ON api_keys DEFERRABLE {when} FOR EACH ROW EXECUTE FUNCTION die()"
    )


async def test_work_is_done_once_while_the_row_of_the_sign_in_is_locked(
    world: World, administrator: Clerk, master: asyncpg.Connection
) -> None:
    await master.execute("UPDATE user_sessions SET last_seen_at = last_seen_at - interval '5 minutes'")
    async with master.transaction():
        await master.execute("SELECT 1 FROM user_sessions FOR UPDATE")
        answer = await administrator.client.post("/api-keys", json=KEY)
    assert answer.status_code == 201, answer.text
    assert await stored.count(world, "SELECT count(*) FROM api_keys") == 1


async def test_a_sign_in_that_is_used_is_noted_as_used(administrator: Clerk, master: asyncpg.Connection) -> None:
    await master.execute("UPDATE user_sessions SET last_seen_at = last_seen_at - interval '5 minutes'")
    await administrator.read("/session")
    age = await master.fetchval("SELECT clock_timestamp() - last_seen_at < interval '4 minutes' FROM user_sessions")
    assert age is True


async def test_a_connection_lost_while_storing_leaves_it_open_whether_it_was_done(
    administrator: Clerk, master: asyncpg.Connection
) -> None:
    await dies(master, "INITIALLY DEFERRED")
    answer = await administrator.post("/api-keys", KEY)
    refused = problem(answer, 503, "outcome_unknown")
    assert "nothing was changed" not in refused["detail"]
    assert "Idempotency-Key" in refused["detail"]
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_connection_lost_before_that_changed_nothing(
    world: World, administrator: Clerk, master: asyncpg.Connection
) -> None:
    await dies(master, "INITIALLY IMMEDIATE")
    answer = await administrator.post("/api-keys", KEY)
    assert "nothing was changed" in problem(answer, 503, "unavailable")["detail"]
    assert int(answer.headers["Retry-After"]) > 0
    assert await stored.count(world, "SELECT count(*) FROM api_keys") == 0


async def gets_in_the_way(master: asyncpg.Connection, times: int) -> None:
    """From here on, others are in the way of whoever stores an API key, this many times."""
    await master.execute("CREATE SEQUENCE tries; GRANT USAGE ON SEQUENCE tries TO PUBLIC")  # no rollback takes it back
    await master.execute(
        "CREATE FUNCTION collide() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN "
        f"IF nextval('public.tries') <= {times} THEN RAISE EXCEPTION 'others' USING ERRCODE = '40001'; END IF; "
        "RETURN NULL; END $$"
    )
    await master.execute("CREATE TRIGGER collide AFTER INSERT ON api_keys FOR EACH ROW EXECUTE FUNCTION collide()")


async def test_what_others_were_in_the_way_of_is_tried_again_and_done_once(
    world: World, administrator: Clerk, master: asyncpg.Connection
) -> None:
    await gets_in_the_way(master, 2)
    await administrator.make("/api-keys", KEY)
    assert await master.fetchval("SELECT last_value FROM tries") == 3
    assert await stored.count(world, "SELECT count(*) FROM api_keys") == 1


async def test_what_others_stay_in_the_way_of_is_given_up(
    world: World, administrator: Clerk, master: asyncpg.Connection
) -> None:
    await gets_in_the_way(master, 100)
    answer = await administrator.post("/api-keys", KEY)
    problem(answer, 503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert await stored.count(world, "SELECT count(*) FROM api_keys") == 0


async def test_an_answer_is_given_again_only_to_who_may_still_ask(administrator: Clerk, clerks: Clerks) -> None:
    body = {"email": "ann@demo.example", "name": "Ann", "roles": ["certification_analyst"], "password": PASSWORD}
    user = await administrator.make("/users", body)
    asked = ("/departments", {"code": "DPH", "title": "Public Health"})
    key = {"Idempotency-Key": "once"}
    await (await clerks.sign_in("ann@demo.example")).make(*asked, headers=key)
    await administrator.patch(f"/users/{user['id']}", {"roles": ["sync_operator"]}, version=1)
    demoted = await clerks.sign_in("ann@demo.example")
    problem(await demoted.post(*asked, headers=key), 403, "forbidden")


class Upload:
    """A file on its way, and how much of it the server has taken."""

    def __init__(self, mebibytes: int) -> None:
        self.mebibytes, self.taken = mebibytes, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.mebibytes):
            self.taken += 1
            yield bytes(1 << 20)


@pytest.mark.parametrize("announced", [True, False])
async def test_nothing_long_is_read_from_somebody_who_has_not_signed_in(clerks: Clerks, announced: bool) -> None:
    upload, path = Upload(4), f"/eligible-lists/{uuid4()}/imports"
    headers = {"Content-Type": "multipart/form-data; boundary=b"} | ({"Content-Length": "4194304"} if announced else {})
    for cookie in ("", "els_demo_" + "x" * 43):
        nobody = await clerks.nobody()
        nobody.client.cookies.set("eligo_session", cookie)
        problem(await nobody.call("POST", path, content=upload, headers=headers), 401, "unauthenticated")
    assert upload.taken == 0


async def test_nothing_long_is_read_from_somebody_who_may_not_send_it(administrator: Clerk, clerks: Clerks) -> None:
    body = {"email": "ann@demo.example", "name": "Ann", "roles": ["auditor"], "password": PASSWORD}
    await administrator.make("/users", body)
    upload, ann = Upload(4), await clerks.sign_in("ann@demo.example")
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    path = f"/eligible-lists/{uuid4()}/imports"
    problem(await ann.call("POST", path, content=upload, headers=headers), 403, "forbidden")
    assert upload.taken == 0


async def test_what_no_address_can_hold_is_not_there(administrator: Clerk, clerks: Clerks, world: World) -> None:
    nobody = await clerks.nobody()
    problem(await nobody.get("/public/de%00mo/score-reports/L1"), 404, "not_found")
    problem(await nobody.get("/public/demo/score-reports/L%001"), 404, "not_found")
    for token in (f"elk_de\0mo_{'x' * 43}", f"elk_{world.agency.key}_\0{'x' * 43}"):
        problem(await nobody.get("/departments", headers={"Authorization": f"Bearer {token}"}), 401, "unauthenticated")
    for cookie in (f"els_de\\000mo_{'x' * 43}", f'"els_de\\000mo_{"x" * 43}"'):
        answer = await nobody.get("/departments", headers={"Cookie": f"eligo_session={cookie}"})
        problem(answer, 401, "unauthenticated")
