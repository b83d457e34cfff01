"""Reason codes that an agency keeps itself: added, reworded, retired, brought back."""

import asyncio
from typing import Any

import pytest

from api.platform.auth import AgencyRef
from tests.conftest import Clerks, World
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague

MOVED = {"use": "disposition", "code": "moved_away", "title": "Moved away"}
WHERE = "/reason-codes/disposition/moved_away"


async def _codes(clerk: Clerk, **params: Any) -> list[str]:
    found = await clerk.read("/reason-codes", params={"use": "disposition", **params})
    return [one["code"] for one in found["items"]]


async def test_a_reason_is_added_given_retired_and_brought_back(administrator: Clerk, world: World) -> None:
    city = await City.build(administrator, world, [("A", 100), ("B", 90)])
    referral = (await city.certify(0))["id"]
    unknown = await city.dispose(referral, "A", "waived", reason_code="moved_away")
    assert [one["field"] for one in problem(unknown, 422, "unknown_reason_code")["errors"]] == ["reason_code"]

    made = await administrator.make("/reason-codes", MOVED)
    assert (made["version"], made["retired_at"], made["needs_note"]) == (1, None, False)
    assert (await city.dispose(referral, "A", "waived", reason_code="moved_away")).status_code == 200

    retired = (await administrator.patch(WHERE, {"is_retired": True}, version=1)).json()
    assert retired["retired_at"] is not None
    assert "moved_away" not in await _codes(administrator)
    assert await _codes(administrator, is_retired=True) == ["moved_away"]
    refused = await city.dispose(referral, "B", "waived", reason_code="moved_away")
    problem(refused, 422, "unknown_reason_code")

    back = (await administrator.patch(WHERE, {"is_retired": False, "title": "Left town"}, version=2)).json()
    assert (back["title"], back["retired_at"], back["version"]) == ("Left town", None, 3)
    assert (await city.dispose(referral, "B", "waived", reason_code="moved_away")).status_code == 200


async def test_other_always_exists_with_its_note(administrator: Clerk) -> None:
    for body, field in (({"is_retired": True}, "is_retired"), ({"needs_note": False}, "needs_note")):
        refused = await administrator.patch("/reason-codes/disposition/other", body, version=1)
        assert [one["field"] for one in problem(refused, 409, "other_stays")["errors"]] == [field]
    assert (await _codes(administrator))[-1] == "other"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"use": "lunch"}, "use"),
        ({"code": "Moved Away"}, "code"),
        ({"code": "a" * 41}, "code"),
        ({"code": "a\n"}, None),
        ({"title": ""}, "title"),
        ({"title": "a\x00"}, "title"),
    ],
)
async def test_what_is_wrong_is_named(administrator: Clerk, change: dict[str, Any], field: str | None) -> None:
    answer = await administrator.post("/reason-codes", {**MOVED, **change})
    if field is None:  # surrounding white space is not part of a code
        assert answer.json()["code"] == "a"
    else:
        assert {one["field"] for one in problem(answer, 422)["errors"]} == {field}


async def test_a_code_is_taken_once_and_a_change_needs_its_version(
    administrator: Clerk, clerks: Clerks, other_agency: AgencyRef
) -> None:
    answers = await asyncio.gather(*(administrator.post("/reason-codes", MOVED) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    problem(await administrator.patch(WHERE, {"title": "x"}), 428, "version_required")
    problem(await administrator.patch(WHERE, {"title": "x"}, version=2), 412, "stale_version")
    problem(await administrator.patch("/reason-codes/disposition/none", {"title": "x"}, version=1), 404, "not_found")
    problem(await administrator.patch("/reason-codes/lunch/none", {"title": "x"}, version=1), 404)
    stranger = await clerks.sign_in("admin@other.example")
    problem(await stranger.patch(WHERE, {"title": "x"}, version=1), 404, "not_found")


async def test_who_only_reads_the_organization_changes_no_reason(administrator: Clerk, clerks: Clerks) -> None:
    clerk = await colleague(clerks, administrator, "exam_analyst")
    assert "other" in await _codes(clerk)
    problem(await clerk.post("/reason-codes", MOVED), 403, "forbidden")
