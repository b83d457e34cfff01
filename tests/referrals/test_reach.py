"""A referral's reach as people see it: who is reachable, why, and who moves."""

import json
from typing import Any

import pytest

from tests.conftest import World
from tests.support import stored
from tests.support.city import City
from tests.support.clerk import Clerk, problem

TEN = [("A", 1000), ("B", 990), ("C", 990), ("D", 980), ("E", 970), ("F", 960), ("G", 950), ("H", 940)]


@pytest.fixture
async def city(administrator: Clerk, world: World) -> City:
    """An adopted list under the Rule of Three Scores."""
    return await City.build(administrator, world, TEN)


def names(shown: dict[str, str], word: str) -> str:
    """Who is shown so, as one word of their letters."""
    return "".join(sorted(name for name, now in shown.items() if now == word))


async def test_rule_of_three_with_two_positions_reaches_four_ranks(city: City) -> None:
    referral = await city.certify(0, 1)
    assert (referral["ranks_in_reach"], referral["names_in_reach"], referral["vacancies"]) == (4, 5, 2)
    assert referral["line"] == {"rank": 4, "score": "970"}
    shown = await city.shown(referral["id"])
    assert (names(shown, "reachable"), names(shown, "alternate")) == ("ABCDE", "FGH")
    items = await city.clerk.all(f"/referrals/{referral['id']}/eligibles", limit=3)
    assert [(one["external_id"], one["rank"]) for one in items] == [
        ("A", 1), ("B", 2), ("C", 2), ("D", 3), ("E", 4), ("F", 5), ("G", 6), ("H", 7),
    ]  # fmt: skip
    assert all(one["explanation"]["sentence"] for one in items)
    assert items[5]["explanation"]["opens_if"]
    query = "SELECT canonical FROM ledger_events WHERE name = 'referral.certified'"
    (event,) = await stored.rows(city.world, query)
    told = json.loads(event["canonical"])["payload"]
    assert (told["list_version"], told["digest"]) == (2, referral["digest"])
    (row,) = await stored.rows(city.world, "SELECT list_version FROM referrals")
    assert row["list_version"] == 2


async def test_one_person_is_told_step_by_step(city: City) -> None:
    referral = (await city.certify(0))["id"]
    path = f"/referrals/{referral}/eligibles/"
    told = await city.clerk.read(path + str(city.people["E"]))
    assert [(one["finding"], one["sentence"]) for one in told["steps"]][-3:] == [
        ("fact", "From the top, 3 ranks with somebody who counts: down to rank 3 (score 980)."),
        ("fact", "3 ranks that count stand above this score."),
        ("failed", "Rank 4 is below the line."),
    ]
    assert told["steps"][0]["sentence"] == "Rank 4 on the list, with a score of 970."
    (same,) = [one for one in await city.clerk.all(f"/referrals/{referral}/eligibles") if one["external_id"] == "E"]
    assert same.items() <= told.items()
    await city.dispose(referral, "E", "waived")
    told = await city.clerk.read(path + str(city.people["E"]))
    assert told["steps"][-1]["sentence"] == "Waived being considered on this referral."


async def test_one_of_two_waives_and_nothing_moves_both_waive_and_the_next_rank_opens(city: City) -> None:
    referral = (await city.certify(0))["id"]
    first = (await city.dispose(referral, "B", "waived")).json()
    assert first["moved"] == []
    assert first["eligible"]["shown_as"] == "unavailable"
    second = (await city.dispose(referral, "C", "waived")).json()
    assert [(one["person"]["display_name"], one["from"], one["to"]) for one in second["moved"]] == [
        ("E", "alternate", "reachable")
    ]
    back = (await city.dispose(referral, "B", "pending")).json()
    assert back["moved"] == []
    shown = await city.shown(referral)
    assert (names(shown, "reachable"), names(shown, "unavailable")) == ("ABDE", "C")


