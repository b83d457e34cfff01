"""The agency's settings: periods with the law's figure, the hour of deadlines, name and zone."""

import asyncio
import datetime as dt
from typing import Any

import asyncpg
import pytest

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague


def _periods(agency: Any) -> dict[str, tuple[int, bool]]:
    return {one["code"]: (one["business_days"], one["is_own"]) for one in agency["periods"]}


async def test_a_new_agency_has_the_figures_of_the_law(administrator: Clerk) -> None:
    agency = await administrator.read("/agency")
    assert (agency["name"], agency["zone"], agency["pack"]) == ("City of Example", "America/Los_Angeles", "sf")
    assert (agency["deadline_closes_at"], agency["count_posting_day"]) == (None, False)
    periods = _periods(agency)
    assert periods["report_back"] == (20, False)
    assert periods["response_permanent"] == (5, False)
    assert periods["response_temporary"] == (3, False)
    assert periods["inspection_police_promotive"] == (3, False)
    cited = {one["code"]: one["citation"] for one in agency["periods"]}
    assert cited["report_back"] == "Civil Service Commission Rule 113.11"


async def test_a_period_is_set_and_taken_back_to_the_default(administrator: Clerk, world: World) -> None:
    first = await administrator.read("/agency")
    body = {"periods": {"report_back": 15, "inspection_cbt": 4}, "deadline_closes_at": "17:00"}
    changed = (await administrator.patch("/agency", body, version=first["version"])).json()
    assert changed["version"] == first["version"] + 1
    assert changed["deadline_closes_at"] == "17:00"
    assert _periods(changed)["report_back"] == (15, True)
    assert _periods(changed)["inspection_cbt"] == (4, True)
    assert _periods(changed)["inspection_pbt"] == (3, False)
    assert await administrator.read("/agency") == changed
    back = {"periods": {"report_back": None}, "deadline_closes_at": None}
    again = (await administrator.patch("/agency", back, version=changed["version"])).json()
    assert _periods(again)["report_back"] == (20, False)
    assert again["deadline_closes_at"] is None
    connection = await asyncpg.connect(world.admin_url)
    told = await connection.fetch("SELECT canonical FROM ledger_events WHERE name = 'agency.changed' ORDER BY seq")
    await connection.close()
    assert len(told) == 2
    assert '"deadline_closes_at":"17:00"' in told[0]["canonical"]


async def test_a_referral_reports_back_in_the_agencys_own_period(administrator: Clerk, world: World) -> None:
    version = (await administrator.read("/agency"))["version"]
    await administrator.patch("/agency", {"periods": {"report_back": 1}}, version=version)
    city = await City.build(administrator, world, [("A", 100)])
    today = (await city.certify(0))["report_back_on"]
    version = (await administrator.read("/agency"))["version"]
    await administrator.patch("/agency", {"periods": {"report_back": 6}}, version=version)
    later = (await city.certify(1))["report_back_on"]
    # Five business days further on is the same day of the next week: no holiday stands in this calendar.
    assert (_ordinal(later) - _ordinal(today)) == 7


def _ordinal(day: str) -> int:
    return dt.date.fromisoformat(day).toordinal()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"name": ""}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"name": None}, "name"),
        ({"deadline_closes_at": "25:00"}, "deadline_closes_at"),
        ({"deadline_closes_at": "17:00:30"}, "deadline_closes_at"),
        ({"periods": {"report_back": 0}}, "periods.report_back"),
        ({"periods": {"report_back": 251}}, "periods.report_back"),
        ({"periods": {"report_back": "20"}}, "periods.report_back"),
        ({"periods": {"report_back": 1.5}}, "periods.report_back"),
        ({"periods": {"coffee": 3}}, "periods.coffee"),
        ({"slug": "x"}, "slug"),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_changes(
    administrator: Clerk, body: dict[str, Any], field: str
) -> None:
    before = await administrator.read("/agency")
    refused = problem(await administrator.patch("/agency", body, version=before["version"]), 422)
    assert {one["field"] for one in refused["errors"]} == {field}
    assert await administrator.read("/agency") == before


async def test_the_new_name_is_read_at_once_and_only_here(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef
) -> None:
    stranger = await clerks.sign_in("admin@other.example")
    version = (await administrator.read("/agency"))["version"]
    problem(await administrator.patch("/agency", {"name": "New"}), 428, "version_required")
    problem(await administrator.patch("/agency", {"name": "New"}, version=version + 1), 412, "stale_version")
    await administrator.patch("/agency", {"name": "<b>New</b> =1+1"}, version=version)
    assert (await administrator.read("/session"))["agency"]["name"] == "<b>New</b> =1+1"
    assert (await stranger.read("/agency"))["name"] == "Other City"


async def test_two_who_change_it_at_once_do_not_overwrite_each_other(administrator: Clerk) -> None:
    version = (await administrator.read("/agency"))["version"]
    bodies = [{"periods": {"report_back": 10 + one}} for one in range(4)]
    answers = await asyncio.gather(*(administrator.patch("/agency", body, version=version) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412]


@pytest.mark.parametrize("role", ["certification_analyst", "exam_analyst", "auditor", "hiring_manager"])
async def test_everybody_reads_it_administrators_change_it(administrator: Clerk, clerks: Clerks, role: str) -> None:
    clerk = await colleague(clerks, administrator, role)
    agency = await clerk.read("/agency")
    problem(await clerk.patch("/agency", {"name": "x"}, version=agency["version"]), 403, "forbidden")
