"""Reading the system catalogue of a migrated database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from api.models import UNTENANTED
from tests.conftest import Cluster

RULE = "(agency_id = (NULLIF(current_setting('app.agency_id'::text, true), ''::text))::uuid)"


@asynccontextmanager
async def migrated(cluster: Cluster) -> AsyncIterator[asyncpg.Connection]:
    """The superuser's connection to the migrated template; nothing is written."""
    connection = await asyncpg.connect(cluster.address(cluster.template))
    try:
        yield connection
    finally:
        # Clones are refused while somebody is connected to the template.
        await connection.close()


async def rows(cluster: Cluster, query: str, *values: Any) -> list[dict[str, Any]]:
    """The rows of one query on the migrated template."""
    async with migrated(cluster) as connection:
        return [dict(row) for row in await connection.fetch(query, *values)]


TABLES = f"""
SELECT relname AS name, relrowsecurity AS secured, relforcerowsecurity AS forced, relowner::regrole::text AS owner
FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
  AND relname NOT IN ({", ".join(f"'{name}'" for name in UNTENANTED)})
ORDER BY 1
"""
# First column of every index, with its table.
INDEXES = """
SELECT t.relname AS table, i.relname AS name, x.indisprimary AS is_primary, x.indisunique AS is_unique,
       a.attname AS first
FROM pg_index x
JOIN pg_class i ON i.oid = x.indexrelid
JOIN pg_class t ON t.oid = x.indrelid
LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
WHERE t.relnamespace = 'public'::regnamespace
ORDER BY 1, 2
"""
FOREIGN_KEYS = """
SELECT c.conname AS name, c.conrelid::regclass::text AS from_table, c.confrelid::regclass::text AS to_table,
       (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(attnum, n)
        JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum) AS from_columns,
       (SELECT array_agg(a.attname ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(attnum, n)
        JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum) AS to_columns
FROM pg_constraint c
WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
ORDER BY 1
"""
POLICIES = """
SELECT tablename AS table, policyname AS name, permissive, roles::text[] AS roles, cmd, qual, with_check
FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2
"""
FUNCTIONS = """
SELECT p.proname AS name, p.prosecdef AS as_owner, coalesce(p.proconfig, '{}') AS settings,
       p.proowner::regrole::text AS owner,
       has_function_privilege('public', p.oid, 'EXECUTE') AS for_everybody
FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1
"""
APPEND_ONLY_TRIGGERS = """
SELECT tgrelid::regclass::text AS table, tgtype AS kind, tgenabled::text AS enabled
FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid
WHERE p.proname = 'refuse_change' AND NOT tgisinternal ORDER BY 1
"""