async def test_a_second_referral_widens_both_and_a_hire_holds_its_rank(city: City) -> None:
    one = (await city.certify(0))["id"]
    two = (await city.certify(1, 2))["id"]
    for referral in (one, two):
        assert names(await city.shown(referral), "reachable") == "ABCDEF"
    assert (await city.dispose(one, "A", "selected")).status_code == 200
    hired = (await city.dispose(one, "A", "hired")).json()
    assert hired["eligible"]["shown_as"] == "hired"
    assert hired["moved"] == []
    assert names(await city.shown(two), "unavailable") == "A"
    assert names(await city.shown(two), "reachable") == "BCDEF"
    assert await city.counts_agree()
    assert (await city.dispose(one, "B", "selected")).status_code == 200
    problem(await city.dispose(one, "B", "hired"), 409, "no_position_left")


async def test_what_is_below_the_line_can_neither_be_offered_nor_hired(city: City) -> None:
    referral = (await city.certify(0))["id"]
    refused = problem(await city.dispose(referral, "H", "selected"), 409, "not_reachable")
    assert "rank 7" in refused["detail"]
    order: dict[str, Any] = {"override": {"reason": "by order of the commission", "citation": "Rule 113"}}
    assert (await city.dispose(referral, "H", "selected", **order)).status_code == 200
    problem(await city.dispose(referral, "H", "hired"), 409, "not_reachable")
    assert (await city.dispose(referral, "H", "hired", **order)).status_code == 200


async def test_a_rescinded_hire_gives_back_what_stood_before(city: City) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    await city.dispose(two, "A", "interested")
    await city.dispose(one, "A", "selected")
    assert (await city.dispose(one, "A", "hired")).status_code == 200
    path = f"/referrals/{one}/eligibles/{city.people['A']}/rescind"
    problem(await city.clerk.post(path, {"reason_code": "unheard_of"}), 422, "unknown_reason_code")
    undone = await city.clerk.make(path, {"reason_code": "hire_in_error"})
    assert undone["eligible"]["disposition"] == "selected"
    assert undone["eligible"]["standing"] == "reachable"
    items = {one["external_id"]: one for one in await city.clerk.all(f"/referrals/{two}/eligibles")}
    assert (items["A"]["disposition"], items["A"]["standing"]) == ("interested", "reachable")
    assert await city.counts_agree()


async def test_a_score_freed_on_a_referral_stays_freed_there_when_the_person_is_hired_elsewhere(city: City) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1))["id"]
    assert names(await city.shown(two), "reachable") == "ABCDE"
    await city.dispose(two, "A", "waived")
    assert names(await city.shown(two), "reachable") == "BCDEF"
    await city.dispose(one, "A", "selected")
    await city.dispose(one, "A", "hired")
    assert names(await city.shown(two), "reachable") == "BCDEF"
    assert (await city.clerk.read(f"/referrals/{two}"))["ranks_in_reach"] == 4


async def test_the_floor_holds_until_a_position_goes(city: City) -> None:
    referral = (await city.certify(0, 1))["id"]
    await city.dispose(referral, "A", "waived")
    assert names(await city.shown(referral), "reachable") == "BCDEF"
    await city.dispose(referral, "A", "pending")
    assert names(await city.shown(referral), "reachable") == "ABCDEF"
    now = await city.clerk.read(f"/referrals/{referral}")
    path = f"/referrals/{referral}/positions/{city.positions[1]}?reason=frozen"
    problem(await city.clerk.delete(path), 428)
    problem(await city.clerk.delete(path, version=now["version"] + 7), 412)
    assert (await city.clerk.delete(path, version=now["version"])).status_code == 200
    assert names(await city.shown(referral), "reachable") == "ABCD"


