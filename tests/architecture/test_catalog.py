"""The database's own catalogue proves the tenancy: every row has an agency, every path to it begins there."""

from typing import Any

import pytest

from api.models import Base
from api.platform import roles
from tests.architecture import catalog
from tests.architecture.catalog import RULE, migrated, rows
from tests.conftest import Cluster

# The only index that is not led by the agency: the relay reads due jobs of every agency.
ACROSS_AGENCIES = {"ix_jobs_unsent", "ix_jobs_sent", "ix_jobs_running"}
# The only policy beside the agency's own.
RELAY_POLICY = ("jobs", "relay")
# History that the application adds to and nobody changes.
APPEND_ONLY = {
    "certificates",
    "eligible_statuses",
    "ledger_events",
    "list_version_scores",
    "list_versions",
    "referral_dispositions",
    "referral_floors",
}
# What only ledger_append() writes.
LEDGER = {"ledger_events", "ledger_heads", "ledger_private"}
# BEFORE (2) + DELETE (8) + UPDATE (16) + TRUNCATE (32), for each statement.
BEFORE_ANY_CHANGE = 2 + 8 + 16 + 32


async def _tables(cluster: Cluster) -> set[str]:
    return {row["name"] for row in await rows(cluster, catalog.TABLES)}


async def test_the_tables_of_agencies_are_those_of_the_models(cluster: Cluster) -> None:
    modelled = {table.name for table in Base.metadata.tables.values() if "agency_id" in table.columns}
    assert await _tables(cluster) == modelled - {"sign_in_directory"}
    assert len(modelled) > 35


async def test_row_level_security_is_forced_on_every_table(cluster: Cluster) -> None:
    for row in await rows(cluster, catalog.TABLES):
        assert (row["secured"], row["forced"]) == (True, True), row["name"]
        assert row["owner"] == roles.OWNER, row["name"]


async def test_every_policy_says_exactly_whose_rows(cluster: Cluster) -> None:
    found = await rows(cluster, catalog.POLICIES)
    own = [row for row in found if (row["table"], row["name"]) != RELAY_POLICY]
    assert {row["table"] for row in own} == await _tables(cluster)
    assert len(own) == len({row["table"] for row in own})
    for row in own:
        facts = (row["name"], row["permissive"], row["roles"], row["cmd"], row["qual"], row["with_check"])
        assert facts == ("agency", "PERMISSIVE", ["public"], "ALL", RULE, RULE), row["table"]
    relay = [row for row in found if row not in own]
    assert [row["roles"] for row in relay] == [[roles.RELAY]]


async def test_the_agency_leads_every_key_and_index(cluster: Cluster) -> None:
    tables = await _tables(cluster)
    indexes = [row for row in await rows(cluster, catalog.INDEXES) if row["table"] in tables]
    assert {row["table"] for row in indexes if row["is_primary"]} == tables
    led_by_other = {row["name"]: row["first"] for row in indexes if row["first"] != "agency_id"}
    assert set(led_by_other) == ACROSS_AGENCIES, led_by_other


async def test_what_crosses_agencies_is_no_key(cluster: Cluster) -> None:
    for row in await rows(cluster, catalog.INDEXES):
        if row["name"] in ACROSS_AGENCIES:
            assert not row["is_unique"], row["name"]


async def test_no_foreign_key_leaves_the_agency(cluster: Cluster) -> None:
    tables = await _tables(cluster)
    keys = await rows(cluster, catalog.FOREIGN_KEYS)
    assert len(keys) > 40
    for key in keys:
        assert {key["from_table"], key["to_table"]} <= tables, key["name"]
        assert key["from_columns"][0] == key["to_columns"][0] == "agency_id", key["name"]


# Columns that name a row without a foreign key: the row may be of several kinds, is made later, or goes earlier.
LOOSE = {
    ("approvals", "subject_id"),
    ("banding_models", "replaces_id"),
    ("documents", "job_id"),
    ("documents", "subject_id"),
    ("eligible_statuses", "list_id"),
    ("exam_results", "import_id"),
    ("ledger_events", "subject_id"),
    ("list_imports", "job_id"),
    ("list_versions", "scoring_id"),
    ("person_words", "person_id"),
    ("referral_eligibles", "list_id"),
    ("scoring_models", "replaces_id"),
    ("scorings", "job_id"),
}


async def test_a_column_that_names_another_row_is_a_foreign_key(cluster: Cluster) -> None:
    keys = await rows(cluster, catalog.FOREIGN_KEYS)
    tied = {(key["from_table"], column) for key in keys for column in key["from_columns"]}
    named = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("_id") and column.name not in ("agency_id", "external_id")
    }
    assert named - tied == LOOSE


