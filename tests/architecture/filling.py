"""One row of an agency in every table, made from the tables' own description, so that a new table is filled too."""

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Table, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from api.models import UNTENANTED, Base
from api.platform.auth import AgencyRef
from api.platform.db import Database, enter_agency, new_id

_CHOICE = re.compile(r"^(\w+) IN \('([^']+)'")
# Where the description of a column does not say what it may hold.
GIVEN: dict[tuple[str, str], Any] = {
    ("eligible_lists", "status"): "adopted",  # of a draft, the state refuses before anything foreign is looked at
    ("list_versions", "list_version"): 1,
    ("list_version_scores", "list_version"): 1,
    ("scoring_models", "parameters"): {
        "components": [{"name": "written", "weight": "1", "max": "100"}],
        "scale": {"pass": "700", "max": "1000", "pass_fraction": "0.7"},
        "credits": [],
        "decimals": 2,
        "rounding": "half_up",
    },
    ("banding_models", "bands"): [{"rank": 1, "lower": "90", "upper": "100"}],
    ("list_imports", "diff"): {"new": 0, "changed": 0, "unchanged": 0},
    ("list_imports", "sample"): [],
    ("list_imports", "rejected"): [],
    ("list_imports", "warnings"): [],
    ("referral_inquiries", "answer"): None,  # it comes with the day on which it arrived
    ("list_imports", "columns"): [],
    ("list_imports", "format"): "results",
}


# Triggers keep these rows from those of other tables.
KEPT = frozenset({"list_score_blocks"})


def tenant_tables() -> list[Table]:
    """Every table of an agency's rows, parents first, and last those that follow from others."""
    tables = [table for table in Base.metadata.sorted_tables if table.name not in UNTENANTED]
    return sorted(tables, key=lambda table: table.name in KEPT)


@dataclass
class Filled:
    """The row of an agency in each table, by table name."""

    agency: AgencyRef
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    other_person: UUID | None = None  # for what relates two persons

    def id(self, table: str) -> UUID:
        """The id of the row in a table."""
        found: UUID = self.rows[table]["id"]
        return found


async def fill(owner_url: str, agency: AgencyRef) -> Filled:
    """One row in every table, as the owner of the schema; what the founding made already is used as it is."""
    database = Database(owner_url, pool_size=1)
    filled = Filled(agency)
    try:
        async with database.session() as session:
            await enter_agency(session, agency.id)
            for table in tenant_tables():
                filled.rows[table.name] = await _row(session, table, filled)
            # A paper's subject is a referral or a list, so no foreign key says which: the one route that names both
            # a referral and its paper must find it.
            about = {"subject_type": "referral", "subject_id": filled.id("referrals")}
            await session.execute(update(Base.metadata.tables["documents"]).values(about))
            filled.rows["documents"] |= about
    finally:
        await database.close()
    return filled


async def _row(session: AsyncSession, table: Table, filled: Filled) -> dict[str, Any]:
    found = (await session.execute(select(table).limit(1))).mappings().first()
    if found is None:
        values = dict(_values(table, filled))
        await session.execute(insert(table).values(values))
        if table.name == "persons":
            filled.other_person = new_id()
            await session.execute(insert(table).values(values | {"id": filled.other_person}))
        found = (await session.execute(select(table).limit(1))).mappings().one()
    return dict(found)


def _values(table: Table, filled: Filled) -> Iterator[tuple[str, Any]]:
    choices = dict(_choices(table))
    for column in table.columns:
        parent = _parent(column, filled)
        if column.name == "agency_id":
            yield column.name, filled.agency.id
        elif parent is not None:
            yield column.name, parent
        elif (table.name, column.name) in GIVEN:
            yield column.name, GIVEN[table.name, column.name]
        elif column.name in choices:
            yield column.name, choices[column.name]
        elif not column.nullable and column.server_default is None:
            yield column.name, _value(column)


def _parent(column: Column[Any], filled: Filled) -> Any:
    if column.name == "other_id":
        return filled.other_person
    for key in column.foreign_keys:
        if key.column.name != "agency_id" and key.column.table.name in filled.rows:
            return filled.rows[key.column.table.name][key.column.name]
    return None


def _choices(table: Table) -> Iterator[tuple[str, str]]:
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint) and (found := _CHOICE.match(str(constraint.sqltext))):
            yield found[1], found[2]


def _value(column: Column[Any]) -> Any:
    kind = column.type.python_type
    makers: dict[type, Any] = {
        UUID: new_id,
        str: lambda: f"a {column.name}",
        int: lambda: 1,
        bool: lambda: True,
        bytes: lambda: os.urandom(32),
        object: dict,  # JSON
        list: list,
        Decimal: lambda: Decimal(1),
        dt.datetime: lambda: dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC),
        dt.date: lambda: dt.date(2026, 1, 2),
        dt.timedelta: dt.timedelta,
    }
    return makers[kind]()


async def count_rows(session: AsyncSession, table: Table) -> int:
    """How many rows of a table a session sees."""
    return int((await session.execute(text(f"SELECT count(*) FROM {table.name}"))).scalar_one())
