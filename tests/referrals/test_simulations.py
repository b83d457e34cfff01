"""What if: other dispositions, positions, rules; a certification before it is made. Nothing of it is stored."""

from datetime import date
from typing import Any

import pytest

from tests.conftest import Clerks, World
from tests.referrals.test_reach import TEN, names
from tests.referrals.test_returns import hire, set_columns
from tests.support.city import City
from tests.support.clerk import Clerk, problem
from tests.support.staff import colleague
from tests.support.stored import everything


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores and four vacant positions."""
    return await City.build(administrator, world, TEN)


async def suppose(city: City, referral: str, **what: Any) -> dict[str, Any]:
    """A simulation; dispositions by letter."""
    named = [
        {"eligible_id": str(city.people[name]), "disposition": disposition}
        for name, disposition in what.pop("dispositions", {}).items()
    ]
    body = what | {"dispositions": named}
    found: dict[str, Any] = await city.clerk.make(f"/referrals/{referral}/simulations", body)
    return found


def then(found: dict[str, Any], word: str) -> str:
    """Who would be shown so."""
    return names({one["external_id"]: one["then"]["shown_as"] for one in found["items"]}, word)


async def test_supposed_waivers_move_the_line_as_real_ones_do(city: City) -> None:
    referral = (await city.certify(0))["id"]
    before = await everything(city.world)
    found = await suppose(city, referral, dispositions={"B": "waived", "C": "waived"})
    assert await everything(city.world) == before
    assert (found["is_saved"], found["before"]["line"]["score"], found["after"]["line"]["score"]) == (
        False,
        "980",
        "970",
    )
    assert then(found, "reachable") == "ADE"
    for name in "BC":
        await city.dispose(referral, name, "waived")
    assert names(await city.shown(referral), "reachable") == "ADE"


async def test_supposed_positions_and_rules_reach_as_real_ones_do(city: City) -> None:
    referral = (await city.certify(0))["id"]
    before = await everything(city.world)
    wider = await suppose(city, referral, add_positions=[str(city.positions[1]), str(city.positions[2])])
    assert (wider["after"]["positions_counted"], then(wider, "reachable")) == (3, "ABCDEF")
    five = await suppose(city, referral, certification_rule_id=str(city.rules["R5"]))
    assert then(five, "reachable") == "ABCDEF"
    everyone = await suppose(city, referral, certification_rule_id=str(city.rules["LIST"]))
    assert (then(everyone, "reachable"), everyone["shown_differently"]) == ("ABCDEFGH", 4)
    assert await everything(city.world) == before
    both = await city.certify(1, 2)
    assert names(await city.shown(both["id"]), "reachable") == "ABCDEF"
    narrower = await suppose(city, both["id"], remove_positions=[str(city.positions[2])])
    assert then(narrower, "reachable") == "ABCDE"


async def test_a_supposed_hire_holds_its_score(city: City) -> None:
    referral = (await city.certify(0, 1))["id"]
    await city.dispose(referral, "A", "selected")
    found = await suppose(city, referral, dispositions={"A": "hired"})
    await city.dispose(referral, "A", "hired")
    read = await city.clerk.read(f"/referrals/{referral}")
    assert found["after"]["line"] == read["line"]
    assert (found["after"]["ranks_in_reach"], found["after"]["names_in_reach"]) == (
        read["ranks_in_reach"],
        read["names_in_reach"],
    )


async def test_what_cannot_be_is_not_supposed(city: City) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    path = f"/referrals/{one}/simulations"
    named = {"eligible_id": str(city.people["A"]), "disposition": "hired"}
    found = problem(await city.clerk.post(path, {"dispositions": [named]}), 409, "illegal_transition")
    assert [each["field"] for each in found["errors"]] == ["dispositions.0.disposition"]
    nobody = {"eligible_id": str(city.list_id), "disposition": "waived"}
    problem(await city.clerk.post(path, {"dispositions": [nobody]}), 422)
    taken = {"add_positions": [str(city.positions[1])]}
    problem(await city.clerk.post(path, taken), 409, "position_on_open_referral")
    problem(await city.clerk.post(path, {"remove_positions": [str(city.positions[1])]}), 422)
    problem(await city.clerk.post(path, {"limit": 0}), 422)
    await city.clerk.make(f"/referrals/{two}/close", {"reason": "over"})
    problem(await city.clerk.post(f"/referrals/{two}/simulations", {}), 409, "referral_closed")


async def test_a_preview_shows_what_certifying_then_does(city: City) -> None:
    await city.certify(0)
    body = {"eligible_list_id": str(city.list_id), "position_ids": [str(city.positions[1]), str(city.positions[2])]}
    before = await everything(city.world)
    seen = await city.clerk.make("/referrals/preview", body)
    assert await everything(city.world) == before
    assert "".join(sorted(one["external_id"] for one in seen["items"])) == "ABCDEF"
    (pooled,) = seen["pooled_with"]
    assert (pooled["before"]["names_in_reach"], pooled["after"]["names_in_reach"]) == (4, 6)
    made = await city.clerk.make("/referrals", body)
    for field in ("line", "ranks_in_reach", "names_in_reach", "positions_counted", "flags"):
        assert seen["reach"][field] == made[field], field
    assert (seen["reach"]["sentence"], seen["report_back_on"]) == (made["rule"]["sentence"], made["report_back_on"])
    problem(await city.clerk.post("/referrals/preview", body), 409, "position_on_open_referral")


async def test_who_sees_single_people_only_supposes_nothing(city: City, clerks: Clerks) -> None:
    """A simulation shows the whole list; a department sees whom it was given."""
    referral = (await city.certify(0))["id"]
    manager = await colleague(clerks, city.clerk, "hiring_manager", departments=(str(city.departments[0]),))
    problem(await manager.post(f"/referrals/{referral}/simulations", {}), 403)
    auditor = await colleague(clerks, city.clerk, "auditor")
    await auditor.make(f"/referrals/{referral}/simulations", {})


async def test_what_cannot_be_certified_is_named_beforehand_too(city: City) -> None:
    await hire(city, (made := await city.certify(0))["id"], "A")
    await city.clerk.make(f"/referrals/{made['id']}/close", {"reason": "filled"})
    other = {"code": "9999", "title": "Clerk"}
    stray = {
        "number": "S0",
        "title": "Clerk",
        "job_class_id": (await city.clerk.make("/job-classes", other))["id"],
        "department_id": str(city.departments[0]),
        "employment": "permanent",
    }
    draft = {"code": "R9", "title": "Nine", "citation": "None", "parameters": {"unit": "score", "base": 9}}
    rule = (await city.clerk.make("/certification-rules", draft))["id"]
    right = {"eligible_list_id": str(city.list_id), "position_ids": [str(city.positions[1])]}
    foreign = {"position_ids": [*right["position_ids"], (await city.clerk.make("/positions", stray))["id"]]}

    async def refused(status: int, code: str, field: str | None = None, **change: Any) -> None:
        for path in ("/referrals", "/referrals/preview"):
            found = problem(await city.clerk.post(path, right | change), status, code)
            assert [one["field"] for one in found["errors"]] == ([field] if field else [])

    await refused(409, "position_filled", "position_ids.0", position_ids=[str(city.positions[0])])
    await refused(422, "invalid", "position_ids.1", **foreign)
    await refused(409, "rule_not_active", certification_rule_id=rule)
    row = f"id = '{city.list_id}'"
    await set_columns(city, "eligible_lists", row, expires_on=date(2020, 1, 1))
    await refused(409, "list_expired")
    await set_columns(city, "eligible_lists", row, expires_on=None, status="tentative")
    await refused(409, "list_not_adopted")
