"""Trying to get past the tenancy with the application's own role, over every table with real rows."""

from typing import Any

import asyncpg
import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError

from api.platform.auth import AgencyRef
from api.platform.db import Database, enter_agency, new_id, sqlstate
from tests.architecture.filling import count_rows, fill, tenant_tables
from tests.conftest import World

ROW_LEVEL_SECURITY = "42501"


@pytest.fixture
async def app_role(world: World) -> Database:
    """The application's connection, on which no agency is set."""
    return world.database


async def test_without_an_agency_nothing_is_there(world: World, other_agency: AgencyRef, app_role: Database) -> None:
    for agency in (world.agency, other_agency):
        await fill(world.urls.owner, agency)
    async with app_role.session() as session:
        seen = {table.name: await count_rows(session, table) for table in tenant_tables()}
    assert set(seen.values()) == {0}, seen


async def test_an_agency_sees_its_own_rows_only(world: World, other_agency: AgencyRef, app_role: Database) -> None:
    mine, theirs = await fill(world.urls.owner, world.agency), await fill(world.urls.owner, other_agency)
    for ours in (mine, theirs):
        async with app_role.transaction(ours.agency.id) as session:
            for table in tenant_tables():
                owners = set((await session.execute(select(table.c.agency_id))).scalars())
                assert owners == {ours.agency.id}, table.name


async def test_a_row_for_another_agency_is_refused(world: World, other_agency: AgencyRef, app_role: Database) -> None:
    theirs = await fill(world.urls.owner, other_agency)
    await fill(world.urls.owner, world.agency)
    for table in tenant_tables():
        row = theirs.rows[table.name] | ({"id": new_id()} if "id" in table.c else {})
        with pytest.raises(DBAPIError) as refused:
            async with app_role.transaction(world.agency.id) as session:
                await session.execute(insert(table).values(row))
        assert sqlstate(refused.value) == ROW_LEVEL_SECURITY, table.name


async def test_a_row_of_another_agency_cannot_be_changed_taken_or_removed(
    world: World, other_agency: AgencyRef, app_role: Database
) -> None:
    theirs = await fill(world.urls.owner, other_agency)
    await fill(world.urls.owner, world.agency)
    values = {"agency": other_agency.id}
    for table in tenant_tables():
        for change in (
            f"UPDATE {table.name} SET agency_id = agency_id WHERE agency_id = :agency",
            f"DELETE FROM {table.name} WHERE agency_id = :agency",
        ):
            assert await _touched(app_role, world.agency, f"{change} RETURNING 1", values) in ([], None), change
    again = await fill(world.urls.owner, other_agency)
    assert again.rows == theirs.rows


async def _touched(app_role: Database, agency: AgencyRef, change: str, values: Any) -> list[Any] | None:
    """The rows that a change touched; None where there is no right to any change, or a trigger refuses it."""
    try:
        async with app_role.transaction(agency.id) as session:
            return list((await session.execute(text(change), values)).all())
    except DBAPIError as refused:
        if sqlstate(refused) != ROW_LEVEL_SECURITY:
            raise
        return None


async def test_a_row_cannot_be_moved_to_another_agency(
    world: World, other_agency: AgencyRef, app_role: Database
) -> None:
    await fill(world.urls.owner, world.agency)
    for table in tenant_tables():
        with pytest.raises(DBAPIError) as refused:
            async with app_role.transaction(world.agency.id) as session:
                await session.execute(text(f"UPDATE {table.name} SET agency_id = :other"), {"other": other_agency.id})
        assert sqlstate(refused.value) == ROW_LEVEL_SECURITY, table.name


async def test_the_owner_of_the_schema_sees_no_rows_either(world: World, other_agency: AgencyRef) -> None:
    await fill(world.urls.owner, other_agency)
    owner = Database(world.urls.owner, pool_size=1)
    try:
        async with owner.session() as session:
            await enter_agency(session, world.agency.id)
            for table in tenant_tables():
                owners = set((await session.execute(select(table.c.agency_id))).scalars())
                assert owners <= {world.agency.id}, table.name
    finally:
        await owner.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "SET ROLE eligo_owner",
        "SET ROLE eligo_maintenance",
        "SET SESSION AUTHORIZATION postgres",
        "SET session_replication_role = replica",
        "ALTER TABLE persons DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE persons NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY agency ON persons",
        "CREATE POLICY all_of_them ON persons USING (true)",
        "DROP TRIGGER append_only ON certificates",
        "ALTER TABLE certificates DISABLE TRIGGER append_only",
        "TRUNCATE persons CASCADE",
        "ALTER ROLE eligo_app BYPASSRLS",
        "CREATE TABLE public.copy AS SELECT 1",
        "CREATE OR REPLACE FUNCTION public.eligo_agency() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid'",
        "INSERT INTO ledger_heads VALUES (gen_random_uuid(), 1, '')",
        "UPDATE demo_clock SET offset_by = interval '1 day'",
        "INSERT INTO agencies (id, key, slug, name, zone) VALUES (gen_random_uuid(), 'abcd', 'x', 'x', 'UTC')",
        "COPY persons TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/hostname')",
    ],
)
async def test_the_application_cannot_open_the_door(world: World, app_role: Database, attempt: str) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with app_role.transaction(world.agency.id) as session:
            await session.execute(text(attempt))
    assert sqlstate(refused.value) == ROW_LEVEL_SECURITY, refused.value


async def test_row_security_off_is_an_error_not_a_way(world: World, app_role: Database) -> None:
    async with app_role.transaction(world.agency.id) as session:
        await session.execute(text("SET LOCAL row_security = off"))
        with pytest.raises(DBAPIError) as refused:
            await session.execute(text("SELECT count(*) FROM persons"))
    assert sqlstate(refused.value) == ROW_LEVEL_SECURITY


async def test_a_temporary_table_cannot_stand_in_for_the_ledger(world: World) -> None:
    """What runs as the owner must find the real tables, whatever its caller calls his own."""
    connection = await asyncpg.connect(world.urls.app)
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.agency_id', $1, true)", str(world.agency.id))
            before = await connection.fetchval("SELECT seq FROM public.ledger_heads")
            await connection.execute("CREATE TEMP TABLE ledger_heads (LIKE public.ledger_heads) ON COMMIT DROP")
            await connection.execute("CREATE TEMP TABLE ledger_events (LIKE public.ledger_events) ON COMMIT DROP")
            await connection.execute("INSERT INTO pg_temp.ledger_heads VALUES ($1, 0, '')", world.agency.id)
            await connection.execute("GRANT ALL ON pg_temp.ledger_heads, pg_temp.ledger_events TO PUBLIC")
            append = "SELECT ledger_append('system', '', 'a.test', 'agency', $1, '{}', '{}', NULL, NULL)"
            assert await connection.fetchval(append, world.agency.id) == before + 1
            assert await connection.fetchval("SELECT count(*) FROM pg_temp.ledger_events") == 0
    finally:
        await connection.close()