async def test_closing_a_pooled_referral_narrows_the_other(city: City) -> None:
    one, two = (await city.certify(0))["id"], (await city.certify(1, 2))["id"]
    assert names(await city.shown(one), "reachable") == "ABCDEF"
    closed = await city.clerk.make(f"/referrals/{two}/close", {"reason": "no need"})
    assert closed["status"] == "closed_unfilled"
    assert names(await city.shown(one), "reachable") == "ABCD"
    problem(await city.dispose(two, "A", "waived"), 409, "referral_closed")
    assert (await city.certify(1))["status"] == "certified"
    reopened = await city.clerk.make(f"/referrals/{two}/reopen", {"reason": "x"})
    assert [one["number"] for one in reopened["positions"]] == ["P2"]


async def test_a_list_that_is_too_short_is_flagged_not_refused(city: City) -> None:
    short = await city.adopted_list("SHORT", [("X", 900), ("Y", 890)], "R3")
    body = {"eligible_list_id": str(short), "position_ids": [str(city.positions[3])]}
    referral = await city.clerk.make("/referrals", body)
    assert referral["flags"]["short_certification"] is True
    assert referral["flags"]["list_exhausted"] is True
    assert referral["names_in_reach"] == 2


async def test_rule_of_the_list_reaches_everybody(city: City) -> None:
    listed = await city.adopted_list("ALL", [("X", 900), ("Y", 700)], "LIST")
    body = {"eligible_list_id": str(listed), "position_ids": [str(city.positions[3])]}
    assert (await city.clerk.make("/referrals", body))["names_in_reach"] == 2


async def test_a_position_is_on_one_open_referral_only(city: City) -> None:
    await city.certify(0)
    body = {"eligible_list_id": str(city.list_id), "position_ids": [str(city.positions[0])]}
    refused = problem(await city.clerk.post("/referrals", body), 409, "position_on_open_referral")
    assert refused["errors"][0]["field"] == "position_ids.0"
    unknown = {**body, "position_ids": [str(city.list_id)]}
    assert problem(await city.clerk.post("/referrals", unknown), 422)["errors"][0]["field"] == "position_ids.0"
    problem(await city.clerk.post("/referrals", {**body, "eligible_list_id": str(city.positions[0])}), 404)


async def test_positions_are_told_apart_by_whether_they_are_on_an_open_referral(city: City) -> None:
    async def found(**params: bool) -> list[str]:
        return [one["number"] for one in (await city.clerk.read("/positions", params=params))["items"]]

    referral = await city.certify(0, 2)
    assert await found(is_referred=True) == ["P0", "P2"]
    assert await found(is_referred=False) == ["P1", "P3"]
    assert await found() == ["P0", "P1", "P2", "P3"]
    await city.clerk.make(f"/referrals/{referral['id']}/cancel", {"reason": "test"}, version=referral["version"])
    assert await found(is_referred=False) == ["P0", "P1", "P2", "P3"]


@pytest.mark.parametrize("standing", ["reachable", "alternate", "unavailable", "excluded"])
async def test_a_page_of_one_standing_holds_exactly_those(city: City, standing: str) -> None:
    referral = (await city.certify(0))["id"]
    await city.dispose(referral, "A", "waived")
    everybody = await city.clerk.all(f"/referrals/{referral}/eligibles")
    wanted = [one["external_id"] for one in everybody if one["standing"] == standing]
    found = []
    cursor = None
    while True:
        params = {"standing": standing, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = await city.clerk.read(f"/referrals/{referral}/eligibles", params=params)
        found += [one["external_id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == wanted


async def test_a_collection_shows_each_referral_with_its_line_and_pages_through_all_once(city: City) -> None:
    made = [await city.certify(number) for number in range(3)]
    page = await city.clerk.read("/referrals", params={"limit": 2, "count": True})
    assert (page["total"], [one["number"] for one in page["items"]]) == (3, [made[2]["number"], made[1]["number"]])
    items = await city.clerk.all("/referrals", limit=1)
    assert [one["id"] for one in items] == [one["id"] for one in reversed(made)]
    for one in items:
        read = await city.clerk.read(f"/referrals/{one['id']}")
        assert (
            (one["line"], one["ranks_in_reach"])
            == (read["line"], read["ranks_in_reach"])
            == (
                {"rank": 5, "score": "960"},
                5,
            )
        )
