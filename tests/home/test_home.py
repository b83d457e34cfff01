"""Home by role: what waits, what is under way, what comes, in few statements and for the own departments only."""

import datetime as dt
from typing import Any

import asyncpg
from fastapi import FastAPI

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk
from tests.support.staff import colleague
from tests.support.statements import counted

PEOPLE = [("A", 100), ("B", 90), ("C", 80), ("D", 70), ("E", 60)]


async def _sql(world: World, statement: str, *values: Any) -> None:
    connection = await asyncpg.connect(world.admin_url)
    await connection.execute(statement, *values)
    await connection.close()


def _kinds(home: Any) -> dict[str, list[tuple[str, str]]]:
    return {name: [(one["kind"], one["label"]) for one in home[name]] for name in ("needs", "moving", "coming")}


async def _lists(city: City, world: World, today: dt.date) -> None:
    """A list in each state that home tells of, and some of which it tells nothing."""
    states = {
        "OVER": ("tentative", today - dt.timedelta(days=1), None, 5),
        "LAST-DAY": ("tentative", today, None, 5),
        "SCORED": ("scored", None, None, 5),
        "RESULTS": ("draft", None, None, 5),
        "EMPTY": ("draft", None, None, 0),
        "SOON": ("adopted", None, today + dt.timedelta(days=60), 5),
        "LATER": ("adopted", None, today + dt.timedelta(days=61), 5),
        "GONE": ("expired", None, today - dt.timedelta(days=1), 5),
    }
    for code, (status, ends, expires, results) in states.items():
        made = await city.adopted_list(code, [], "R3")
        await _sql(
            world,
            "UPDATE eligible_lists SET status = $2, inspection_ends_on = $3, expires_on = $4, results_count = $5 "
            "WHERE id = $1",
            made,
            status,
            ends,
            expires,
            results,
        )


async def test_an_exam_analyst_is_told_of_lists_and_each_once(
    administrator: Clerk, clerks: Clerks, world: World
) -> None:
    city = await City.build(administrator, world, PEOPLE)
    await _sql(world, "UPDATE eligible_lists SET expires_on = NULL")
    analyst = await colleague(clerks, administrator, "exam_analyst")
    today = dt.date.fromisoformat((await analyst.read("/home"))["today"])
    await _lists(city, world, today)
    told = _kinds(await analyst.read("/home"))
    assert sorted(told["needs"]) == [
        ("list_adoptable", "OVER"),
        ("list_unposted", "SCORED"),
        ("list_unscored", "RESULTS"),
        ("list_without_results", "EMPTY"),
    ]
    assert told["moving"] == [("list_in_inspection", "LAST-DAY")]
    assert told["coming"] == [("list_expiring", "SOON")]

    auditor = _kinds(await (await colleague(clerks, administrator, "auditor")).read("/home"))
    assert auditor == {"needs": [], "moving": told["moving"], "coming": told["coming"]}


async def test_a_list_may_be_adopted_from_the_hour_at_which_days_close(administrator: Clerk, world: World) -> None:
    city = await City.build(administrator, world, PEOPLE)
    today = dt.date.fromisoformat((await administrator.read("/home"))["today"])
    await _lists(city, world, today)
    version = (await administrator.read("/agency"))["version"]
    await administrator.patch("/agency", {"deadline_closes_at": "00:00"}, version=version)
    told = _kinds(await administrator.read("/home"))
    assert ("list_adoptable", "LAST-DAY") in told["needs"]


async def test_a_hiring_manager_is_told_of_the_own_departments_only(
    administrator: Clerk, clerks: Clerks, world: World, other_agency: AgencyRef
) -> None:
    city = await City.build(administrator, world, PEOPLE)
    own, elsewhere = await city.certify(0), await city.certify(1)
    manager = await colleague(clerks, administrator, "hiring_manager", departments=(str(city.departments[0]),))
    home = await manager.read("/home")
    assert [(one["kind"], one["id"]) for one in home["moving"]] == [("referral_open", own["id"])]
    (line,) = home["moving"]
    # Two positions are pooled: 3 + 2 - 1 = 4 ranks, one person at each.
    assert line["facts"] == {"ranks_in_reach": 4, "names_in_reach": 4, "positions": 1, "hires": 0}
    assert (line["due_on"], line["of_kind"]) == (own["report_back_on"], 1)
    assert _kinds(home)["coming"] == [("report_coming", own["number"])]
    assert elsewhere["id"] not in str(home)

    await _sql(world, "UPDATE referrals SET report_back_on = certified_on")
    due = await manager.read("/home")
    assert _kinds(due) == {"needs": [("report_due", own["number"])], "moving": [], "coming": []}
    everything = await administrator.read("/home")
    assert {one["of_kind"] for one in everything["needs"] if one["kind"] == "report_due"} == {2}

    nobody = await colleague(clerks, administrator, "hiring_manager")
    stranger = await clerks.sign_in("admin@other.example")
    for clerk in (nobody, stranger):
        assert _kinds(await clerk.read("/home")) == {"needs": [], "moving": [], "coming": []}


async def test_an_administrator_is_told_of_invitations_keys_and_failed_jobs(
    administrator: Clerk, clerks: Clerks, world: World
) -> None:
    for name in ("Ann", "Ben"):
        body = {"email": f"{name}@demo.example", "name": name, "roles": ["auditor"]}
        made = await administrator.make("/users", body)
        await administrator.make(f"/users/{made['id']}/link")
    await _sql(
        world,
        "UPDATE account_links SET expires_at = clock_timestamp() FROM users u WHERE u.id = user_id AND u.name = 'Ben'",
    )
    soon = (dt.datetime.now(dt.UTC) + dt.timedelta(days=29)).isoformat()
    late = (dt.datetime.now(dt.UTC) + dt.timedelta(days=31)).isoformat()
    for name, ends in (("feed", soon), ("far", late)):
        await administrator.make("/api-keys", {"name": name, "scopes": ["session"], "expires_at": ends})
    await _sql(
        world,
        "INSERT INTO jobs (agency_id, id, kind, status, created_by, created_at) SELECT id, gen_random_uuid(), kind, "
        "'failed', 'system', clock_timestamp() - age FROM agencies, (VALUES ('a.now', interval '1 day'), "
        "('a.past', interval '15 days')) j(kind, age) WHERE slug = 'demo'",
    )
    told = _kinds(await administrator.read("/home"))
    assert sorted(told["needs"]) == [("invitation_expired", "Ben"), ("job_failed", "a.now")]
    assert told["moving"] == [("invitation_open", "Ann")]
    assert told["coming"] == [("key_expiring", "feed")]
    auditor = await colleague(clerks, administrator, "auditor")
    assert _kinds(await auditor.read("/home")) == {"needs": [], "moving": [], "coming": []}


async def test_home_takes_the_same_statements_however_much_there_is(
    administrator: Clerk, world: World, app: FastAPI
) -> None:
    city = await City.build(administrator, world, PEOPLE, positions=12)
    today = dt.date.fromisoformat((await administrator.read("/home"))["today"])
    counts = []
    for upto in (2, 12):
        for number in range(0 if upto == 2 else 2, upto):
            await city.certify(number)
        await _lists(city, world, today) if upto == 2 else None
        await administrator.read("/home")
        with counted(app) as statements:
            home = await administrator.read("/home")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9, counts
    opened = [one for one in home["moving"] if one["kind"] == "referral_open"]
    assert (len(opened), opened[0]["of_kind"]) == (6, 12)