@pytest.mark.parametrize("role", [roles.APP, roles.RELAY])
async def test_a_serving_role_has_no_power(cluster: Cluster, role: str) -> None:
    (found,) = await rows(cluster, "SELECT * FROM pg_roles WHERE rolname = $1", role)
    powers = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
    assert {name for name in powers if found[name]} == set()
    memberships = "SELECT roleid::regrole::text AS name FROM pg_auth_members WHERE member = $1::regrole"
    assert await rows(cluster, memberships, role) == []
    owned = """
        SELECT relname FROM pg_class WHERE relowner = $1::regrole
        UNION ALL SELECT proname FROM pg_proc WHERE proowner = $1::regrole
    """
    assert await rows(cluster, owned, role) == []
    (ddl,) = await rows(
        cluster,
        "SELECT has_schema_privilege($1, 'public', 'CREATE') AS makes,"
        " has_database_privilege($1, current_database(), 'CREATE') AS makes_schemas",
        role,
    )
    assert ddl == {"makes": False, "makes_schemas": False}


async def test_the_owner_of_the_schema_is_bound_too(cluster: Cluster) -> None:
    (owner,) = await rows(cluster, "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1", roles.OWNER)
    assert owner == {"rolsuper": False, "rolbypassrls": False}


async def _rights(cluster: Cluster, role: str) -> dict[str, set[str]]:
    query = """
        SELECT c.relname AS name, p.privilege FROM pg_class c
        CROSS JOIN unnest(ARRAY['SELECT','INSERT','UPDATE','DELETE','TRUNCATE','REFERENCES','TRIGGER']) p(privilege)
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
          AND has_table_privilege($1, c.oid, p.privilege)
    """
    found: dict[str, set[str]] = {}
    for row in await rows(cluster, query, role):
        found.setdefault(row["name"], set()).add(row["privilege"])
    return found


async def test_the_application_may_add_and_change_only_what_it_should(cluster: Cluster) -> None:
    rights = await _rights(cluster, roles.APP)
    for table in await _tables(cluster):
        if table in LEDGER:
            allowed = {"SELECT"}
        elif table in APPEND_ONLY:
            allowed = {"SELECT", "INSERT"}
        else:
            allowed = {"SELECT", "INSERT", "UPDATE", "DELETE"}
        assert rights[table] == allowed, table
    exempt = {name: rights[name] for name in ("agencies", "alembic_version", "demo_clock")}
    assert exempt == {"agencies": {"SELECT"}, "alembic_version": {"SELECT"}, "demo_clock": {"SELECT"}}
    assert rights["sign_in_directory"] == {"SELECT", "INSERT", "DELETE"}


async def test_the_relay_sees_jobs_and_nothing_else(cluster: Cluster) -> None:
    rights = await _rights(cluster, roles.RELAY)
    tenant = {table: found for table, found in rights.items() if table in await _tables(cluster)}
    assert tenant == {"jobs": {"SELECT", "UPDATE"}}


async def test_history_refuses_every_change(cluster: Cluster) -> None:
    found = await rows(cluster, catalog.APPEND_ONLY_TRIGGERS)
    assert {row["table"] for row in found} == APPEND_ONLY
    for row in found:
        assert row["kind"] == BEFORE_ANY_CHANGE, row["table"]
        assert row["enabled"] in ("b'O'", "O"), row["table"]


async def test_history_refuses_the_owner_as_well(cluster: Cluster) -> None:
    async with migrated(cluster) as connection:
        for table in sorted(APPEND_ONLY):
            for change in (
                f"DELETE FROM {table}",
                f"UPDATE {table} SET agency_id = agency_id",
                f"TRUNCATE {table} CASCADE",
            ):
                with pytest.raises(Exception, match="is append-only") as refused:
                    await connection.execute(change)
                assert getattr(refused.value, "sqlstate", None) == "42501"


async def test_functions_run_as_their_caller_or_with_a_fixed_path(cluster: Cluster) -> None:
    functions = await rows(cluster, catalog.FUNCTIONS)
    as_owner = {row["name"]: row for row in functions if row["as_owner"]}
    assert set(as_owner) == {"eligo_advance_clock", "ledger_append", "ledger_next"}
    for name, row in as_owner.items():
        # Without pg_temp at the end a caller's temporary table would come before the real one.
        assert "search_path=pg_catalog, public, pg_temp" in list(row["settings"]), name
        assert row["owner"] == roles.OWNER, name
    assert [row["name"] for row in functions if row["for_everybody"]] == []


async def test_nothing_lives_outside_the_schema(cluster: Cluster) -> None:
    """No view, sequence or foreign table could show rows past the policies; no extension is needed."""
    query = """
        SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i', 'p', 'I')
    """
    others: list[dict[str, Any]] = await rows(cluster, query)
    assert others == []
    assert [row["extname"] for row in await rows(cluster, "SELECT extname FROM pg_extension")] == ["plpgsql"]
